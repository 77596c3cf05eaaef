import { nearestRows, type NearestRows } from '../../model/head/nearestRows';
import { rest } from '../../jobs/rest';
import { threadKernel } from '../threadKernel';
import { mix, normaliseVector, sketchWidth } from './sketch';

const rounds = 5;
const samplesPerList = 40;
const maxLists = 2048;
/** Lists that each row stands in: a pair at the edge of two cells still meets. */
const listsPerRow = 3;

/**
 * Sorts sketches, [n, 64], into cells around k-means centres (about the root of n of them), so that neighbours meet in
 * one; each row stands in the cells of its three nearest centres. Deterministic. Rows within a list ascend.
 */
export function buildLists(sketches: Float32Array): Uint32Array[] {
  const count = sketches.length / sketchWidth;
  const size = Math.max(1, Math.min(maxLists, Math.floor(Math.sqrt(count))));
  const centres = findCentres(sketches, count, size);
  const lists = Array.from({ length: size }, (): number[] => []);
  const { at } = nearestCentres(
    sketches,
    Int32Array.from({ length: count }, (_, i) => i),
    centres,
    listsPerRow,
  );
  at.forEach((centre, place) => {
    if (centre >= 0) lists[centre].push(Math.floor(place / listsPerRow));
  });
  return lists.map((list) => Uint32Array.from(list));
}

function findCentres(sketches: Float32Array, count: number, size: number): Float32Array {
  const centres = new Float32Array(size * sketchWidth);
  const pick = (k: number): number => mix(k) % count;
  for (let c = 0; c < size; c++) centres.set(vectorAt(sketches, pick(c)), c * sketchWidth);
  const samples = Math.min(count, size * samplesPerList);
  const rows = Int32Array.from({ length: samples }, (_, s) => (samples === count ? s : pick(s + size)));
  for (let round = 0; round < rounds; round++) {
    const sums = new Float32Array(centres.length);
    nearestCentres(sketches, rows, centres, 1).at.forEach((centre, s) => {
      const [to, from] = [centre * sketchWidth, rows[s] * sketchWidth];
      for (let k = 0; k < sketchWidth; k++) sums[to + k] += sketches[from + k];
    });
    for (let c = 0; c < size; c++) {
      const sum = vectorAt(sums, c);
      if (sum.every((value) => value === 0)) continue;
      normaliseVector(sum);
      centres.set(sum, c * sketchWidth);
    }
  }
  return centres;
}

function vectorAt(vectors: Float32Array, i: number): Float32Array {
  return vectors.subarray(i * sketchWidth, (i + 1) * sketchWidth);
}

function nearestCentres(sketches: Float32Array, rows: Int32Array, centres: Float32Array, k: number): NearestRows {
  const all = Int32Array.from({ length: centres.length / sketchWidth }, (_, c) => c);
  return nearestRows(
    threadKernel(),
    { vectors: sketches, width: sketchWidth, rows },
    { vectors: centres, width: sketchWidth, rows: all },
    k,
    rest,
  );
}
