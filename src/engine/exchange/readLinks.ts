import { dirname, isAbsolute, relative } from 'node:path';
import { diskOps } from '../changes/files/fileOps';
import { rewriteLinkTarget } from '../changes/files/linkTarget';
import { isSystemError } from '../errors';
import type { LinkText, ScriptOperation } from './shellScript';

export interface LinkPlaces {
  /** Absolute source of an operation, and its absolute target. */
  readonly from: string;
  readonly to: string;
}

/**
 * The links among the sources of a plan, with the text by which each reaches the same file from its new place, also
 * when that file moves in the same plan. Keyed by the operation's source.
 */
export async function readLinks(
  operations: readonly ScriptOperation[],
  placesOf: (operation: ScriptOperation) => LinkPlaces | undefined,
): Promise<Map<string, LinkText>> {
  const newPlaces = new Map<string, string>();
  const links: { readonly key: string; readonly places: LinkPlaces; readonly now: string }[] = [];
  for (const operation of operations) {
    const places = placesOf(operation);
    if (!places || !('from' in operation)) continue;
    newPlaces.set(places.from, places.to);
    const now = await ignoreGone(() => linkText(places.from));
    if (now !== undefined) links.push({ key: operation.from, places, now });
  }
  const texts = new Map<string, LinkText>();
  for (const { key, places, now } of links) texts.set(key, { now, then: await textThere(now, places, newPlaces) });
  return texts;
}

async function linkText(path: string): Promise<string | undefined> {
  return (await diskOps.lstat(path)).kind === 'link' ? diskOps.readlink(path) : undefined;
}

async function textThere(
  now: string,
  { from, to }: LinkPlaces,
  newPlaces: ReadonlyMap<string, string>,
): Promise<string> {
  if (isAbsolute(now)) return now;
  const reached = await ignoreGone(() => diskOps.realpath(from));
  const moved = reached === undefined ? undefined : newPlaces.get(reached);
  if (moved !== undefined) return relative(dirname(to), moved);
  const folder = (await ignoreGone(() => diskOps.realpath(dirname(from)))) ?? dirname(from);
  return rewriteLinkTarget(diskOps, now, folder, dirname(to));
}

/** What vanished since the plan was made is left alone by the script itself. */
async function ignoreGone<T>(look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    if (isSystemError(error)) return undefined;
    throw error;
  }
}
