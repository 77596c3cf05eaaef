import { hammingPairs } from './duplicates/hammingPairs';
import { closeHash } from './duplicates/pixelGroups';
import type { ImageSet } from './imageSet';

/** Images to decode whole: by index, those of the first set, then (from `own.length` on) those of the reference. */
export interface CrossCandidates {
  readonly own: Uint32Array;
  readonly reference: Uint32Array;
}

/**
 * Pictures of equal upright size and close hash, one in each set, that neither bytes nor coded data already say to be
 * the same: only decoding tells.
 */
export function crossCandidates(own: ImageSet, reference: ImageSet): CrossCandidates {
  const groups = new Map<string, number[]>();
  const total = own.count + reference.count;
  const sizeOf = (at: number): string => {
    const [{ columns }, i] = at < own.count ? [own, at] : [reference, at - own.count];
    return `${columns.width[i]}x${columns.height[i]}`;
  };
  for (let at = 0; at < total; at++) {
    const key = sizeOf(at);
    const known = groups.get(key);
    if (known) known.push(at);
    else groups.set(key, [at]);
  }
  const ours = new Set<number>();
  const theirs = new Set<number>();
  for (const members of groups.values()) {
    if (members[0] >= own.count || members[members.length - 1] < own.count) continue;
    const hashes = new Uint32Array(members.length * 2);
    members.forEach((at, k) => {
      const [{ columns }, i] = at < own.count ? [own, at] : [reference, at - own.count];
      hashes.set(columns.pHash.subarray(2 * i, 2 * i + 2), 2 * k);
    });
    const isOurs = (k: number): boolean => members[k] < own.count;
    hammingPairs(
      hashes,
      closeHash,
      (a, b) => {
        ours.add(members[a]);
        theirs.add(members[b] - own.count);
      },
      (a, b) => isOurs(a) && !isOurs(b),
    );
  }
  return { own: Uint32Array.from(ours).sort(), reference: Uint32Array.from(theirs).sort() };
}
