import { mkdir, readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { trainingRun, type TrainingRun } from '../../protocol/training';
import { UserError, ifThere, isSystemError } from '../errors';
import { writeWhole } from './writeWhole';

/** An image of a run: row i of the list is row i of the file of decoded images. */
const runImage = z.object({
  path: z.string(),
  hash: z.string(),
  label: z.int().min(0),
  role: z.enum(['train', 'validation', 'left out']),
});
export type RunImage = z.infer<typeof runImage>;

/** Content hashes of the images that a network learns from, each once. */
export function trained(images: readonly RunImage[]): string[] {
  return [...new Set(images.filter(({ role }) => role === 'train').map(({ hash }) => hash))];
}

/** The files of one run. */
export class RunFolder {
  constructor(readonly path: string) {}

  /** Makes the folder, and keeps all runs out of version control. */
  static async make(runs: string, id: string): Promise<RunFolder> {
    await mkdir(join(runs, id), { recursive: true });
    await writeWhole(join(runs, '.gitignore'), '*\n');
    return new RunFolder(join(runs, id));
  }

  file(
    name:
      | 'images.bin'
      | 'checkpoint.bin'
      | 'curves.svg'
      | 'model.json'
      | 'weights.bin'
      | 'model.onnx'
      | 'card.json'
      | 'labels.json'
      | 'trained-on.json'
      | 'run.json'
      | 'images.json',
  ): string {
    return join(this.path, name);
  }

  async readRun(): Promise<TrainingRun> {
    return trainingRun.parse(JSON.parse(await readFile(this.file('run.json'), 'utf8')));
  }

  async writeRun(run: TrainingRun): Promise<void> {
    await writeWhole(this.file('run.json'), `${JSON.stringify(run, undefined, 2)}\n`);
  }

  async readImages(): Promise<RunImage[]> {
    return z.array(runImage).parse(JSON.parse(await readFile(this.file('images.json'), 'utf8')));
  }

  async writeImages(images: readonly RunImage[]): Promise<void> {
    await writeWhole(this.file('images.json'), JSON.stringify(images));
  }

  /** What only an unfinished run needs. */
  async removeWork(): Promise<void> {
    await rm(this.file('images.bin'), { force: true });
    await rm(this.file('checkpoint.bin'), { force: true });
  }
}

export interface StoredRun {
  readonly folder: RunFolder;
  readonly run: TrainingRun;
}

/** All runs below a folder, the newest first; what is no run (or of a newer version) is left alone. */
export async function listRuns(runs: string): Promise<StoredRun[]> {
  const names = (await ifThere(readdir(runs))) ?? [];
  const found: StoredRun[] = [];
  for (const name of names) {
    const folder = new RunFolder(join(runs, name));
    try {
      const run = await folder.readRun();
      // A copied folder is no run of its own.
      if (run.id === name) found.push({ folder, run });
    } catch (error) {
      if (!isSystemError(error) && !(error instanceof z.ZodError) && !(error instanceof SyntaxError)) throw error;
    }
  }
  return found.sort((a, b) => b.run.started - a.run.started);
}

/** One run by its id. Throws `UserError` when there is none. */
export async function findRun(runs: string, id: string): Promise<StoredRun> {
  const found = (await listRuns(runs)).find(({ run }) => run.id === id);
  if (!found) throw new UserError('This run is no longer there.');
  return found;
}
