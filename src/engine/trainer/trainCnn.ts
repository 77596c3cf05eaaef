import { createHash, randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import type { CnnSettings, TrainingRun } from '../../protocol/training';
import type { Engine } from '../engine';
import { UserError } from '../errors';
import { describeNetwork } from '../model/cnn/network';
import type { TrainingImage } from '../session/ranking/trainingImages';
import { decodeImages } from './decodeImages';
import { divideImages, whyNoDivision, whyNothingToLearn, type DividedImage } from './divideImages';
import { listRuns, RunFolder, type RunImage } from './runFolder';
import { runIsAlive } from './runOwner';
import { hasImages, holdAndTrain, runsFolder, type TrainCnnCall, type TrainedRun } from './trainRun';

/** How good the head is on the validation images of a run. */
export interface HeadOnSplit {
  readonly accuracy: number;
  readonly images: number;
}

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
  /** Judges the head on the run's own division of the images, to stand beside the network. */
  readonly judgeHead?: (images: readonly DividedImage[], classes: number) => Promise<HeadOnSplit | undefined>;
}

/**
 * Trains a network on a dataset in a process of its own, as a run kept in the dataset's state folder. A run of the same
 * images, labels and settings that was interrupted goes on. Throws `UserError` when there is nothing to learn.
 */
export async function trainCnn(engine: Engine, input: TrainCnnInput, call: TrainCnnCall): Promise<TrainedRun> {
  const { root, settings } = input;
  const { classes, divided } = divideImages(input.images, settings);
  const problem = whyNothingToLearn(classes);
  if (problem !== undefined) throw new UserError(problem);
  const images: RunImage[] = divided.map(({ path, hash, label, role }) => ({ path, hash, label, role }));
  const runs = await runsFolder(engine, root);
  const fingerprint = fingerprintOf(settings, classes, images);
  const found = input.isFresh ? undefined : await findUnfinished(runs, fingerprint);
  if (found)
    call.note(
      `Goes on with the run of ${new Date(found.run.started).toLocaleString()} after epoch ${found.run.epochs.length}.`,
    );
  const folder =
    found?.folder ?? (await beginRun(engine, { ...input, classes, runs, fingerprint, divided, planned: images }, call));
  return holdAndTrain(engine, folder, { ...input, first: found?.run.backend }, call);
}

interface NewRun extends TrainCnnInput {
  readonly classes: readonly string[];
  readonly runs: string;
  readonly fingerprint: string;
  readonly divided: readonly DividedImage[];
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
  const { settings, classes, planned, divided } = input;
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
  const problem = whyNoDivision(counts.train, counts.validation);
  if (problem !== undefined) throw new UserError(problem);
  const head = await input.judgeHead?.(
    divided.filter((_, i) => isRead[i]),
    classes.length,
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
    ...(head && { head }),
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
    if ((await hasImages(stored.folder)) && !(await runIsAlive(stored.folder))) return stored;
  }
  return undefined;
}

function fingerprintOf(settings: CnnSettings, classes: readonly string[], images: readonly RunImage[]): string {
  const lines = images.map(({ path, hash, label, role }) => JSON.stringify([path, hash, label, role])).sort();
  return createHash('sha256')
    .update(JSON.stringify([settings, classes, lines]))
    .digest('hex');
}
