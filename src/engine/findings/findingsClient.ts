import { Worker } from 'node:worker_threads';
import { requestClock } from '../jobs/rest';
import type { FindingColumns } from './columns';
import type {
  FindingsCallName,
  FindingsCalls,
  FindingsMessage,
  FindingsReply,
  FindingsThreadData,
} from './findingsCalls';

interface Waiting {
  readonly resolve: (result: FindingsCalls[FindingsCallName]['result']) => void;
  readonly reject: (error: unknown) => void;
}

/** Megabytes of new objects before those that died are cleared away; V8's own choice is 48. */
const youngMB = 24;

/**
 * The findings thread as the engine sees it. Aborting a request ends the thread, since it computes without a pause;
 * the next request starts another on the same columns, which lie in shared memory.
 */
export class FindingsClient {
  private worker: Worker | undefined;
  private columns: FindingColumns | undefined;
  private readonly waiting = new Map<number, Waiting>();
  private next = 0;
  private started = 0;

  /** `program` is the bundled findingsThread. */
  constructor(private readonly program: string) {}

  /** The images that all requests are about. */
  load(columns: FindingColumns): void {
    this.columns = columns;
    if (this.worker) this.post(this.worker, 'load', { columns }).catch((error: unknown) => this.stop(error));
  }

  /** Number of threads started so far: one that was started anew knows the images and nothing else. */
  get generation(): number {
    return this.started;
  }

  /** Rejects with the signal's reason when aborted, and with the thread's error when it failed. */
  async ask<N extends FindingsCallName>(
    name: N,
    params: FindingsCalls[N]['params'],
    signal?: AbortSignal,
  ): Promise<FindingsCalls[N]['result']> {
    signal?.throwIfAborted();
    const worker = this.running();
    const abort = (): void => this.stop(signal?.reason);
    signal?.addEventListener('abort', abort, { once: true });
    try {
      return await this.post(worker, name, params);
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  /** Ends the thread; whoever waits for it is told the reason. */
  stop(reason: unknown = new Error('The search for findings was stopped.')): void {
    const { worker } = this;
    this.worker = undefined;
    for (const { reject } of this.waiting.values()) reject(reason);
    this.waiting.clear();
    void worker?.terminate();
  }

  private running(): Worker {
    if (this.worker) return this.worker;
    if (!this.columns) throw new Error('The findings thread was asked before it was given images.');
    const worker = new Worker(this.program, {
      workerData: { requests: requestClock() } satisfies FindingsThreadData,
      resourceLimits: { maxYoungGenerationSizeMb: youngMB },
    });
    this.worker = worker;
    this.started++;
    worker.on('message', (reply: FindingsReply) => this.receive(reply));
    const fail = (error: Error): void => {
      if (this.worker === worker) this.stop(error);
    };
    worker.on('error', fail);
    worker.on('exit', (code) => fail(new Error(`The findings thread ended (code ${code}).`)));
    this.post(worker, 'load', { columns: this.columns }).catch(fail);
    return worker;
  }

  private post<N extends FindingsCallName>(
    worker: Worker,
    name: N,
    params: FindingsCalls[N]['params'],
  ): Promise<FindingsCalls[N]['result']> {
    const id = this.next++;
    return new Promise((resolve, reject) => {
      // The reply to a request has its result's type: the thread answers by name.
      this.waiting.set(id, { resolve: (result) => resolve(result as FindingsCalls[N]['result']), reject });
      worker.postMessage({ id, name, params } satisfies FindingsMessage<N>);
    });
  }

  private receive(reply: FindingsReply): void {
    const waiting = this.waiting.get(reply.id);
    this.waiting.delete(reply.id);
    if (reply.ok) waiting?.resolve(reply.result);
    else waiting?.reject(new Error(reply.reason));
  }
}
