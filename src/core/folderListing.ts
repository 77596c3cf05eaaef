import { foldName, numberedStem, splitName, utf8Length } from './freeName';
import { isSidecarName } from './sidecars';
import { joinPath, nameOf, parentOf } from './relativePath';

/** What stands directly in one folder. Links to files count as files; links to folders and sockets as others. */
export interface FolderListing {
  readonly files: readonly string[];
  readonly folders: readonly string[];
  readonly others: readonly string[];
}

/** Folder (relative, '' is the root) -> what is in it. A folder that is not a key does not exist. */
export type FolderListings = ReadonlyMap<string, FolderListing>;

/**
 * The folder as it is spelled on disk: where a file system takes `dog` for the existing `Dog`, both list the same, but
 * the folder above holds only one of them.
 */
export function spelledFolder(folder: string, listings: FolderListings): string {
  if (folder === '' || !listings.has(folder)) return folder;
  const above = spelledFolder(parentOf(folder), listings);
  const name = nameOf(folder);
  const siblings = listings.get(above)?.folders ?? [];
  if (siblings.includes(name)) return joinPath(above, name);
  return joinPath(above, siblings.find((other) => foldName(other) === foldName(name)) ?? name);
}

interface FolderNames {
  readonly names: Set<string>;
  readonly stems: Map<string, { images: number; sidecars: number }>;
}

/** Which names are taken in the folders of a plan, as they will be while it is carried out. Names only accumulate. */
export class TakenNames {
  /** By folded path. */
  private readonly folders = new Map<string, FolderNames>();
  /** Paths as they are spelled. */
  private readonly exact = new Set<string>();

  constructor(private readonly listings: FolderListings) {}

  private in(folder: string): FolderNames {
    const key = foldName(folder);
    const known = this.folders.get(key);
    if (known) return known;
    const created: FolderNames = { names: new Set(), stems: new Map() };
    this.folders.set(key, created);
    for (const [path, listing] of this.listings) {
      if (foldName(path) !== key) continue;
      for (const name of [...listing.files, ...listing.folders, ...listing.others]) {
        this.exact.add(joinPath(path, name));
        note(created, name);
      }
    }
    return created;
  }

  has(folder: string, foldedName: string): boolean {
    return this.in(folder).names.has(foldedName);
  }

  /** True when files already there would become sidecars or images of a newcomer with this stem. */
  private stemClashes(folder: string, stem: string, bringsSidecars: boolean): boolean {
    const there = this.in(folder).stems.get(foldName(stem));
    return there !== undefined && (there.sidecars > 0 || (bringsSidecars && there.images > 0));
  }

  /** Nobody has the name, and no file already there would become the newcomer's sidecar. */
  isFree(folder: string, foldedName: string): boolean {
    return !this.has(folder, foldedName) && !this.stemClashes(folder, splitName(foldedName).stem, false);
  }

  add(path: string): void {
    note(this.in(parentOf(path)), nameOf(path));
    this.exact.add(path);
  }

  /**
   * Takes exactly these names for files that stood there before, or none: whatever similar names there are, the file
   * system tells them apart.
   */
  takeBack(folder: string, names: readonly string[]): string[] | undefined {
    this.in(folder);
    const places = names.map((name) => joinPath(folder, name));
    if (places.some((place) => this.exact.has(place))) return undefined;
    for (const place of places) this.add(place);
    return places;
  }

  /** The name is free again: the file goes elsewhere before anything enters. */
  release(path: string): void {
    const folder = this.in(parentOf(path));
    this.exact.delete(path);
    folder.names.delete(foldName(nameOf(path)));
    const counts = folder.stems.get(foldName(splitName(nameOf(path)).stem));
    if (counts && isSidecarName(nameOf(path))) counts.sidecars--;
    else if (counts) counts.images--;
  }

  /**
   * Places for files that share a stem (an image and its sidecars), and takes them: `stem` followed by each of
   * `tails`, or the first number for which all are free and no file already there would be paired with them.
   * `ownStem` is the stem that the files have in this very folder, if they only change names.
   */
  placeGroup(folder: string, stem: string, tails: readonly string[], ownStem?: string): string[] {
    const reserved = Math.max(...tails.map(utf8Length));
    const bringsSidecars = tails.some((tail) => isSidecarName(`x${tail}`));
    for (let n = 1; ; n++) {
      const newStem = numberedStem(stem, n, reserved);
      const names = tails.map((tail) => newStem + tail);
      if (names.some((name) => this.has(folder, foldName(name)))) continue;
      const own = ownStem !== undefined && foldName(newStem) === foldName(ownStem);
      if (!own && this.stemClashes(folder, newStem, bringsSidecars)) continue;
      const places = names.map((name) => joinPath(folder, name));
      for (const place of places) this.add(place);
      return places;
    }
  }
}

function note(folder: FolderNames, name: string): void {
  folder.names.add(foldName(name));
  const stem = foldName(splitName(name).stem);
  const counts = folder.stems.get(stem) ?? { images: 0, sidecars: 0 };
  if (isSidecarName(name)) counts.sidecars++;
  else counts.images++;
  folder.stems.set(stem, counts);
}
