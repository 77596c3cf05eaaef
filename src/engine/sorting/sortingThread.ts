import { runThread } from '../jobs/runThread';
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
  const workerData: SortingThreadData = { role: 'sorting', request };
  // The thread answers the question that it was started with.
  const receive = (reply: SortingReply): { result: SortingResult<R['kind']> } => {
    if (!reply.ok) throw new Error(reply.message);
    return { result: reply.result as SortingResult<R['kind']> };
  };
  return runThread({ name: 'The sorting thread', script, workerData }, receive, signal);
}
