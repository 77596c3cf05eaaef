/**
 * The trainer: a process of its own, because a step of training blocks its thread, and because a GPU library may take
 * its process down. The same bundle is the program of its threads.
 */
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import { messageOf } from '../../core/messageOf';
import { startBackend } from '../model/cnn/backends';
import { UserError } from '../errors';
import { serveLane } from './laneThread';
import { RunFolder } from './runFolder';
import { trainLoop } from './trainLoop';
import type { TrainingRun } from '../../protocol/training';
import type { TrainerEvent, TrainerRequest, TrainRequest } from './trainerMessages';
import { writeCurves, writeModels } from './writeExports';

const wasmFolder = join(__dirname, 'tfjs');

if (isMainThread) serveTrainer();
else serveLane();

function serveTrainer(): void {
  const send = (event: TrainerEvent): void => {
    process.send?.(event);
  };
  const stopping = new AbortController();
  process.on('disconnect', () => process.exit(0));
  process.on('message', (request: TrainerRequest) => {
    if (request.kind === 'stop') return stopping.abort();
    train(request, send, stopping.signal).then(
      () => process.disconnect(),
      (error: unknown) => {
        const reason = messageOf(error);
        send({ kind: 'failed', reason, mendable: error instanceof UserError });
        process.disconnect();
      },
    );
  });
}

async function train(request: TrainRequest, send: (event: TrainerEvent) => void, signal: AbortSignal): Promise<void> {
  // Before any thread begins: they inherit it.
  if (request.isBackground) setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  const folder = new RunFolder(request.folder);
  const [run, images] = await Promise.all([folder.readRun(), folder.readImages()]);
  const { backend, note } = await startBackend({ wanted: request.backend, first: request.first, wasmFolder });
  if (note) send({ kind: 'note', text: note });
  const { backendNote: _noteBefore, reason: _reasonBefore, ...stored } = run;
  const begun: TrainingRun = { ...stored, backend, ...(note && { backendNote: note }), status: 'running' };
  // Noted at once: should this backend take the process down, it is known which one it was.
  await folder.writeRun(begun);
  const result = await trainLoop({
    folder,
    run: begun,
    images,
    backend,
    threads: request.threads,
    program: __filename,
    wasmFolder,
    signal,
    onProgress: (progress) => send({ kind: 'progress', progress }),
    onEpoch: async (current) => {
      await folder.writeRun(current);
      await writeCurves(folder, current);
      send({ kind: 'epoch', run: current });
    },
    onBest: (parameters) => writeModels(folder, begun, images, parameters),
  });
  await folder.writeRun(result);
  if (result.status === 'finished') await folder.removeWork();
  send({ kind: 'done', run: result });
}
