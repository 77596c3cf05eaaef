import { Worker } from 'node:worker_threads';

/** What a thread is started with. */
interface ThreadStart {
  /** For messages, as in "The sorting thread". */
  readonly name: string;
  readonly script: string;
  readonly workerData: unknown;
  /** Megabytes of JavaScript objects that it may take. */
  readonly memoryMB?: number;
}

/**
 * One piece of work in a thread of its own, which ends with it. `receive` is given each message: it returns the result when
 * the message holds it, and throws what the thread reports. Aborting ends the thread and rejects with the signal's reason; a
 * thread that dies rejects with what is known of its end.
 */
export function runThread<Reply, Result>(
  { name, script, workerData, memoryMB }: ThreadStart,
  receive: (reply: Reply) => { readonly result: Result } | undefined,
  signal: AbortSignal,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason as Error);
    const worker = new Worker(script, {
      workerData,
      ...(memoryMB !== undefined && { resourceLimits: { maxOldGenerationSizeMb: memoryMB } }),
    });
    const onAbort = (): void => finish(() => reject(signal.reason as Error));
    const finish = (settle: () => void): void => {
      signal.removeEventListener('abort', onAbort);
      settle();
      void worker.terminate();
    };
    signal.addEventListener('abort', onAbort);
    worker.on('message', (reply: Reply) => {
      try {
        const done = receive(reply);
        if (done) finish(() => resolve(done.result));
      } catch (error) {
        finish(() => reject(error as Error));
      }
    });
    worker.once('error', (error) => finish(() => reject(error)));
    worker.once('exit', (code) => finish(() => reject(new Error(`${name} ended with code ${code}.`))));
  });
}
