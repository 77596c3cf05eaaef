import { lstat, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { foldName, numberedStem, splitName, utf8Length } from '../../core/freeName';
import { joinPath } from '../../core/relativePath';
import { moveToNewName } from '../changes/files/moveToNewName';
import { UserError, ifThere } from '../errors';

interface ClassFolder {
  readonly path: string;
  /** Folded names that are taken. */
  readonly taken: Set<string>;
  /** Folded name -> number with which the search for a free one goes on. */
  readonly next: Map<string, number>;
}

/** Gives files their names in the folders of their classes: never one that is taken, on no file system. */
export class ImagePlacer {
  private readonly folders = new Map<string, ClassFolder>();

  constructor(private readonly root: string) {}

  /**
   * Moves the file `part` into the folder of a class ('': the root) and returns its path below the root. Not to be called
   * twice at once. Throws `UserError` when the class's folder is a link, which could lead anywhere.
   */
  async place(part: string, label: string, name: string): Promise<string> {
    const folder = await this.open(label);
    const { stem, ending } = splitName(name);
    const folded = foldName(name);
    for (let n = folder.next.get(folded) ?? 1; ; n++) {
      const candidate = numberedStem(stem, n, utf8Length(ending)) + ending;
      if (folder.taken.has(foldName(candidate))) continue;
      const isPlaced = await moveToNewName(part, join(folder.path, candidate));
      folder.taken.add(foldName(candidate));
      folder.next.set(folded, n + 1);
      if (isPlaced) return joinPath(label, candidate);
    }
  }

  private async open(label: string): Promise<ClassFolder> {
    const known = this.folders.get(label);
    if (known) return known;
    await requireNoLink(this.root, label);
    const path = join(this.root, label);
    await mkdir(path, { recursive: true });
    const taken = new Set((await readdir(path)).map(foldName));
    const folder = { path, taken, next: new Map<string, number>() };
    this.folders.set(label, folder);
    return folder;
  }
}

async function requireNoLink(root: string, label: string): Promise<void> {
  let path = root;
  for (const part of label.split('/').filter((one) => one !== '')) {
    path = join(path, part);
    const there = await ifThere(lstat(path));
    if (!there) return;
    if (there.isSymbolicLink()) throw new UserError('The folder of its class is a link.');
    if (!there.isDirectory()) throw new UserError('A file stands where the folder of its class would be.');
  }
}
