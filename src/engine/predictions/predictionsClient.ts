import { Worker } from 'node:worker_threads';
import { UserError } from '../errors';
import type { PredictionsAnswers, PredictionsAsk, PredictionsReply } from './threadMessages';

/** Megabytes of JavaScript objects that reading a table may take; its scores lie outside them. */
const threadMemoryMB = 2048;

interface Waiting {
  readonly resolve: (result: never) => void;
  readonly reject: (error: Error) => void;
}

/** Asks the thread of predictions, which is started at the first question. `script` is the program of the thread. */
export class PredictionsClient {
  private worker: Worker | undefined;
  private nextId = 1;
  /** How often the thread was started: one that is new has read nothing. */
  starts = 0;
  private readonly waiting = new Map<number, Waiting>();

  constructor(private readonly script: string) {}

  /**
   * Rejects with `UserError` for what the user can mend, a table that takes too much memory among it. Aborting ends the
   * thread, which knows no other way to stop: the next one has read nothing.
   */
  ask<K extends PredictionsAsk['kind']>(
    ask: Extract<PredictionsAsk, { kind: K }>,
    signal?: AbortSignal,
  ): Promise<PredictionsAnswers[K]> {
    if (signal?.aborted) return Promise.reject(signal.reason as Error);
    const id = this.nextId++;
    const stop = (): void => void this.end();
    signal?.addEventListener('abort', stop);
    const answer = new Promise<PredictionsAnswers[K]>((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      const worker = this.thread();
      worker.ref();
      worker.postMessage({ id, ask });
    });
    return answer.finally(() => signal?.removeEventListener('abort', stop));
  }

  /** Ends the thread: what waits rejects. */
  async end(): Promise<void> {
    const { worker } = this;
    if (worker) this.lose(worker, new Error('The predictions were closed.'));
    await worker?.terminate();
  }

  private thread(): Worker {
    if (this.worker) return this.worker;
    const worker = new Worker(this.script, { resourceLimits: { maxOldGenerationSizeMb: threadMemoryMB } });
    worker.on('message', (reply: PredictionsReply) => this.receive(worker, reply));
    worker.once('error', (error: NodeJS.ErrnoException) =>
      this.lose(
        worker,
        error.code === 'ERR_WORKER_OUT_OF_MEMORY'
          ? new UserError(
              'The table takes too much memory at once. Write it as CSV, JSON Lines, or Parquet with smaller row groups.',
            )
          : error,
      ),
    );
    worker.once('exit', (code) => this.lose(worker, new Error(`The thread of predictions ended with code ${code}.`)));
    this.worker = worker;
    this.starts++;
    return worker;
  }

  private receive(worker: Worker, reply: PredictionsReply): void {
    const waiting = this.waiting.get(reply.id);
    this.waiting.delete(reply.id);
    // An idle thread does not keep the process alive.
    if (this.waiting.size === 0) worker.unref();
    if ('result' in reply) waiting?.resolve(reply.result as never);
    else waiting?.reject(reply.isUsers ? new UserError(reply.problem) : new Error(reply.problem));
  }

  private lose(worker: Worker, error: Error): void {
    if (this.worker !== worker) return;
    this.worker = undefined;
    const lost = [...this.waiting.values()];
    this.waiting.clear();
    for (const { reject } of lost) reject(error);
  }
}
