import { seededRandom, shuffle } from '../model/head/random';
import type { Proposals } from './proposals';

/** Images shown from just above the line before they are accepted. */
const stripLength = 24;
/** Of the accepted images nearest to the line, so many are drawn from. */
const stripPool = 120;

/** A random strip of accepted proposals from just above the line, as indices into `order`, nearest to the line last. */
export function stripAboveLine(accepted: number, seed: number): Int32Array {
  const from = Math.max(0, accepted - stripPool);
  const pool = Int32Array.from({ length: accepted - from }, (_, i) => from + i);
  return shuffle(pool, seededRandom(seed + 5))
    .slice(0, stripLength)
    .sort();
}

/**
 * Rows below the line in the order in which labels teach most: the least certain first, the unknown ones held back to
 * the end, and every fifth a random one of all, so that rare kinds are met.
 * @param accepted number of proposals above the line.
 */
export function uncertainFirst(proposals: Proposals, accepted: number, seed: number): Int32Array {
  const { rows, order, confidence, unknown } = proposals;
  const above = new Set(order.subarray(0, accepted));
  const below = Int32Array.from(rows.keys()).filter((i) => !above.has(i));
  const byDoubt = Int32Array.from(below).sort(
    (a, b) => unknown[a] - unknown[b] || confidence[a] - confidence[b] || a - b,
  );
  const byChance = shuffle(Int32Array.from(below), seededRandom(seed + 7));
  return Int32Array.from(interleave(byDoubt, byChance), (i) => rows[i]);
}

/** Four of the first list, then one of the second, each value once. */
export function interleave(first: Int32Array, second: Int32Array): number[] {
  const taken = new Set<number>();
  const result: number[] = [];
  const take = (list: Int32Array, from: number): number => {
    let at = from;
    while (at < list.length && taken.has(list[at])) at++;
    if (at < list.length) {
      taken.add(list[at]);
      result.push(list[at]);
    }
    return at;
  };
  const all = new Set([...first, ...second]).size;
  for (let turn = 1, i = 0, j = 0; result.length < all; turn++)
    if (turn % 5 === 0) j = take(second, j);
    else if (i < first.length) i = take(first, i);
    else j = take(second, j);
  return result;
}
