/**
 * The fitting thread: keeps one HeadSession and its row threads, which are started from this same program; so are the
 * threads that sort a pile, one per request.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { serveSorting } from '../../sorting/serveSorting';
import type { SortingThreadData } from '../../sorting/sortingMessages';
import { collectGarbage } from '../../jobs/collectGarbage';
import type { FitThreadData, HeadReply, HeadRequest } from './headMessages';
import { HeadSession } from './headSession';
import type { RowThreadData } from './rowTeam';
import { FitCancelledError, serveRows, ThreadTeam } from './rowTeam';

function serveFits({ threads, wanted }: FitThreadData): void {
  const port = parentPort;
  if (!port) throw new Error('the fitting program runs in a worker thread');
  const team = new ThreadTeam(__filename, threads, wanted);
  const session = new HeadSession(team);

  const answer = (request: HeadRequest): HeadReply => {
    const { id } = request;
    const began = performance.now();
    team.begin(id);
    try {
      const scores = request.kind === 'fit' ? session.fit(request.input) : session.update(request.update);
      return { kind: 'scores', id, scores, milliseconds: performance.now() - began };
    } catch (error) {
      if (error instanceof FitCancelledError) return { kind: 'cancelled', id };
      const { name, message } = error instanceof Error ? error : new Error(String(error));
      return { kind: 'failed', id, name, message };
    }
  };
  port.on('message', (request: HeadRequest) => {
    port.postMessage(answer(request));
    // The fit before this one let go of its blocks.
    if (request.kind === 'fit') collectGarbage();
  });
}

const data = workerData as FitThreadData | RowThreadData | SortingThreadData;
if (data.role === 'rows') serveRows(data);
else if (data.role === 'sorting') serveSorting(data.request);
else serveFits(data);
