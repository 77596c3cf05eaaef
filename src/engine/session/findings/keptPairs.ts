import { createHash } from 'node:crypto';
import { bytesOf, ownMemory } from '../../bytes';
import type { PackedPairs } from '../../findings/duplicates/judgedPairs';
import type { Cache } from '../../store/cache';

/** Where a cache keeps pairs. */
export type PairStore = Pick<Cache<unknown>, 'pairs' | 'putPairs'>;

/** The pairs that the last search of a dataset judged; undefined where none are kept, or what is there is not whole. */
export function keptPairs(cache: PairStore, root: string): PackedPairs | undefined {
  const stored = cache.pairs(keyOf(root));
  if (!stored) return undefined;
  const count = stored.near.length;
  const isWhole = stored.pairs.length === 8 * count && stored.details.length === 8 * count;
  if (!isWhole) return undefined;
  return {
    settings: stored.settings,
    contents: new Uint8Array(ownMemory(stored.contents)),
    pairs: new Uint32Array(ownMemory(stored.pairs)),
    details: new Float64Array(ownMemory(stored.details)),
    near: new Uint8Array(ownMemory(stored.near)),
  };
}

/** Resolves when they are committed. */
export async function keepPairs(cache: PairStore, root: string, judged: PackedPairs): Promise<void> {
  await cache.putPairs(keyOf(root), {
    settings: judged.settings,
    contents: bytesOf(judged.contents),
    pairs: bytesOf(judged.pairs),
    details: bytesOf(judged.details),
    near: bytesOf(judged.near),
  });
}

/** A key has at most 1978 bytes, a path may have more. */
function keyOf(root: string): string {
  return createHash('sha256').update(root).digest('hex');
}
