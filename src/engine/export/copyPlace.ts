import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isSystemError, UserError } from '../errors';
import { readCopy, type EarlierCopy } from './copyManifest';
import { recoverAside } from './stage';
import { pathBelow } from '../pathBelow';

/** Where a copy goes and what stands there. All absolute. */
export interface CopyPlace {
  readonly out: string;
  /** Where it is made, beside `out`, so that it gets its name whole and at once. */
  readonly staging: string;
  /** Where an earlier copy waits while the new one takes its name. */
  readonly aside: string;
  readonly earlier?: EarlierCopy;
}

/** Names what no scan of Winnow enters. */
const stagingPrefix = '.winnow-export-';
const asidePrefix = '.winnow-replaced-';

/**
 * Finds out whether a copy may be made in `out`: a new or empty folder, or an earlier copy with nothing else in it,
 * outside the dataset. Throws `UserError` that says what is in the way.
 */
export async function copyPlace(out: string, root: string): Promise<CopyPlace> {
  const parent = dirname(out);
  const isFolder = await stat(parent).then(
    (stats) => stats.isDirectory(),
    (_saidBelow: unknown) => false,
  );
  if (!isFolder) throw new UserError(`${parent} is no folder. Make it first, or choose another place for the copy.`);
  const place = join(await realpath(parent), basename(out));
  const real = await realpath(root);
  if (pathBelow(real, place) !== undefined)
    throw new UserError(`${out} lies inside the dataset. Choose a folder outside it.`);
  if (pathBelow(place, real) !== undefined) throw new UserError(`${out} contains the dataset. Choose another folder.`);
  const staging = join(dirname(place), `${stagingPrefix}${basename(place)}`);
  const aside = join(dirname(place), `${asidePrefix}${basename(place)}`);
  await recoverAside({ out: place, aside });
  const earlier = await readEarlier(place, out);
  return { out: place, staging, aside, ...(earlier && { earlier }) };
}

async function readEarlier(place: string, out: string): Promise<EarlierCopy | undefined> {
  const names = await entriesOf(place, out);
  if (names === undefined || names.length === 0) return undefined;
  const earlier = await readCopy(place);
  if (!earlier)
    throw new UserError(`${out} is not empty and is no copy that Winnow made. Choose a new or an empty folder.`);
  return earlier;
}

async function entriesOf(place: string, out: string): Promise<string[] | undefined> {
  try {
    return await readdir(place);
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') return undefined;
    if (isSystemError(error) && error.code === 'ENOTDIR') throw new UserError(`${out} is a file, not a folder.`);
    throw error;
  }
}
