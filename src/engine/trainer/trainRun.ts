import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../../core/messageOf';
import type { TrainerBackend } from '../../core/training/trainerBackends';
import type { TrainingProgress, TrainingRun } from '../../protocol/training';
import { findStateFolder, openStateFolder } from '../dataset/stateFolder';
import type { Engine } from '../engine';
import type { Report } from '../jobs/progress';
import type { RunFolder } from './runFolder';
import { holdRun } from './runOwner';
import { runTrainer } from './runTrainer';

export interface TrainCnnCall {
  readonly signal: AbortSignal;
  readonly report: Report;
  readonly note: (text: string) => void;
  readonly onProgress?: (progress: TrainingProgress) => void;
  readonly onEpoch?: (run: TrainingRun) => void;
  /** Told why nothing better trains; without it that is a note. */
  readonly onBackend?: (why: string) => void;
}

export interface TrainedRun {
  readonly run: TrainingRun;
  readonly folder: string;
}

export interface BackendWish {
  /** `auto` or a backend by name. */
  readonly backend: string;
  /** Somebody works beside it. */
  readonly isBackground?: boolean;
  /** Under `auto`, the backend that the run began with. */
  readonly first?: TrainerBackend;
}

/** Trains one run in a process of its own, marked as being trained meanwhile. */
export async function holdAndTrain(
  engine: Engine,
  folder: RunFolder,
  wish: BackendWish,
  call: TrainCnnCall,
): Promise<TrainedRun> {
  const release = await holdRun(folder);
  try {
    return { run: await trainRun(engine, folder, wish, call), folder: folder.path };
  } finally {
    call.report({ task: 'train', done: 1, total: 1, finished: true });
    await release();
  }
}

/** Trains one run; under `auto` it goes on without the GPU where that fails in the middle. */
async function trainRun(
  engine: Engine,
  folder: RunFolder,
  wish: BackendWish,
  call: TrainCnnCall,
): Promise<TrainingRun> {
  const train = ({ backend, first, isBackground = false }: BackendWish): Promise<TrainingRun> =>
    runTrainer({
      backend,
      first,
      isBackground,
      program: engine.program('trainer'),
      folder: folder.path,
      threads: engine.threads,
      signal: call.signal,
      onNote: call.onBackend ?? call.note,
      onProgress: (progress) => {
        const { epoch, epochs, step, steps, secondsLeft } = progress;
        call.report({ task: 'train', done: epoch * steps + step, total: epochs * steps, secondsLeft, finished: false });
        call.onProgress?.(progress);
      },
      onEpoch: (current) => call.onEpoch?.(current),
    });
  try {
    return await train(wish);
  } catch (error) {
    const run = await folder.readRun();
    const onGpu = run.backend === 'gpu' || run.backend === 'webgpu';
    if (wish.backend === 'auto' && onGpu && !call.signal.aborted) {
      call.note(
        `Training on ${run.backend} failed after epoch ${run.epochs.length} (${messageOf(error)}) It goes on on wasm.`,
      );
      return train({ ...wish, backend: 'wasm', first: undefined });
    }
    // Whoever stops a trainer that is slow to end kills it in the end: that is no failure.
    if (call.signal.aborted) await folder.writeRun({ ...run, status: 'stopped' });
    else await folder.writeRun({ ...run, status: 'failed', reason: messageOf(error) });
    throw error;
  }
}

/** The folder of a dataset's runs, in its state folder. */
export async function runsFolder(engine: Engine, root: string): Promise<string> {
  const { path } = await openStateFolder(root, { stateDir: engine.options.stateFolder });
  return join(path, 'runs');
}

/** The same, or undefined where there is no state yet: looking leaves no trace. */
export async function findRunsFolder(engine: Engine, root: string): Promise<string | undefined> {
  const path = await findStateFolder(root, { stateDir: engine.options.stateFolder });
  return path && join(path, 'runs');
}

/** The decoded images of a run, which it needs to go on, are still there. */
export function hasImages(folder: RunFolder): Promise<boolean> {
  return access(folder.file('images.bin')).then(
    () => true,
    (_gone: unknown) => false,
  );
}
