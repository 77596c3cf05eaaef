import { createHash, randomBytes } from 'node:crypto';
import { access, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CnnSettings, TrainerBackend, TrainingProgress, TrainingRun } from '../../protocol/training';
import { openStateFolder } from '../dataset/stateFolder';
import type { Engine } from '../engine';
import { UserError } from '../errors';
import type { Report } from '../jobs/progress';
import { describeNetwork } from '../model/cnn/network';
import { splitImages } from '../model/cnn/split';
import type { TrainingImage } from '../session/trainingImages';
import { decodeImages } from './decodeImages';
import { listRuns, RunFolder, type RunImage } from './runFolder';
import { runIsAlive, holdRun } from './runOwner';
import { runTrainer } from './runTrainer';

export interface TrainCnnInput {
  /** Absolute path of the dataset's root. */
  readonly root: string;
  readonly images: readonly TrainingImage[];
  readonly settings: CnnSettings;
  /** `auto` or a backend by name. */
  readonly backend: string;
  /** Begin anew even where an unfinished run of the same settings could go on. */
  readonly isFresh?: boolean;
  /** Somebody works beside it. */
  readonly isBackground?: boolean;
}

export interface TrainCnnCall {
  readonly signal: AbortSignal;
  readonly report: Report;
  readonly note: (text: string) => void;
  readonly onProgress?: (progress: TrainingProgress) => void;
  readonly onEpoch?: (run: TrainingRun) => void;
}

export interface TrainedRun {
  readonly run: TrainingRun;
  readonly folder: string;
}

/**
 * Trains a network on a dataset in a process of its own, as a run kept in the dataset's state folder. A run of the same
 * images, labels and settings that was interrupted goes on. Throws `UserError` when there is nothing to learn.
 */
export async function trainCnn(engine: Engine, input: TrainCnnInput, call: TrainCnnCall): Promise<TrainedRun> {
  const { root, settings } = input;
  const classes = [...new Set(input.images.map(({ className }) => className))].sort();
  if (classes.length < 2)
    throw new UserError(
      `A network learns to tell classes apart; here ${classes.length === 1 ? 'is only one' : 'are none'}.`,
    );
  const labelled = input.images.map((image) => ({ ...image, label: classes.indexOf(image.className) }));
  const roles = splitImages(labelled, settings.validation, settings.seed);
  const images: RunImage[] = labelled.map(({ path, hash, label }, i) => ({ path, hash, label, role: roles[i] }));
  const runs = await runsFolder(engine, root);
  const fingerprint = fingerprintOf(settings, classes, images);
  const found = input.isFresh ? undefined : await findUnfinished(runs, fingerprint);
  if (found)
    call.note(
      `Goes on with the run of ${new Date(found.run.started).toLocaleString()} after epoch ${found.run.epochs.length}.`,
    );
  const folder =
    found?.folder ?? (await beginRun(engine, { ...input, classes, runs, fingerprint, planned: images }, call));
  const release = await holdRun(folder);
  try {
    return { run: await trainRun(engine, folder, { ...input, first: found?.run.backend }, call), folder: folder.path };
  } finally {
    call.report({ task: 'train', done: 1, total: 1, finished: true });
    await release();
  }
}

interface BackendWish extends Pick<TrainCnnInput, 'backend' | 'isBackground'> {
  readonly first?: TrainerBackend;
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
      onNote: call.note,
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
        `Training on ${run.backend} failed after epoch ${run.epochs.length} (${reasonOf(error)}) It goes on on wasm.`,
      );
      return train({ ...wish, backend: 'wasm', first: undefined });
    }
    await folder.writeRun({ ...run, status: 'failed', reason: reasonOf(error) });
    throw error;
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The folder of a dataset's runs, in its state folder. */
export async function runsFolder(engine: Engine, root: string): Promise<string> {
  const { path } = await openStateFolder(root, { stateDir: engine.options.stateFolder });
  return join(path, 'runs');
}

interface NewRun extends TrainCnnInput {
  readonly classes: readonly string[];
  readonly runs: string;
  readonly fingerprint: string;
  readonly planned: readonly RunImage[];
}

async function beginRun(engine: Engine, input: NewRun, call: TrainCnnCall): Promise<RunFolder> {
  const started = Date.now();
  const stamp = new Date(started).toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
  const id = `${stamp}-${randomBytes(2).toString('hex')}`;
  const folder = await RunFolder.make(input.runs, id);
  try {
    await fillFolder(engine, folder, id, started, input, call);
  } catch (error) {
    await rm(folder.path, { recursive: true, force: true });
    throw error;
  }
  return folder;
}

/** Decodes the images and notes the run. Rejects when it is stopped, or when there is nothing to learn. */
async function fillFolder(
  engine: Engine,
  folder: RunFolder,
  id: string,
  started: number,
  input: NewRun,
  call: TrainCnnCall,
): Promise<void> {
  const { settings, classes, planned } = input;
  const isRead = await decodeImages(
    engine,
    input.root,
    input.images,
    settings.inputSize,
    folder.file('images.bin'),
    call,
  );
  const images = planned.map((image, i): RunImage => (isRead[i] ? image : { ...image, role: 'left out' }));
  const unread = isRead.filter((read) => !read).length;
  if (unread > 0) call.note(`${unread} images could not be read again and are left out.`);
  const count = (role: RunImage['role']): number => images.filter((image) => image.role === role).length;
  const counts = { train: count('train'), validation: count('validation') };
  if (counts.train === 0 || counts.validation === 0)
    throw new UserError(
      `There are ${counts.train} images to train on and ${counts.validation} to validate with: at least one of each is needed.`,
    );
  await folder.writeImages(images);
  await folder.writeRun({
    version: 1,
    id,
    name: nameOf(settings),
    started,
    status: 'running',
    settings,
    fingerprint: input.fingerprint,
    classes: [...classes],
    images: counts,
    parameters: describeNetwork(settings, classes.length).parameters,
    epochs: [],
    seconds: 0,
  });
}

/** What tells runs apart in a table, e.g. "16-32-64 + 64, 64 px". */
function nameOf({ featureMaps, denseUnits, inputSize }: CnnSettings): string {
  return `${featureMaps.join('-')} + ${denseUnits}, ${inputSize} px`;
}

async function findUnfinished(
  runs: string,
  fingerprint: string,
): Promise<{ folder: RunFolder; run: TrainingRun } | undefined> {
  for (const stored of await listRuns(runs)) {
    if (stored.run.fingerprint !== fingerprint || stored.run.status === 'finished') continue;
    const isWhole = await access(stored.folder.file('images.bin')).then(
      () => true,
      (_gone: unknown) => false,
    );
    if (isWhole && !(await runIsAlive(stored.folder))) return stored;
  }
  return undefined;
}

function fingerprintOf(settings: CnnSettings, classes: readonly string[], images: readonly RunImage[]): string {
  const lines = images.map(({ path, hash, label, role }) => JSON.stringify([path, hash, label, role])).sort();
  return createHash('sha256')
    .update(JSON.stringify([settings, classes, lines]))
    .digest('hex');
}
