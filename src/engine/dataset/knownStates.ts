import { readdir, readFile, stat, unlink, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ensureFolder } from '../changes/files/directories';
import { diskOps } from '../changes/files/fileOps';
import { ifThere, isSystemError } from '../errors';
import { replaceFile } from './datasetIdentity';
import { userStateFolder } from './stateLocation';

const day = 24 * 60 * 60 * 1000;
/** How long a state is remembered that lies on a disk which is not there now. */
const rememberedMs = 365 * day;

/**
 * Where state folders lie, by id, in the user's own state folder: so that a dataset that was moved to another folder,
 * or is reached through a bind mount, is known again. Only a hint: what it names is looked at before it counts. A note
 * is two lines: the folder, and the number of the device that it lies on. The note's own time is when it was last used.
 */
function knownFolder(env?: NodeJS.ProcessEnv): string {
  return join(userStateFolder(env), 'known');
}

export async function knownStateFolders(env?: NodeJS.ProcessEnv): Promise<string[]> {
  const folder = knownFolder(env);
  try {
    return await Promise.all((await notesIn(folder)).map(async (name) => (await readNote(join(folder, name))).path));
  } catch (error) {
    if (isSystemError(error)) return []; // None yet, or a home that cannot be read: nothing is known then.
    throw error;
  }
}

/**
 * Notes a state folder, and forgets those that are gone; where the home cannot be written, the dataset is found beside
 * its state all the same.
 */
export async function noteKnownState(id: string, path: string, env?: NodeJS.ProcessEnv): Promise<void> {
  const folder = knownFolder(env);
  const file = join(folder, id);
  try {
    const text = `${path}\n${(await stat(path)).dev}\n`;
    if ((await ifThere(readFile(file, 'utf8'))) === text) {
      await markUsed(file);
      return;
    }
    await ensureFolder(diskOps, folder);
    await replaceFile(file, text);
    await forgetGone(folder);
  } catch (error) {
    if (!isSystemError(error)) throw error; // Only a hint is missing then.
  }
}

async function notesIn(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => /^[0-9a-f]+$/.test(name)).sort();
}

async function readNote(file: string): Promise<{ path: string; device?: string }> {
  const [path, device] = (await readFile(file, 'utf8')).split('\n');
  return { path, ...(device && { device }) };
}

async function markUsed(file: string): Promise<void> {
  const now = Date.now();
  if (now - (await stat(file)).mtimeMs > day) await utimes(file, now / 1000, now / 1000);
}

/** Without this the notes would grow for ever, and each is read when a folder is opened that has no state yet. */
async function forgetGone(folder: string): Promise<void> {
  await Promise.all(
    (await notesIn(folder)).map(async (name) => {
      const file = join(folder, name);
      if (await isGone(file)) await ifThere(unlink(file));
    }),
  );
}

/** A state folder was deleted, rather than on a disk that is not there now; or it was not used for a year. */
async function isGone(file: string): Promise<boolean> {
  const { path, device } = await readNote(file);
  if (await ifThere(stat(path))) return false;
  const isDiskThere = device !== undefined && device === (await deviceAbove(path));
  return isDiskThere || Date.now() - (await stat(file)).mtimeMs > rememberedMs;
}

/** The device of the nearest folder above that is there: where a disk is not mounted, that of the mount point. */
async function deviceAbove(path: string): Promise<string | undefined> {
  const parent = dirname(path);
  if (parent === path) return undefined;
  const stats = await ifThere(stat(parent));
  return stats ? String(stats.dev) : deviceAbove(parent);
}
