import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureFolder } from '../changes/files/directories';
import { diskOps } from '../changes/files/fileOps';
import { ifThere, isSystemError } from '../errors';
import { replaceFile } from './datasetIdentity';
import { userStateFolder } from './stateLocation';

/**
 * Where state folders lie, by id, in the user's own state folder: so that a dataset that was moved to another folder,
 * or is reached through a bind mount, is known again. Only a hint: what it names is looked at before it counts.
 */
function knownFolder(env?: NodeJS.ProcessEnv): string {
  return join(userStateFolder(env), 'known');
}

export async function knownStateFolders(env?: NodeJS.ProcessEnv): Promise<string[]> {
  const folder = knownFolder(env);
  try {
    const names = (await readdir(folder)).filter((name) => /^[0-9a-f]+$/.test(name)).sort();
    return await Promise.all(names.map(async (name) => (await readFile(join(folder, name), 'utf8')).trim()));
  } catch (error) {
    if (isSystemError(error)) return []; // None yet, or a home that cannot be read: nothing is known then.
    throw error;
  }
}

/** Notes a state folder; where the home cannot be written, the dataset is found beside its state all the same. */
export async function noteKnownState(id: string, path: string, env?: NodeJS.ProcessEnv): Promise<void> {
  const file = join(knownFolder(env), id);
  try {
    if ((await ifThere(readFile(file, 'utf8'))) === `${path}\n`) return;
    await ensureFolder(diskOps, knownFolder(env));
    await replaceFile(file, `${path}\n`);
  } catch (error) {
    if (!isSystemError(error)) throw error; // Only a hint is missing then.
  }
}
