import { Worker } from 'node:worker_threads';
import { UserError } from '../errors';
import type { LabelsAsk, LabelsRead, LabelsReply, ReadAsk, RewriteAsk, TablesRewritten } from './messages';

/** Megabytes of JavaScript objects that reading tables may take. */
const threadMemoryMB = 4096;

/** Reads tables in a thread of its own. Rejects with `UserError` for what the user can mend, and when aborted. */
export function askToRead(script: string, ask: ReadAsk, signal: AbortSignal): Promise<LabelsRead> {
  return askThread(script, ask, signal) as Promise<LabelsRead>;
}

/** Writes new contents of tables in a thread of its own; see `rewriteLabels`. */
export function askToRewrite(script: string, ask: RewriteAsk, signal: AbortSignal): Promise<TablesRewritten> {
  return askThread(script, ask, signal) as Promise<TablesRewritten>;
}

function askThread(script: string, ask: LabelsAsk, signal: AbortSignal): Promise<LabelsRead | TablesRewritten> {
  signal.throwIfAborted();
  const worker = new Worker(script, { workerData: ask, resourceLimits: { maxOldGenerationSizeMb: threadMemoryMB } });
  const stop = (): void => void worker.terminate();
  signal.addEventListener('abort', stop);
  const answer = new Promise<LabelsRead | TablesRewritten>((resolve, reject) => {
    worker.once('message', (reply: LabelsReply) => {
      if ('result' in reply) resolve(reply.result);
      else reject(reply.isUsers ? new UserError(reply.problem) : new Error(reply.problem));
    });
    worker.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'ERR_WORKER_OUT_OF_MEMORY'
          ? new UserError('The tables of labels take too much memory at once. Split them into smaller ones.')
          : error,
      ),
    );
    worker.once('exit', () =>
      reject(signal.aborted ? (signal.reason as Error) : new Error('The thread of labels ended without an answer.')),
    );
  });
  return answer.finally(() => signal.removeEventListener('abort', stop));
}
