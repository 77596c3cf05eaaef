import { Worker } from 'node:worker_threads';
import type { MapInput, MapPositions } from './mapImages';
import type { MapReply } from './mapThread';

/**
 * Lays images out in a thread of its own; `script` is the program of mapThread. Aborting ends the thread and rejects
 * with the signal's reason; a thread that dies rejects with what is known of its end.
 */
export function runMapping(
  script: string,
  input: MapInput,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<MapPositions> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason as Error);
    const worker = new Worker(script, { workerData: input });
    const finish = (settle: () => void): void => {
      signal.removeEventListener('abort', onAbort);
      settle();
      void worker.terminate();
    };
    const onAbort = (): void => finish(() => reject(signal.reason as Error));
    signal.addEventListener('abort', onAbort);
    worker.on('message', (reply: MapReply) => {
      if (reply.kind === 'progress') onProgress(reply.share);
      else if (reply.kind === 'done') finish(() => resolve(reply.positions));
      else finish(() => reject(new Error(reply.reason)));
    });
    worker.once('error', (error) => finish(() => reject(error)));
    worker.once('exit', (code) => finish(() => reject(new Error(`The map's thread ended with code ${code}.`))));
  });
}
