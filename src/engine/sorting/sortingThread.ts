import { Worker } from 'node:worker_threads';
import type { SortingReply, SortingRequest, SortingResult, SortingThreadData } from './sortingMessages';

/**
 * Runs one request of the sorting code in a thread of its own; `script` is the fitting program. Aborting ends the
 * thread and rejects with the signal's reason; a thread that dies rejects with what is known of its end.
 */
export function runSorting<R extends SortingRequest>(
  script: string,
  request: R,
  signal: AbortSignal,
): Promise<SortingResult<R['kind']>> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason as Error);
    const workerData: SortingThreadData = { role: 'sorting', request };
    const worker = new Worker(script, { workerData });
    const onAbort = (): void => finish(() => reject(signal.reason as Error));
    const finish = (settle: () => void): void => {
      signal.removeEventListener('abort', onAbort);
      settle();
      void worker.terminate();
    };
    signal.addEventListener('abort', onAbort);
    worker.once('message', (reply: SortingReply) =>
      finish(() => {
        // The thread answers the question that it was started with.
        if (reply.ok) resolve(reply.result as SortingResult<R['kind']>);
        else reject(new Error(reply.message));
      }),
    );
    worker.once('error', (error) => finish(() => reject(error)));
    worker.once('exit', (code) => finish(() => reject(new Error(`The sorting thread ended with code ${code}.`))));
  });
}
