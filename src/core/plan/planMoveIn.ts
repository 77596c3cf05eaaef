import { spelledFolder, TakenNames, type FolderListings } from '../folderListing';
import { splitName } from '../freeName';
import type { Expected, FileOperation, Plan, Skipped } from './plan';
import { makeFolders } from './planFolders';
import { joinPath, nameOf, parentOf, unsafePathReason } from '../relativePath';
import { SidecarIndex } from '../sidecars';

/** An image of a pile that goes into a folder of the dataset. */
export interface SortedImage extends Expected {
  /** Below the pile. */
  readonly path: string;
  /** Below the dataset's root. */
  readonly folder: string;
}

export interface MoveInInput {
  readonly root: string;
  readonly pile: string;
  readonly images: readonly SortedImage[];
  /** At least the target folders and those above them. */
  readonly listings: FolderListings;
  /** The pile's folders that hold the images: sidecars travel with them. */
  readonly pileListings: FolderListings;
}

/**
 * Moves images of a folder outside the dataset into it, with their sidecars. Pure; a taken name gets a number
 * (`name (2).jpg`), folders that are missing are made.
 */
export function planMoveIn({ root, pile, images, listings, pileListings }: MoveInInput): Plan {
  const operations: FileOperation[] = [];
  const skipped: Skipped[] = [];
  const notes: Skipped[] = [];
  const taken = new TakenNames(listings);
  const made = new Set<string>();
  const planned = new Set<string>();
  const targets = new Map(images.map((image) => [image.path, spelledFolder(image.folder, listings)]));
  const sidecarsOf = new Map<string, SidecarIndex>();
  for (const { path, size, mtimeMs, hash } of images) {
    const folder = targets.get(path) ?? '';
    const home = parentOf(path);
    const unsafe = unsafePathReason(path) ?? unsafePathReason(joinPath(folder, nameOf(path)));
    const blocked = unsafe ? `Not touched: ${unsafe}.` : makeFolders(folder, listings, made, operations);
    if (blocked) {
      skipped.push({ path, reason: blocked });
      continue;
    }
    let index = sidecarsOf.get(home);
    if (!index) sidecarsOf.set(home, (index = new SidecarIndex(pileListings.get(home)?.files ?? [])));
    const { travel, shared } = index.of(nameOf(path), (name) => targets.get(joinPath(home, name)) === folder);
    for (const { name, with: other } of shared)
      notes.push({ path: joinPath(home, name), reason: `Stays: it also belongs to ${other}, which stays.` });
    const sidecars = travel.filter((name) => !planned.has(joinPath(home, name)));
    for (const name of sidecars) planned.add(joinPath(home, name));
    const { stem, ending } = splitName(nameOf(path));
    const tails = [ending, ...sidecars.map((name) => name.normalize('NFC').slice(stem.normalize('NFC').length))];
    const places = taken.placeGroup(folder, stem, tails);
    operations.push({ kind: 'move-in', from: path, to: places[0], expected: { size, mtimeMs, hash } });
    sidecars.forEach((name, i) =>
      operations.push({ kind: 'move-in', from: joinPath(home, name), to: places[i + 1], sidecarOf: path }),
    );
  }
  return { root, pile, operations, skipped, notes };
}
