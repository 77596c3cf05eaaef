import { mkdir, readdir, readFile, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isSystemError, UserError } from '../errors';

/** A new folder that is being filled; knows what it created and removes nothing else. */
export class SampleFolder {
  private readonly written = new Set<string>();

  private constructor(
    readonly path: string,
    /** False when the folder, empty, was there before. */
    readonly created: boolean,
  ) {}

  /** Creates the folder, or takes an empty one. Throws UserError when there is anything in it. */
  static async open(path: string): Promise<SampleFolder> {
    const created = (await mkdir(path, { recursive: true }).catch(refuseFile)) !== undefined;
    if (!created && (await readdir(path)).length > 0)
      throw new UserError(`${path} is not empty; the sample dataset needs a new or an empty folder.`);
    return new SampleFolder(path, created);
  }

  read(path: string): Promise<Buffer> {
    return readFile(join(this.path, path));
  }

  /** Writes a new file. Rejects when there is one already. */
  async write(path: string, bytes: Uint8Array): Promise<void> {
    const absolute = join(this.path, path);
    await mkdir(dirname(absolute), { recursive: true });
    try {
      await writeFile(absolute, bytes, { flag: 'wx' });
    } catch (error) {
      // What stands there already is not ours to remove; a half-written file is.
      if (!isSystemError(error) || error.code !== 'EEXIST') this.written.add(path);
      throw error;
    }
    this.written.add(path);
  }

  /** Takes back what was written when this object created the folder; a folder that was there is left as it is. */
  async discard(): Promise<void> {
    if (this.created) await removeWritten(this.path, this.written);
  }
}

/**
 * Removes the files (relative to `folder`), then the folders that held them and `folder` itself where they are empty.
 * Anything that somebody else put there stays, and its folder with it.
 */
export async function removeWritten(folder: string, files: Iterable<string>): Promise<void> {
  const folders = new Set([folder]);
  for (const file of files) {
    const absolute = join(folder, file);
    await rm(absolute, { force: true });
    for (let parent = dirname(absolute); parent.length > folder.length; parent = dirname(parent)) folders.add(parent);
  }
  for (const path of [...folders].sort((a, b) => b.length - a.length)) await rmdir(path).catch(leaveInUse);
}

function leaveInUse(error: unknown): void {
  if (!isSystemError(error) || !['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes(error.code)) throw error;
}

function refuseFile(error: unknown): never {
  if (isSystemError(error) && ['EEXIST', 'ENOTDIR'].includes(error.code))
    throw new UserError(`The sample dataset cannot be written: a part of its path is a file.`);
  throw error;
}
