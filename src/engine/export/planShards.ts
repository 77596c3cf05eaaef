import { createHash } from 'node:crypto';
import type { PlannedImage } from './planFiles';

/** Images that go into one file together, in this order. */
export interface PlannedShard {
  /** Below the copy. */
  readonly file: string;
  /** Names what is in it. */
  readonly key: string;
  readonly images: readonly PlannedImage[];
}

/** So large that reading is sequential, so small that a loader can mix several. */
const shardBytes = 256e6;
const shardImages = 10_000;
/** Increased when the same images give another file. */
const shardVersion = 1;

/**
 * Divides images among shards of one subset each, in an order drawn by content, so that each holds a mixture of all
 * classes and loaders that read one after another learn from all of them.
 */
export function planShards(
  images: readonly PlannedImage[],
  format: 'parquet' | 'webdataset',
  seed: number,
): PlannedShard[] {
  const subsets = new Map<string, PlannedImage[]>();
  for (const image of images) {
    const name = image.subset ?? 'all';
    const known = subsets.get(name);
    if (known) known.push(image);
    else subsets.set(name, [image]);
  }
  return [...subsets].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([name, own]) => shardsOf(name, own, format, seed));
}

function shardsOf(
  name: string,
  images: PlannedImage[],
  format: 'parquet' | 'webdataset',
  seed: number,
): PlannedShard[] {
  const places = new Map(
    images.map((image) => [image, createHash('sha256').update(`${seed} ${image.hash} ${image.path}`).digest('hex')]),
  );
  const mixed = [...images].sort((a, b) => (places.get(a)! < places.get(b)! ? -1 : 1));
  const parts: PlannedImage[][] = [];
  let bytes = Infinity;
  for (const image of mixed) {
    if (bytes + image.bytes > shardBytes || parts[parts.length - 1].length >= shardImages) {
      parts.push([]);
      bytes = 0;
    }
    parts[parts.length - 1].push(image);
    bytes += image.bytes;
  }
  return parts.map((own, i) => ({
    file: fileName(name, i, parts.length, format),
    key: keyOf(own, format),
    images: own,
  }));
}

/** As the readers of each format expect them to be called. */
function fileName(subset: string, i: number, count: number, format: 'parquet' | 'webdataset'): string {
  if (format === 'webdataset') return `${subset}-${String(i).padStart(6, '0')}.tar`;
  const number = (value: number): string => String(value).padStart(5, '0');
  return `data/${subset}-${number(i)}-of-${number(count)}.parquet`;
}

function keyOf(images: readonly PlannedImage[], format: string): string {
  const hash = createHash('sha256').update(`${shardVersion} ${format}\n`);
  for (const { key, path, label, target, companions } of images)
    hash.update(`${JSON.stringify([key, path, label, target, companions])}\n`);
  return hash.digest('hex');
}
