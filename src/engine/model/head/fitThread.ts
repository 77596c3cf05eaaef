/** The fitting thread: keeps one HeadModel and its row threads, which are started from this same program. */
import { parentPort, workerData } from 'node:worker_threads';
import type { HeadUpdate } from './headInput';
import type { FitThreadData, HeadReply, HeadRequest } from './headMessages';
import { HeadModel } from './headModel';
import type { RowThreadData } from './rowTeam';
import { FitCancelledError, serveRows, ThreadTeam } from './rowTeam';

function serveFits({ threads, wanted }: FitThreadData): void {
  const port = parentPort;
  if (!port) throw new Error('the fitting program runs in a worker thread');
  const team = new ThreadTeam(__filename, threads, wanted);
  let model: HeadModel | undefined;
  /** Updates of requests that were cancelled in mid-work: their labels still count. */
  let unfinished: HeadUpdate[] = [];

  const answer = (request: HeadRequest): HeadReply => {
    const { id } = request;
    const began = performance.now();
    team.begin(id);
    if (request.kind === 'fit') {
      unfinished = [];
      model = undefined;
      model = new HeadModel(team, request.input);
    } else unfinished.push(request.update);
    if (!model) throw new Error('update before a fit');
    // A cancelled change leaves weights half changed: fit anew from the labels.
    const whole = request.kind === 'fit' || unfinished.length > 1 || !model.isFitted;
    for (const update of whole ? unfinished : []) model.relabel(update);
    const scores = whole ? model.fit() : model.update(unfinished[0]);
    unfinished = [];
    return { kind: 'scores', id, scores, milliseconds: performance.now() - began };
  };

  port.on('message', (request: HeadRequest) => {
    try {
      port.postMessage(answer(request));
    } catch (error) {
      const { id } = request;
      const cancelled = error instanceof FitCancelledError;
      const { name, message } = error instanceof Error ? error : new Error(String(error));
      port.postMessage(cancelled ? { kind: 'cancelled', id } : ({ kind: 'failed', id, name, message } satisfies HeadReply));
    }
  });
}

const data = workerData as FitThreadData | RowThreadData;
if (data.role === 'rows') serveRows(data);
else serveFits(data);
