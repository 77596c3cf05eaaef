import { createHash } from 'node:crypto';
import type { PackedPairs } from '../../findings/duplicates/judgedPairs';
import type { Cache } from '../../store/cache';

/** Where a cache keeps pairs. */
export type PairStore = Pick<Cache<unknown>, 'pairs' | 'putPairs'>;

/** The pairs that the last search of a dataset judged; undefined where none are kept, or what is there is not whole. */
export function keptPairs(cache: PairStore, root: string): PackedPairs | undefined {
  const stored = cache.pairs(nameOf(root));
  if (!stored) return undefined;
  const count = stored.near.length;
  const isWhole = stored.pairs.length === 8 * count && stored.details.length === 8 * count;
  if (!isWhole) return undefined;
  return {
    settings: stored.settings,
    contents: new Uint8Array(owned(stored.contents)),
    pairs: new Uint32Array(owned(stored.pairs)),
    details: new Float64Array(owned(stored.details)),
    near: new Uint8Array(owned(stored.near)),
  };
}

/** Resolves when they are committed. */
export async function keepPairs(cache: PairStore, root: string, judged: PackedPairs): Promise<void> {
  await cache.putPairs(nameOf(root), {
    settings: judged.settings,
    contents: bytesOf(judged.contents),
    pairs: bytesOf(judged.pairs),
    details: bytesOf(judged.details),
    near: bytesOf(judged.near),
  });
}

/** A key has at most 1978 bytes, a path may have more. */
function nameOf(root: string): string {
  return createHash('sha256').update(root).digest('hex');
}

/** In memory of its own: what the cache gives may be a part of more, and lie where wider numbers cannot. */
function owned({ buffer, byteOffset, byteLength }: Buffer): ArrayBufferLike {
  return buffer.slice(byteOffset, byteOffset + byteLength);
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
