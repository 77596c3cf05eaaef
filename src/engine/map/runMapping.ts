import { runThread } from '../jobs/runThread';
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
  const receive = (reply: MapReply): { result: MapPositions } | undefined => {
    if (reply.kind === 'done') return { result: reply.positions };
    if (reply.kind !== 'progress') throw new Error(reply.reason);
    onProgress(reply.share);
    return undefined;
  };
  return runThread({ name: "The map's thread", script, workerData: input }, receive, signal);
}
