import { lstat, mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { diskOps } from '../../changes/files/fileOps';
import { acquireLock } from '../../changes/recovery/lock';
import { UserError, ifThere, isSystemError } from '../../errors';

/**
 * Fills a new folder beside its place and gives it its name when `work` is done, so that it is there whole or not at all.
 * What a killed run left is removed by the next. Throws `UserError` when something stands in the place already.
 */
export async function withStagedFolder<T>(target: string, work: (folder: string) => Promise<T>): Promise<T> {
  await requireFree(target);
  // No scan enters a folder of this name.
  const staging = join(dirname(target), `.winnow-import-${basename(target)}`);
  await mkdir(staging, { recursive: true });
  const lock = await acquireLock(diskOps, staging);
  const folder = join(staging, 'files');
  try {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder);
    const result = await work(folder);
    await lock.assertHeld();
    // An empty folder in the place makes room; one that was filled meanwhile does not.
    await requireFree(target);
    await rmdir(target).catch((error: unknown) => {
      if (!isSystemError(error) || error.code !== 'ENOENT') throw error;
    });
    await rename(folder, target);
    return result;
  } finally {
    await rm(folder, { recursive: true, force: true });
    await lock.release();
    await rm(staging, { recursive: true, force: true });
  }
}

async function requireFree(target: string): Promise<void> {
  const there = await ifThere(lstat(target));
  if (!there) return;
  if (there.isDirectory() && (await readdir(target)).length === 0) return;
  throw new UserError(`${target} is there already. An archive goes to a new folder; name one that does not exist.`);
}
