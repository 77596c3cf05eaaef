import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { livenessOf, thisProcess } from '../changes/recovery/processIdentity';
import { ifThere } from '../errors';
import type { RunFolder } from './runFolder';
import { writeWhole } from './writeWhole';

const owner = z.object({ pid: z.int(), started: z.string(), machine: z.string() });
const ownerFile = 'owner.json';

/** Marks a run as being trained by this process; the answer takes the mark away. */
export async function holdRun(folder: RunFolder): Promise<() => Promise<void>> {
  const path = join(folder.path, ownerFile);
  await writeWhole(path, JSON.stringify(await thisProcess()));
  return () => rm(path, { force: true });
}

/** Somebody trains the run right now, or may do so on another machine. */
export async function runIsAlive(folder: RunFolder): Promise<boolean> {
  const text = await ifThere(readFile(join(folder.path, ownerFile), 'utf8'));
  if (text === undefined) return false;
  const known = owner.safeParse(parsed(text));
  return known.success && (await livenessOf(known.data)) !== 'dead';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (_torn) {
    return undefined; // Not a mark of ours: nobody holds the run.
  }
}
