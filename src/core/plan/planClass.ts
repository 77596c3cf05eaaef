import { TakenNames, type FolderListings } from '../folderListing';
import { foldName, freeName, splitName } from '../freeName';
import type { Expected, FileOperation, Plan, Skipped } from './plan';
import { ancestorsOf, joinPath, nameOf, parentOf, unsafePathReason } from '../relativePath';
import { isSidecarName } from '../sidecars';

export interface ClassPlanInput {
  readonly root: string;
  readonly listings: FolderListings;
  /** What is known of a file from the index; a file that is not known is taken as it stands when checked. */
  readonly expectedOf?: (path: string) => Expected | undefined;
}

/**
 * Renames a class, or merges it where the other folder exists: every file directly in each `from` folder goes into
 * its `to` folder, numbered where a name is taken, and `from` is removed. Folders inside it are other classes: they
 * stay, and so does then `from`. A rename that changes only case goes through a third folder, because a
 * case-insensitive file system takes both for one.
 */
export function planClassMove(folders: readonly { from: string; to: string }[], input: ClassPlanInput): Plan {
  const operations: FileOperation[] = [];
  const skipped: Skipped[] = [];
  const taken = new TakenNames(input.listings);
  const made = new Set<string>();
  const make = (folder: string): void => {
    for (const path of folder === '' ? [] : [...ancestorsOf(folder), folder]) {
      if (input.listings.has(path) || made.has(path)) continue;
      made.add(path);
      operations.push({ kind: 'make-folder', path });
    }
  };
  for (const { from, to } of folders) {
    const reason = unsafePathReason(from) ?? (to === '' ? undefined : unsafePathReason(to));
    const listing = input.listings.get(from);
    if (reason || !listing || from === to) {
      skipped.push({ path: from, reason: reason ? `Not touched: ${reason}.` : 'The folder is not there.' });
      continue;
    }
    const blocked = folderIsBlocked(to, input.listings);
    if (blocked) {
      skipped.push({ path: from, reason: blocked });
      continue;
    }
    const via = foldName(from) === foldName(to) ? joinPath(parentOf(to), freeFolder(to, input.listings)) : undefined;
    make(via ?? to);
    const arrived: { at: string; name: string; expected?: Expected; sidecarOf?: string }[] = [];
    for (const group of groupByStem(listing.files)) {
      const tails = group.names.map((name) => name.slice(group.stem.length));
      const places = via ? group.names.map((name) => joinPath(via, name)) : taken.placeGroup(to, group.stem, tails);
      group.names.forEach((name, i) => {
        const path = joinPath(from, name);
        const expected = input.expectedOf?.(path);
        const leader = group.names.findIndex((other) => !isSidecarName(other));
        const led = leader >= 0 && isSidecarName(name);
        const sidecarOf = led ? joinPath(from, group.names[leader]) : undefined;
        arrived.push({ at: places[i], name, expected, ...(led && { sidecarOf: places[leader] }) });
        operations.push(move(path, places[i], expected, sidecarOf));
      });
    }
    if (listing.folders.length + listing.others.length === 0) operations.push({ kind: 'remove-folder', path: from });
    if (!via) continue;
    make(to);
    for (const { at, name, expected, sidecarOf } of arrived)
      operations.push(move(at, joinPath(to, name), expected, sidecarOf));
    operations.push({ kind: 'remove-folder', path: via });
  }
  return { root: input.root, operations, skipped, notes: [] };
}

/** Removes a class: every file directly in the folders goes to the trash, and the folders go when that empties them. */
export function planClassRemoval(folders: readonly string[], input: ClassPlanInput): Plan {
  const operations: FileOperation[] = [];
  const skipped: Skipped[] = [];
  for (const folder of folders) {
    const reason = unsafePathReason(folder);
    const listing = input.listings.get(folder);
    if (reason || !listing) {
      skipped.push({ path: folder, reason: reason ? `Not touched: ${reason}.` : 'The folder is not there.' });
      continue;
    }
    for (const name of listing.files) {
      const expected = input.expectedOf?.(joinPath(folder, name));
      operations.push({ kind: 'trash', from: joinPath(folder, name), ...(expected && { expected }) });
    }
    if (listing.folders.length + listing.others.length === 0) operations.push({ kind: 'remove-folder', path: folder });
  }
  return { root: input.root, operations, skipped, notes: [] };
}

function move(from: string, to: string, expected?: Expected, sidecarOf?: string): FileOperation {
  return { kind: 'move', from, to, ...(expected && { expected }), ...(sidecarOf !== undefined && { sidecarOf }) };
}

/** Images with their sidecars (`a.jpg`, `a.txt`, `a.jpg.json`), so that a number is given to all of them or none. */
function groupByStem(names: readonly string[]): { stem: string; names: string[] }[] {
  const images = new Set(names.filter((name) => !isSidecarName(name)));
  const groups = new Map<string, string[]>();
  for (const name of names) {
    const { stem } = splitName(name);
    const key = isSidecarName(name) && images.has(stem) ? splitName(stem).stem : stem;
    const group = groups.get(key);
    if (group) group.push(name);
    else groups.set(key, [name]);
  }
  const imagesFirst = (a: string, b: string): number => Number(isSidecarName(a)) - Number(isSidecarName(b));
  return [...groups].map(([stem, members]) => ({ stem, names: members.sort(imagesFirst) }));
}

function folderIsBlocked(folder: string, listings: FolderListings): string | undefined {
  for (const path of folder === '' ? [] : [...ancestorsOf(folder), folder]) {
    const above = listings.get(parentOf(path));
    if (above?.files.includes(nameOf(path)) || above?.others.includes(nameOf(path)))
      return `The folder ${path} cannot be made: something else has that name.`;
  }
  return undefined;
}

function freeFolder(folder: string, listings: FolderListings): string {
  const above = listings.get(parentOf(folder));
  const names = new Set([...(above?.files ?? []), ...(above?.folders ?? []), ...(above?.others ?? [])].map(foldName));
  return freeName(`${nameOf(folder)} (renaming)`, (folded) => names.has(folded));
}
