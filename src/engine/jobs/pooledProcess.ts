import { fork, type ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { ifReadable } from '../errors';
import { giveWay } from './giveWay';
import type { PoolOptions } from './processPool';

export interface Job<Request extends object, Reply extends object> {
  readonly name: string;
  readonly request: Request;
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: Error) => void;
  deaths: number;
}

interface Events<Request extends object, Reply extends object> {
  onReady(): void;
  onIdle(): void;
  onDeath(process: PooledProcess<Request, Reply>, cause: string, held: Job<Request, Reply>[]): void;
}

type Answer<Reply> = { readonly ready: true } | { readonly id: number; readonly reply: Reply };

/** A process that no longer listens is given so long to end by itself. */
const endsWithinMs = 2000;
const watchEveryMs = 500;
/** Threads beside its own that a process compiles and collects garbage in: there is one process to a core already. */
const helpers = 1;
const pageSize = 4096;

/** One worker process with the ledger of what it holds, its time limit and its memory limit. */
export class PooledProcess<Request extends object, Reply extends object> {
  private readonly child: ChildProcess;
  private readonly held = new Map<number, { job: Job<Request, Reply>; since: number }>();
  private readonly watch: NodeJS.Timeout;
  private nextId = 1;
  private cause: string | undefined;
  private stopping = false;
  holdsSuspect = false;
  /** It has come up and takes requests. */
  isReady = false;

  constructor(
    private readonly options: PoolOptions,
    private readonly events: Events<Request, Reply>,
  ) {
    this.child = fork(options.program, [...(options.args ?? [])], {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      execArgv: [`--v8-pool-size=${helpers}`],
    });
    if (options.isBackground && this.child.pid !== undefined) giveWay(this.child.pid);
    let lastWords = '';
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      lastWords = (lastWords + text).slice(-400);
    });
    this.child.on('message', (answer: Answer<Reply>) => this.answered(answer));
    this.child.on('error', (error) => (this.cause ??= `it could not be started (${error.message})`));
    this.child.on('close', (code, signal) =>
      this.died(this.cause ?? (signal ? `it was stopped by ${signal}` : `it ended with code ${code}`), lastWords),
    );
    this.watch = setInterval(() => void this.checkLimits(), watchEveryMs).unref();
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  get load(): number {
    return this.held.size;
  }

  give(job: Job<Request, Reply>, suspect: boolean): void {
    const id = this.nextId++;
    this.holdsSuspect = suspect;
    this.held.set(id, { job, since: performance.now() });
    // A failed send means that the process is going down: its 'close' event tells why, and returns the job.
    this.child.send(
      { id, request: job.request },
      (error) => error && setTimeout(() => this.kill(`it does not listen (${error.message})`), endsWithinMs).unref(),
    );
  }

  async stop(reason: Error): Promise<void> {
    this.stopping = true;
    clearInterval(this.watch);
    for (const { job } of this.held.values()) job.reject(reason);
    this.held.clear();
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = new Promise((resolve) => this.child.once('close', resolve));
    this.child.kill('SIGKILL');
    await ended;
  }

  private answered(answer: Answer<Reply>): void {
    if ('ready' in answer) {
      this.isReady = true;
      return this.events.onReady();
    }
    const { id, reply } = answer;
    const entry = this.held.get(id);
    if (!entry) return;
    this.held.delete(id);
    // What is next in its pipe has only now begun to be worked on.
    const now = performance.now();
    for (const other of this.held.values()) other.since = Math.max(other.since, now);
    if (this.held.size === 0) this.holdsSuspect = false;
    entry.job.resolve(reply);
    this.events.onIdle();
  }

  private died(cause: string, lastWords: string): void {
    clearInterval(this.watch);
    if (this.stopping) return;
    const held = [...this.held.values()].map(({ job }) => job);
    this.held.clear();
    const words = lastWords.trim().split('\n').pop();
    this.events.onDeath(this, words ? `${cause}: ${words}` : cause, held);
  }

  private kill(cause: string): void {
    this.cause ??= cause;
    this.child.kill('SIGKILL');
  }

  private async checkLimits(): Promise<void> {
    const now = performance.now();
    const { timeLimit, memoryLimitMB } = this.options;
    const [first] = this.held.values();
    if (first && now - first.since > timeLimit * 1000) return this.kill(`it took longer than ${timeLimit} s`);
    const resident = await residentMB(this.child.pid);
    if (resident > memoryLimitMB) this.kill(`it took more than ${memoryLimitMB} MB of memory`);
  }
}

/** Resident megabytes of a process; 0 where the platform does not tell (only Linux has /proc). */
export async function residentMB(pid: number | undefined): Promise<number> {
  if (pid === undefined || process.platform !== 'linux') return 0;
  // One that has ended has none.
  const text = await ifReadable(readFile(`/proc/${pid}/statm`, 'utf8'));
  return (Number(text?.split(' ')[1] ?? 0) * pageSize) / 2 ** 20;
}
