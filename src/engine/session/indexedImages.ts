import type { DuplicateFacts } from '../findings/duplicates/duplicateGroup';
import { setHash } from '../findings/duplicates/hammingPairs';
import type { StoredFacts } from '../images/readImage';
import type { Cache } from '../store/cache';
import type { Embeddings } from './embeddings';
import type { ImageTable } from './imageTable';

/** One readable image of a dataset, with what its decode told. */
export interface IndexedImage {
  /** Its row in the table. */
  readonly row: number;
  readonly facts: StoredFacts;
  readonly file: DuplicateFacts;
}

/** The readable images of a dataset as findings look at them; index i of every column is `images[i]`. */
export interface IndexedImages {
  readonly images: readonly IndexedImage[];
  /** Each of length 1, [n, width]. */
  readonly embeddings: { readonly values: Float32Array; readonly width: number };
  /** [n, 2]: 64-bit hashes as the search wants them. */
  readonly pHash: Uint32Array;
  readonly contentHash: Uint32Array;
  /** Class index, -1 unsorted, [n]. */
  readonly given: Int32Array;
}

/** Gathers the columns from table and cache. */
export function indexedImages(table: ImageTable, cache: Cache<StoredFacts>, embeddings: Embeddings): IndexedImages {
  const images: IndexedImage[] = [];
  for (let row = 0; row < table.length; row++) {
    const hash = table.hashes[row];
    const facts = hash === undefined || !table.isImage(row) ? undefined : cache.imageFacts(hash);
    if (facts && embeddings.has(row)) images.push({ row, facts, file: duplicateFacts(table, row, facts) });
  }
  const { width } = embeddings;
  const values = new Float32Array(images.length * width);
  images.forEach(({ row }, i) => values.set(unit(embeddings.get(row)), i * width));
  return {
    images,
    embeddings: { values, width },
    pHash: hashColumn(images.map(({ facts }) => facts.pHash)),
    contentHash: hashColumn(images.map(({ facts }) => facts.contentHash)),
    given: Int32Array.from(images, ({ row }) => table.given[row]),
  };
}

/** What the keep rule asks of a row; `facts` where it was indexed. */
export function duplicateFacts(table: ImageTable, row: number, facts?: StoredFacts): DuplicateFacts {
  const file = table.files[row];
  return {
    path: file.path,
    bytes: file.size,
    modifiedMs: file.modifiedMs,
    subset: table.subsets[row],
    pixels: facts && facts.width * facts.height,
    isLink: file.isLink,
    label: table.className(table.given[row]),
  };
}

function unit(embedding: Float32Array): Float32Array {
  const length = Math.hypot(...embedding) || 1;
  return embedding.map((value) => value / length);
}

function hashColumn(hashes: readonly Uint8Array[]): Uint32Array {
  const column = new Uint32Array(hashes.length * 2);
  hashes.forEach((bytes, i) => setHash(column, i, bytes));
  return column;
}
