import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { scanFolder } from '../dataset/scan';
import { isSystemError } from '../errors';
import type { ImportRecord } from './importLog';
import type { ListedImage } from './readUrlList';

/** What an arriving file is compared by. */
export interface Arrival {
  readonly bytes: number;
  /** Of the file, hex. */
  readonly sha256: string;
  /** Of the decoded pixels. */
  readonly digest: string;
}

/**
 * What was imported before, and what lies in the folder. A copy is the same picture (by pixels, of imported ones) or the
 * same bytes (of any file) under the same class: under two classes both stay, since only a person can say which is right.
 */
export class ImportedImages {
  private readonly addresses = new Set<string>();
  private readonly pixels = new Map<string, string>();
  /** Paths of files that lay there at the start, by class and size; hashed when something of their size arrives. */
  private readonly others = new Map<string, string[]>();
  private readonly hashes = new Map<string, string | undefined>();

  private constructor(private readonly root: string) {}

  /** Takes in the records of earlier runs and lists the folder. */
  static async read(root: string, records: AsyncIterable<ImportRecord>, signal: AbortSignal): Promise<ImportedImages> {
    const images = new ImportedImages(root);
    // What was removed or moved since is not fetched again: that was a decision.
    for await (const record of records) images.add(record);
    const { files } = await scanFolder(root, { signal });
    for (const { path, size } of files) {
      const key = sizeKey(folderOf(path), size);
      const known = images.others.get(key);
      if (known) known.push(path);
      else images.others.set(key, [path]);
    }
    return images;
  }

  has({ url, label }: ListedImage): boolean {
    return this.addresses.has(keyOf(url, label));
  }

  add(record: ImportRecord): void {
    this.addresses.add(keyOf(record.url, record.label));
    if (!record.isCopy) this.pixels.set(keyOf(record.digest, record.label), record.path);
  }

  /** The path of the same image in the class, below the folder, or undefined. */
  async findCopy({ bytes, sha256, digest }: Arrival, label = ''): Promise<string | undefined> {
    const same = this.pixels.get(keyOf(digest, label));
    if (same !== undefined) return same;
    for (const path of this.others.get(sizeKey(label, bytes)) ?? [])
      if ((await this.hashOf(path)) === sha256) return path;
    return undefined;
  }

  /** sha256 of a file, or undefined when it is gone. */
  private async hashOf(path: string): Promise<string | undefined> {
    if (this.hashes.has(path)) return this.hashes.get(path);
    const hash = createHash('sha256');
    let result: string | undefined;
    try {
      for await (const chunk of createReadStream(join(this.root, path)) as AsyncIterable<Buffer>) hash.update(chunk);
      result = hash.digest('hex');
    } catch (error) {
      if (!isSystemError(error)) throw error;
    }
    this.hashes.set(path, result);
    return result;
  }
}

export function keyOf(thing: string, label = ''): string {
  return JSON.stringify([thing, label]);
}

function sizeKey(folder: string, size: number): string {
  return `${size} ${folder}`;
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
