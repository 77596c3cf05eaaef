import type { Engine } from '../engine';
import { UserError } from '../errors';
import { findRun } from './runFolder';
import { runIsAlive } from './runOwner';
import { hasImages, holdAndTrain, runsFolder, type BackendWish, type TrainCnnCall, type TrainedRun } from './trainRun';

export interface ResumeInput extends BackendWish {
  /** Absolute path of the dataset's root. */
  readonly root: string;
  readonly run: string;
}

/**
 * Goes on with an interrupted run after its last whole epoch, on the images and labels that it began with, whatever
 * became of the dataset since. Throws `UserError` when it cannot be gone on with.
 */
export async function resumeRun(engine: Engine, input: ResumeInput, call: TrainCnnCall): Promise<TrainedRun> {
  const { folder, run } = await findRun(await runsFolder(engine, input.root), input.run);
  if (run.status === 'finished') throw new UserError('This run is finished. Run it again to train further.');
  if (await runIsAlive(folder)) throw new UserError('This run is being trained already.');
  if (!(await hasImages(folder)))
    throw new UserError('The images of this run are gone, so it cannot go on. Run it again instead.');
  return holdAndTrain(engine, folder, { ...input, first: run.backend }, call);
}
