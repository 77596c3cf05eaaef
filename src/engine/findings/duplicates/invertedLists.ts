import { mix, normaliseVector, sketchWidth } from './sketch';

const rounds = 5;
const samplesPerList = 40;
const maxLists = 2048;
/** Lists that each row stands in: a pair at the edge of two cells still meets. */
const listsPerRow = 3;
const best = new Float64Array(listsPerRow);

/**
 * Sorts sketches, [n, 64], into cells around k-means centres (about the root of n of them), so that neighbours meet in
 * one; each row stands in the cells of its three nearest centres. Deterministic. Rows within a list ascend.
 */
export function buildLists(sketches: Float32Array): Uint32Array[] {
  const count = sketches.length / sketchWidth;
  const size = Math.max(1, Math.min(maxLists, Math.floor(Math.sqrt(count))));
  const centres = findCentres(sketches, count, size);
  const lists = Array.from({ length: size }, (): number[] => []);
  const nearest = new Int32Array(listsPerRow);
  for (let i = 0; i < count; i++) {
    nearestCentres(sketches, i * sketchWidth, centres, size, nearest);
    for (const centre of nearest) if (centre >= 0) lists[centre].push(i);
  }
  return lists.map((list) => Uint32Array.from(list));
}

function findCentres(sketches: Float32Array, count: number, size: number): Float32Array {
  const centres = new Float32Array(size * sketchWidth);
  const pick = (k: number): number => mix(k) % count;
  for (let c = 0; c < size; c++) centres.set(vectorAt(sketches, pick(c)), c * sketchWidth);
  const samples = Math.min(count, size * samplesPerList);
  const nearest = new Int32Array(1);
  for (let round = 0; round < rounds; round++) {
    const sums = new Float32Array(centres.length);
    for (let s = 0; s < samples; s++) {
      const at = (samples === count ? s : pick(s + size)) * sketchWidth;
      nearestCentres(sketches, at, centres, size, nearest);
      const to = nearest[0] * sketchWidth;
      for (let k = 0; k < sketchWidth; k++) sums[to + k] += sketches[at + k];
    }
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

/** Writes the indices of the nearest centres by inner product, nearest first; -1 where there are fewer. */
function nearestCentres(
  sketches: Float32Array,
  at: number,
  centres: Float32Array,
  size: number,
  nearest: Int32Array,
): void {
  const last = nearest.length - 1;
  best.fill(-Infinity);
  nearest.fill(-1);
  for (let c = 0; c < size; c++) {
    const similarity = sketchSimilarity(sketches, at, centres, c * sketchWidth);
    if (similarity <= best[last]) continue;
    let place = last;
    for (; place > 0 && best[place - 1] < similarity; place--) {
      best[place] = best[place - 1];
      nearest[place] = nearest[place - 1];
    }
    best[place] = similarity;
    nearest[place] = c;
  }
}

/** Inner product of two sketches at offsets `i` and `j`; four sums, so that they need not wait for each other. */
export function sketchSimilarity(a: Float32Array, i: number, b: Float32Array, j: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  for (let k = 0; k < sketchWidth; k += 4) {
    s0 += a[i + k] * b[j + k];
    s1 += a[i + k + 1] * b[j + k + 1];
    s2 += a[i + k + 2] * b[j + k + 2];
    s3 += a[i + k + 3] * b[j + k + 3];
  }
  return s0 + s1 + s2 + s3;
}
