import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { open, type Database, type RootDatabase } from 'lmdb';
import type { Tag } from '../../core/reference';
import { bytesOf } from '../bytes';
import { UserError, errorReason } from '../errors';
import { collageVersion, type CollageVerdict } from '../collage/collageVerdict';
import type { ScannedFile } from '../dataset/scan';
import { EmbeddingStore } from './embeddingStore';

/** What reading a file's bytes told: its content hash, or why there is nothing to show. */
export type FileFact =
  | { readonly kind: 'image'; readonly hash: string }
  | { readonly kind: 'unreadable' | 'skipped'; readonly reason: string; readonly hash?: string };

/** What is known of a file's bytes while size and modification time agree: hash of the head, of the whole (sha256, hex). */
export interface FileDigests {
  readonly head?: string;
  readonly whole?: string;
}

interface DigestEntry extends FileDigests {
  readonly size: number;
  readonly modifiedMs: number;
}

interface StatEntry {
  readonly size: number;
  readonly modifiedMs: number;
  readonly fact: FileFact;
}

/** A dataset's embedding map: content hashes (32 bytes each) and where they lie (float32 each). */
export interface StoredMap {
  readonly hashes: Buffer;
  readonly x: Buffer;
  readonly y: Buffer;
  /** Contents that the layout was fitted on. */
  readonly fitted: number;
}

/** What a dataset's search for near-duplicates saw; see `PackedPairs`. Pairs are uint32, details float64. */
export interface StoredPairs {
  readonly settings: string;
  readonly contents: Buffer;
  readonly pairs: Buffer;
  readonly details: Buffer;
  readonly near: Buffer;
}

/** What tells that a file is still the one that was read. */
export type FileStat = Pick<ScannedFile, 'device' | 'inode' | 'size' | 'modifiedMs'>;

/** The files of a cache in its folder. */
export const cacheFiles = ['cache.mdb', 'thumbnails.mdb'] as const;

/**
 * The cache on disk (LMDB), keyed by content: a moved or copied file costs nothing. The stat table lets a second run
 * read no file at all: device and inode lead to the content hash while size and modification time still agree.
 */
export class Cache<Facts> {
  private readonly root: RootDatabase;
  /**
   * Thumbnails have a file of their own: among them the small entries would lie far apart, and each one that is looked up
   * maps its neighbourhood into memory.
   */
  private readonly pictures: RootDatabase;
  private readonly stats: Database<StatEntry, string>;
  private readonly facts: Database<Facts, string>;
  private readonly thumbnails: Database<Buffer, string>;
  private readonly pixelDigests: Database<string, string>;
  private readonly maps: Database<StoredMap, string>;
  private readonly judgedPairs: Database<StoredPairs, string>;
  private readonly collageVerdicts: Database<CollageVerdict, string>;
  private readonly fileDigestTable: Database<DigestEntry, string>;
  private readonly serviceTagTable: Database<readonly Tag[], string>;
  private readonly embeddingStores = new Map<string, EmbeddingStore>();

  /** Throws `UserError` when the folder cannot be opened, naming it. */
  constructor(
    readonly folder: string,
    /** Changes when decoding, hashing or thumbnails change. */
    readonly imagesVersion: string,
  ) {
    try {
      mkdirSync(folder, { recursive: true });
      const [rootFile, picturesFile] = cacheFiles;
      this.root = open({ path: join(folder, rootFile), noSubdir: true, maxDbs: 64 });
      this.pictures = open({ path: join(folder, picturesFile), noSubdir: true, maxDbs: 64 });
    } catch (error) {
      throw new UserError(
        `The cache folder ${folder} cannot be opened (${errorReason(error)}). Choose another with the setting winnow.cacheFolder or --cache.`,
      );
    }
    this.stats = this.root.openDB({ name: `stat:${imagesVersion}` });
    this.facts = this.root.openDB({ name: `facts:${imagesVersion}` });
    this.thumbnails = this.pictures.openDB({ name: `thumbnails:${imagesVersion}`, encoding: 'binary' });
    this.pixelDigests = this.root.openDB({ name: `pixels:${imagesVersion}` });
    this.collageVerdicts = this.root.openDB({ name: `collages:${imagesVersion}:${collageVersion}` });
    this.fileDigestTable = this.root.openDB({ name: 'digests' });
    this.maps = this.root.openDB({ name: 'maps' });
    this.judgedPairs = this.root.openDB({ name: `pairs:${imagesVersion}` });
    this.serviceTagTable = this.root.openDB({ name: 'serviceTags' });
  }

  /** What is known of a file that has not changed since it was read, or undefined. */
  fileFact(file: FileStat): FileFact | undefined {
    const entry = this.stats.get(statKey(file));
    return entry && entry.size === file.size && entry.modifiedMs === file.modifiedMs ? entry.fact : undefined;
  }

  async putFileFact(file: ScannedFile, fact: FileFact): Promise<void> {
    await this.stats.put(statKey(file), { size: file.size, modifiedMs: file.modifiedMs, fact });
  }

  /** False when nothing was read with this cache yet: asking it of each file is then a waste. */
  get knowsFiles(): boolean {
    return [this.stats, this.fileDigestTable].some((table) => entryCount(table) > 0);
  }

  /** Hashes of an unchanged file's bytes, as far as they are known. */
  fileDigests(file: FileStat): FileDigests | undefined {
    const entry = this.fileDigestTable.get(statKey(file));
    if (entry && entry.size === file.size && entry.modifiedMs === file.modifiedMs) return entry;
    const fact = this.fileFact(file);
    return fact?.hash === undefined ? undefined : { whole: fact.hash };
  }

  /** Remembers hashes of a file's bytes; resolves when they are committed. */
  async putFileDigests(file: FileStat, digests: FileDigests): Promise<void> {
    await this.fileDigestTable.put(statKey(file), { ...digests, size: file.size, modifiedMs: file.modifiedMs });
  }

  /** Hash of the decoded pixels of an image, or undefined. */
  pixelDigest(hash: string): string | undefined {
    return this.pixelDigests.get(hash);
  }

  async putPixelDigest(hash: string, digest: string): Promise<void> {
    await this.pixelDigests.put(hash, digest);
  }

  /** What a search for parts found in an image, or undefined before there was one. */
  collageVerdict(hash: string): CollageVerdict | undefined {
    return this.collageVerdicts.get(hash);
  }

  async putCollageVerdict(hash: string, verdict: CollageVerdict): Promise<void> {
    await this.collageVerdicts.put(hash, verdict);
  }

  /** What a cloud service named in an image, or undefined before it was asked. */
  serviceTags(service: string, hash: string): readonly Tag[] | undefined {
    return this.serviceTagTable.get(`${service} ${hash}`);
  }

  async putServiceTags(service: string, hash: string, tags: readonly Tag[]): Promise<void> {
    await this.serviceTagTable.put(`${service} ${hash}`, tags);
  }

  imageFacts(hash: string): Facts | undefined {
    return this.facts.get(hash);
  }

  /** Whether there are facts of an image, without reading them. */
  knowsImage(hash: string): boolean {
    return this.facts.doesExist(hash);
  }

  thumbnail(hash: string): Buffer | undefined {
    return this.thumbnails.getBinary(hash);
  }

  /** Stores what one decode gave; resolves when it is committed. */
  async putImage(hash: string, facts: Facts, thumbnail: Uint8Array): Promise<void> {
    // The facts come last: whoever finds them finds the thumbnail.
    await this.thumbnails.put(hash, bytesOf(thumbnail));
    await this.facts.put(hash, facts);
  }

  /** What one model made of the images; `model` changes with the model, its preprocessing and its input size. */
  embeddings(model: string): EmbeddingStore {
    let store = this.embeddingStores.get(model);
    if (!store) {
      const name = `embeddings:${this.imagesVersion}:${model}`;
      store = new EmbeddingStore(this.root.openDB({ name, encoding: 'binary' }));
      this.embeddingStores.set(model, store);
    }
    return store;
  }

  /** The map that is kept under a name, which tells dataset and model. */
  map(key: string): StoredMap | undefined {
    return this.maps.get(key);
  }

  async putMap(key: string, map: StoredMap): Promise<void> {
    await this.maps.put(key, map);
  }

  /** Pairs of pictures that were judged in a dataset, by a name that tells which. */
  pairs(key: string): StoredPairs | undefined {
    return this.judgedPairs.get(key);
  }

  async putPairs(key: string, pairs: StoredPairs): Promise<void> {
    await this.judgedPairs.put(key, pairs);
  }

  /** Number of images whose facts are held. */
  get images(): number {
    return this.facts.getCount();
  }

  async flush(): Promise<void> {
    await Promise.all([this.pictures.flushed, this.root.flushed]);
  }

  async close(): Promise<void> {
    await Promise.all([this.pictures.close(), this.root.close()]);
  }
}

/** Which file on the disk a path leads to. */
function statKey(file: Pick<FileStat, 'device' | 'inode'>): string {
  return `${file.device}:${file.inode}`;
}

/** lmdb's own type of its statistics is `{}`. */
function entryCount(table: { getStats(): object }): number {
  const stats = table.getStats();
  return 'entryCount' in stats && typeof stats.entryCount === 'number' ? stats.entryCount : 1;
}
