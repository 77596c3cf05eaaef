import { setMaxListeners } from 'node:events';
import { UserError } from '../errors';
import { PooledProcess, type Job } from './pooledProcess';

export interface PoolOptions {
  /** The program to fork (a bundled file). */
  readonly program: string;
  readonly args?: readonly string[];
  readonly size: number;
  /** Requests given to one process at once; more than one hides the latency between them. */
  readonly inFlight: number;
  /** Seconds that one request may take before its process is killed. */
  readonly timeLimit: number;
  /** Resident megabytes that one process may take before it is killed. */
  readonly memoryLimitMB: number;
  /** Nobody waits for a single answer: everybody else's work goes first. */
  readonly isBackground?: boolean;
  /** Told whenever a process died and was replaced. */
  readonly onDeath?: (death: Death) => void;
}

export interface Death {
  readonly cause: string;
  /** Requests it held; each is tried again alone. */
  readonly held: readonly string[];
}

/** Starts in a row that may fail before the pool gives up. */
const startsTried = 4;

/** A request that took its process down twice, the second time alone: it is to blame, and is not tried again. */
export class QuarantinedError extends Error {
  override readonly name = 'QuarantinedError';
}

/**
 * A supervised pool of worker processes. A process that dies, hangs or grows too large is replaced; the requests it
 * held become suspects and are tried one by one, alone in their process, so that only the one to blame is given up.
 */
export class ProcessPool<Request extends object, Reply extends object> {
  private readonly queue: Job<Request, Reply>[] = [];
  private readonly suspects: Job<Request, Reply>[] = [];
  private readonly processes: PooledProcess<Request, Reply>[] = [];
  private disposed = false;
  private failedStarts = 0;

  constructor(private readonly options: PoolOptions) {}

  /** Process ids of the running workers. */
  get pids(): number[] {
    return this.processes.flatMap((process) => (process.pid === undefined ? [] : [process.pid]));
  }

  /**
   * Sends one request. `name` says what it is about in messages. Rejects with `QuarantinedError` when the request
   * kills its process repeatedly, with the signal's reason when aborted.
   */
  run(name: string, request: Request, signal?: AbortSignal): Promise<Reply> {
    if (this.disposed) return Promise.reject(new Error('The worker pool is closed.'));
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason as Error);
      const abort = (): void => {
        for (const list of [this.queue, this.suspects]) {
          const at = list.indexOf(job);
          if (at >= 0) list.splice(at, 1);
        }
        reject(signal?.reason as Error);
      };
      const settled = (): void => signal?.removeEventListener('abort', abort);
      const job: Job<Request, Reply> = {
        name,
        request,
        resolve: (reply) => (settled(), resolve(reply)),
        reject: (error) => (settled(), reject(error)),
        deaths: 0,
      };
      if (signal) {
        // Many requests of one job have its signal: listeners of all are no leak, and Node shall not warn of one.
        setMaxListeners(0, signal);
        signal.addEventListener('abort', abort, { once: true });
      }
      this.queue.push(job);
      this.schedule();
    });
  }

  async dispose(): Promise<void> {
    this.disposed = true;
    const closed = new Error('The worker pool was closed.');
    for (const job of [...this.queue.splice(0), ...this.suspects.splice(0)]) job.reject(closed);
    await Promise.all(this.processes.splice(0).map((process) => process.stop(closed)));
  }

  private schedule(): void {
    if (this.disposed) return;
    for (const process of this.processes) {
      if (this.suspects.length > 0 && process.load === 0) process.give(this.suspects.shift()!, true);
      while (
        !process.holdsSuspect &&
        process.load < this.options.inFlight &&
        this.queue.length > 0 &&
        this.suspects.length === 0
      )
        process.give(this.queue.shift()!, false);
    }
    if (this.queue.length + this.suspects.length > 0 && this.processes.length < this.options.size) {
      this.processes.push(
        new PooledProcess(this.options, {
          onReady: () => (this.failedStarts = 0),
          onIdle: () => this.schedule(),
          onDeath: (process, cause, held) => this.replace(process, cause, held),
        }),
      );
      this.schedule();
    }
  }

  private replace(process: PooledProcess<Request, Reply>, cause: string, held: Job<Request, Reply>[]): void {
    const at = this.processes.indexOf(process);
    if (at >= 0) this.processes.splice(at, 1);
    if (!process.isReady) return this.startFailed(cause, held);
    for (const job of held) {
      job.deaths++;
      const alone = process.holdsSuspect || held.length === 1;
      if (alone && job.deaths > 1) job.reject(new QuarantinedError(cause));
      else this.suspects.push(job);
    }
    this.options.onDeath?.({ cause, held: held.map((job) => job.name) });
    this.schedule();
  }

  /** A process that never came up: no request is to blame. Tried a few times, then everything that waits fails. */
  private startFailed(cause: string, held: Job<Request, Reply>[]): void {
    this.queue.unshift(...held);
    if (++this.failedStarts < startsTried) return this.schedule();
    const error = new UserError(
      `${this.options.program} cannot be started: ${cause}. Install Winnow again, or see \`winnow doctor\`.`,
    );
    for (const job of [...this.queue.splice(0), ...this.suspects.splice(0)]) job.reject(error);
  }
}
