import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import type { DatasetSummary } from '../../src/protocol/dataset';
import type { EngineRequestName, EngineRequests } from '../../src/protocol/engineRequests';
import type { DatasetEvent, TaskProgress } from '../../src/protocol/notifications';
import type { Params, Result } from '../../src/protocol/request';
import type { DatasetRequestName, DatasetRequests } from '../../src/protocol/requests';
import type { EngineSettings } from '../../src/protocol/settings';
import { programs } from './workspace';

/** The engine as VS Code runs it: a process of its own, asked over its channel. */
export interface EngineProcess {
  readonly pid: number | undefined;
  ask<N extends DatasetRequestName>(name: N, params: Params<DatasetRequests[N]>): Promise<Result<DatasetRequests[N]>>;
  askEngine<N extends EngineRequestName>(
    name: N,
    params: Params<EngineRequests[N]>,
  ): Promise<Result<EngineRequests[N]>>;
  /** Opens a dataset and waits until every image of it is read and ranked; gives its id. */
  openRead(folder: string): Promise<string>;
  /** Everything that was told without being asked. */
  readonly events: readonly DatasetEvent[];
  /** Kills it in the middle of a task that `work` runs; rejects as `work` does. */
  killDuring<T>(task: TaskProgress['task'], work: Promise<T>): Promise<T>;
  /** Ends it at once, wherever it is. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

interface ForkOptions {
  /** Options of Node. */
  readonly execArgv?: readonly string[];
  /** Given what the process prints, which else nobody reads. */
  readonly onOutput?: (output: Readable) => void;
}

/** Starts one, which the caller stops. */
export function forkEngine(
  settings: Partial<EngineSettings>,
  { execArgv = [], onOutput }: ForkOptions = {},
): EngineProcess {
  const child = fork(join(programs, 'engine.js'), [JSON.stringify({ threads: 2, ...settings })], {
    serialization: 'advanced',
    stdio: ['ignore', onOutput ? 'pipe' : 'ignore', 'inherit', 'ipc'],
    execArgv: [...execArgv],
  });
  if (child.stdout) onOutput?.(child.stdout);
  const connection = createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
  const events: DatasetEvent[] = [];
  let listener: (() => void) | undefined;
  connection.onNotification('event', ({ event }: { event: DatasetEvent }) => {
    events.push(event);
    listener?.();
  });
  connection.listen();
  const send = <R>(name: string, params: unknown): Promise<R> => connection.sendRequest<R>(name, params);
  const fitted = async (id: string, known: number): Promise<void> => {
    const isFitted = (event: DatasetEvent): boolean =>
      event.kind === 'summary' && event.summary.id === id && event.summary.ranking.kind === 'fitted';
    while (!events.slice(known).some(isFitted)) await new Promise<void>((done) => (listener = done));
  };
  return {
    pid: child.pid,
    ask: (name, params) => send(name, params),
    askEngine: (name, params) => send(name, params),
    openRead: async (folder) => {
      const known = events.length;
      const { id } = await send<DatasetSummary>('open', { folder, readOnly: false });
      await fitted(id, known);
      return id;
    },
    events,
    killDuring: async (task, work) => {
      const ended = once(child, 'exit').then(() => {
        throw new Error('The engine was killed.');
      });
      const isHalfway = (event: DatasetEvent): boolean =>
        event.kind === 'progress' && event.progress.task === task && event.progress.done > 0;
      listener = () => void (events.some(isHalfway) && child.kill('SIGKILL'));
      return Promise.race([work, ended]);
    },
    kill: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
      connection.dispose();
    },
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return connection.dispose();
      const closed = once(child, 'exit');
      connection.dispose();
      child.disconnect();
      await closed;
    },
  };
}
