import { runThread } from '../jobs/runThread';
import { isSystemError, UserError } from '../errors';
import type { LabelsAsk, LabelsRead, LabelsReply, ReadAsk, RewriteAsk, TablesRewritten } from './messages';

/** Megabytes of JavaScript objects that reading tables may take. */
const memoryMB = 4096;

/** Reads tables in a thread of its own. Rejects with `UserError` for what the user can mend, and when aborted. */
export function askToRead(script: string, ask: ReadAsk, signal: AbortSignal): Promise<LabelsRead> {
  return askThread(script, ask, signal) as Promise<LabelsRead>;
}

/** Writes new contents of tables in a thread of its own; see `rewriteLabels`. */
export function askToRewrite(script: string, ask: RewriteAsk, signal: AbortSignal): Promise<TablesRewritten> {
  return askThread(script, ask, signal) as Promise<TablesRewritten>;
}

async function askThread(script: string, ask: LabelsAsk, signal: AbortSignal): Promise<LabelsRead | TablesRewritten> {
  const receive = (reply: LabelsReply): { result: LabelsRead | TablesRewritten } => {
    if ('result' in reply) return reply;
    throw reply.isUsers ? new UserError(reply.problem) : new Error(reply.problem);
  };
  try {
    return await runThread({ name: 'The thread of labels', script, workerData: ask, memoryMB }, receive, signal);
  } catch (error) {
    if (isSystemError(error) && error.code === 'ERR_WORKER_OUT_OF_MEMORY')
      throw new UserError('The tables of labels take too much memory at once. Split them into smaller ones.');
    throw error;
  }
}
