import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as z from 'zod';
import { isSystemError } from '../../errors';
import { stagingFolder } from '../dataFolders';
import { livenessOf, thisProcess } from '../recovery/processIdentity';

/** What another machine left behind is taken for dead after this long. */
const foreignStaleMs = 24 * 60 * 60 * 1000;
const ownerFile = 'owner.json';
const owner = z.object({ pid: z.number().int(), started: z.string(), machine: z.string() });

/** A folder of one's own in `staging/`, for new files that a plan will copy in. */
export interface StagingArea {
  /** Absolute. */
  readonly path: string;
  /** Below the state folder, as `copy-in` names it. */
  readonly place: string;
  /** Removes it with what is left in it. */
  readonly dispose: () => Promise<void>;
}

/** Makes an area in `staging` (absolute), and removes those whose makers died. Its name begins with `prefix`. */
export async function openStagingArea(staging: string, prefix = 'new-'): Promise<StagingArea> {
  await removeAbandoned(staging, prefix);
  const path = await mkdtemp(join(staging, prefix));
  try {
    await writeFile(join(path, ownerFile), JSON.stringify(await thisProcess()));
  } catch (error) {
    await rm(path, { recursive: true, force: true });
    throw error;
  }
  return {
    path,
    place: `${stagingFolder}/${basename(path)}`,
    dispose: () => removeTree(path),
  };
}

/** Under another name first: a worker that was told to stop, but still writes, finds nothing to write into. */
async function removeTree(path: string): Promise<void> {
  const going = `${path}-going`;
  await rename(path, going);
  await rm(going, { recursive: true, force: true });
}

/** A new folder in the area, made for the files of one image. */
export async function stagingPart(area: StagingArea, name: string): Promise<{ path: string; place: string }> {
  const path = join(area.path, name);
  await mkdir(path);
  return { path, place: `${area.place}/${name}` };
}

async function removeAbandoned(staging: string, prefix: string): Promise<void> {
  for (const entry of await readdir(staging, { withFileTypes: true })) {
    if (!entry.isDirectory() || !entry.name.startsWith(prefix)) continue;
    const path = join(staging, entry.name);
    if (await isAbandoned(path)) await rm(path, { recursive: true, force: true });
  }
}

async function isAbandoned(path: string): Promise<boolean> {
  try {
    const { mtimeMs } = await stat(path);
    const isOld = Date.now() - mtimeMs > foreignStaleMs;
    const parsed = owner.safeParse(await readOwner(path));
    if (!parsed.success) return isOld;
    const liveness = await livenessOf(parsed.data);
    return liveness === 'dead' || (liveness === 'unknown' && isOld);
  } catch (error) {
    if (isSystemError(error)) return false; // It went meanwhile, or cannot be looked at: it is not ours to remove.
    throw error;
  }
}

async function readOwner(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(join(path, ownerFile), 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError || (isSystemError(error) && error.code === 'ENOENT')) return undefined;
    throw error;
  }
}
