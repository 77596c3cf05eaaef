/** One of several parts of the work on a dataset. */
export interface Shard {
  /** From 1. */
  readonly number: number;
  readonly of: number;
}

/** Reads `2/8`; undefined when it is no shard. */
export function parseShard(text: string): Shard | undefined {
  const match = /^(\d{1,6})\/(\d{1,6})$/.exec(text.trim());
  if (!match) return undefined;
  const [number, of] = [Number(match[1]), Number(match[2])];
  return number >= 1 && number <= of ? { number, of } : undefined;
}

/**
 * Whether a file, by its path below the dataset, is in a shard. Every file is in exactly one of `of`, wherever it is
 * asked: no shard needs to know of the others, and none reads a file of another.
 */
export function isInShard(path: string, { number, of }: Shard): boolean {
  return hash(path) % of === number - 1;
}

/** FNV-1a over UTF-16 code units, 32 bits, with the finishing mix of MurmurHash3. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}
