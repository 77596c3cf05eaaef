import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { EventEmitter, l10n, type CancellationToken, type Disposable } from 'vscode';
import type { CancellationToken as RpcToken, MessageConnection } from 'vscode-jsonrpc/node';
import type { DatasetEvent, EngineMessage, TaskProgress } from '../../protocol/notifications';
import type { Params, Result } from '../../protocol/request';
import type { DatasetRequestName, DatasetRequests, Forwarded } from '../../protocol/requests';
import type { EngineRequestName, EngineRequests } from '../../protocol/engineRequests';
import { log } from '../log';
import { hasSameFolders, readEngineSettings, type EngineStart } from '../settings';
import { chooseRuntime } from './runtime';

interface Running {
  readonly child: ChildProcess;
  readonly connection: MessageConnection;
  readonly settings: EngineStart;
}

/** More ends than this within a minute: the engine is not started again by itself. */
const endsAllowed = 5;

/** Milliseconds that an engine has to end by itself; what is killed is recovered as after any crash. */
const endMs = 30_000;

/** The engine's process: started at the first request, started again when it ends, ended with the window. */
export class EngineClient implements Disposable {
  private running: Promise<Running> | undefined;
  private disposed = false;
  private ends: number[] = [];
  /** Requests that are not answered yet. */
  private asked = 0;
  private onAnswered: (() => void) | undefined;
  private following: Promise<void> | undefined;
  /** What was told to end, until it has. */
  private leaving: { readonly child: ChildProcess; readonly gone: Promise<void> } | undefined;
  private readonly datasetEvents = new EventEmitter<{ readonly dataset: string; readonly event: DatasetEvent }>();
  private readonly ended = new EventEmitter<EngineMessage>();
  private readonly progress = new EventEmitter<TaskProgress>();

  readonly onDatasetEvent = this.datasetEvents.event;
  /** The engine ended, and why; the next request starts a new one, which knows no dataset yet. */
  readonly onEnded = this.ended.event;
  /** Progress of what was asked of the engine itself. */
  readonly onProgress = this.progress.event;

  constructor(private readonly programs: string) {}

  /** Asks about one open dataset. */
  ask<N extends DatasetRequestName>(
    name: N,
    params: Params<DatasetRequests[N]>,
    token?: CancellationToken,
  ): Promise<Result<DatasetRequests[N]>> {
    return this.send(name, params, token);
  }

  /** Asks the engine itself. */
  askEngine<N extends EngineRequestName>(
    name: N,
    params: Params<EngineRequests[N]>,
    token?: CancellationToken,
  ): Promise<Result<EngineRequests[N]>> {
    return this.send(name, params, token);
  }

  /** Passes on what a page asks; the engine checks the parameters. */
  forward(name: Forwarded, params: object, token: RpcToken): Promise<unknown> {
    return this.send(name, params, token);
  }

  /** Whether an engine runs, or is being started. */
  get isRunning(): boolean {
    return this.running !== undefined;
  }

  get pid(): Promise<number | undefined> {
    return this.start().then(({ child }) => child.pid);
  }

  /**
   * Ends an engine that works with other folders than the settings name now, as soon as nothing is asked of it: never in
   * the middle of an apply. The next request starts one with the new folders.
   */
  followFolders(): Promise<void> {
    this.following ??= this.endOutdated().finally(() => (this.following = undefined));
    return this.following;
  }

  dispose(): void {
    this.disposed = true;
    void this.running?.then(({ connection, child }) => {
      connection.dispose();
      child.disconnect();
    });
    this.datasetEvents.dispose();
    this.ended.dispose();
    this.progress.dispose();
  }

  private async send<R>(name: string, params: unknown, token?: RpcToken): Promise<R> {
    // From here on, so that the engine which is being started for it is not ended before it is asked.
    this.asked++;
    try {
      const { connection } = await this.start();
      return await (token ? connection.sendRequest<R>(name, params, token) : connection.sendRequest<R>(name, params));
    } finally {
      this.asked--;
      this.onAnswered?.();
    }
  }

  private async endOutdated(): Promise<void> {
    for (;;) {
      const running = await this.running;
      if (!running || this.disposed || hasSameFolders(running.settings, readEngineSettings())) return;
      if (this.asked === 0) return this.leave(running);
      await new Promise<void>((resolve) => (this.onAnswered = resolve));
    }
  }

  /** Has the engine end; another one is started only when it has: both would write the same state. */
  private leave({ child, connection }: Running): void {
    const gone = new Promise<void>((resolve) => {
      const timer = setTimeout(() => child.kill('SIGKILL'), endMs);
      // Where it was disconnected, 'close' never comes.
      child.once('exit', () => {
        clearTimeout(timer);
        resolve();
      });
    });
    this.leaving = { child, gone };
    this.running = undefined;
    connection.dispose();
    child.disconnect();
    log().info(`Engine ${child.pid ?? '?'} ends: the settings name other folders.`);
    const text = l10n.t(
      'The engine is started again: the settings name another folder for the cache or for decisions.',
    );
    this.ended.fire({ severity: 'info', text });
  }

  private start(): Promise<Running> {
    if (this.disposed) return Promise.reject(new Error(l10n.t('Winnow was closed.')));
    if (!this.running && this.endedTooOften())
      return Promise.reject(
        new Error(
          l10n.t('The engine ended {0} times within a minute. Show the log, then reload the window.', endsAllowed),
        ),
      );
    this.running ??= this.launch();
    return this.running;
  }

  private endedTooOften(): boolean {
    const now = Date.now();
    this.ends = this.ends.filter((at) => now - at < 60_000);
    return this.ends.length >= endsAllowed;
  }

  private async launch(): Promise<Running> {
    // With the first request: an activation that needs no engine does not load what speaks with it.
    const { createMessageConnection, IPCMessageReader, IPCMessageWriter } = await import('vscode-jsonrpc/node');
    await this.leaving?.gone;
    const runtime = await chooseRuntime();
    const settings = readEngineSettings();
    const child = fork(join(this.programs, 'engine.js'), [JSON.stringify(settings)], {
      execPath: runtime.path,
      execArgv: [],
      env: runtime.environment,
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    log().info(`Engine ${child.pid ?? '?'} started with ${runtime.path} (${runtime.reason}).`);
    child.stderr?.setEncoding('utf8').on('data', (text: string) => log().warn(`Engine: ${text.trimEnd()}`));
    const connection = createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
    connection.onNotification('event', (message: { dataset: string; event: DatasetEvent }) =>
      this.datasetEvents.fire(message),
    );
    connection.onNotification('progress', (progress: TaskProgress) => this.progress.fire(progress));
    connection.onNotification('note', (text: string) => log().info(text));
    connection.listen();
    child.once('error', (error) =>
      log().error(`The engine could not be started with ${runtime.path}: ${error.message}`),
    );
    child.once('close', (code, signal) => {
      connection.dispose();
      if (this.leaving?.child === child) return;
      this.running = undefined;
      if (this.disposed) return;
      this.ends.push(Date.now());
      const cause = signal ? l10n.t('stopped by {0}', signal) : l10n.t('ended with code {0}', `${code}`);
      log().error(`Engine ${child.pid ?? '?'} was ${cause}.`);
      const text = l10n.t('The engine was {0} and is started again. Decisions are kept.', cause);
      this.ended.fire({ severity: 'warning', text });
    });
    return { child, connection, settings };
  }
}
