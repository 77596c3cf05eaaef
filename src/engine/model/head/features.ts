import { tileRows } from './gemm';
import { roundUp } from './kernel';

/** How raw embeddings become features: L2-normalised, then standardised per dimension; one constant 1 at the end. */
export interface FeatureScaling {
  readonly d: number;
  /** Width of a feature row: d + 1 rounded up to a multiple of 8, the rest 0. */
  readonly width: number;
  /** 1 / length of each embedding, float32 [n]; 0 for one that is zero or not finite. */
  readonly rowScale: Float32Array;
  readonly mean: Float32Array;
  readonly inverseDeviation: Float32Array;
}

/** A dimension with less than this deviation (of unit vectors) is constant and gets no weight. */
const smallestDeviation = 1e-6;
const sampleRows = 20_000;

/** 1 / length of the rows from..to of embeddings [n, d], written into `rowScale`. */
export function measureRows(embeddings: Float32Array, d: number, from: number, to: number, rowScale: Float32Array) {
  for (let row = from; row < to; row++) {
    let squares = 0;
    for (let at = row * d; at < (row + 1) * d; at++) squares += embeddings[at] * embeddings[at];
    const scale = 1 / Math.sqrt(squares);
    rowScale[row] = Number.isFinite(scale) && squares < 1e30 ? scale : 0;
  }
}

/** Mean and deviation of the unit vectors, from an even sample of at most 20,000 rows. */
export function standardise(embeddings: Float32Array, d: number, rowScale: Float32Array): FeatureScaling {
  const n = rowScale.length;
  const step = Math.max(1, Math.floor(n / sampleRows));
  const sum = new Float64Array(d);
  const squares = new Float64Array(d);
  let count = 0;
  for (let row = 0; row < n; row += step) {
    const scale = rowScale[row];
    if (scale === 0) continue;
    count++;
    for (let k = 0, at = row * d; k < d; k++, at++) {
      const value = embeddings[at] * scale;
      sum[k] += value;
      squares[k] += value * value;
    }
  }
  const mean = new Float32Array(d);
  const inverseDeviation = new Float32Array(d);
  for (let k = 0; k < d && count > 0; k++) {
    const average = sum[k] / count;
    mean[k] = average;
    const deviation = Math.sqrt(Math.max(0, squares[k] / count - average * average));
    inverseDeviation[k] = deviation > smallestDeviation ? 1 / deviation : 0;
  }
  return { d, width: roundUp(d + 1, 8), rowScale, mean, inverseDeviation };
}

/** Features of one image into `target` from `at` on ([width] floats). A row that is not finite is all zero. */
export function fillFeatures(
  scaling: FeatureScaling,
  embeddings: Float32Array,
  row: number,
  target: Float32Array,
  at: number,
): void {
  const { d, width, mean, inverseDeviation } = scaling;
  const scale = scaling.rowScale[row];
  if (scale === 0) {
    target.fill(0, at, at + width);
  } else {
    const from = row * d;
    for (let k = 0; k < d; k++) target[at + k] = (embeddings[from + k] * scale - mean[k]) * inverseDeviation[k];
    for (let k = d + 1; k < width; k++) target[at + k] = 0;
  }
  target[at + d] = 1;
}

/** Features of rows[from..to) into a block of the kernel's memory; rows up to the tile's edge are zeroed. */
export function fillBlock(
  scaling: FeatureScaling,
  embeddings: Float32Array,
  rows: Int32Array,
  from: number,
  to: number,
  target: Float32Array,
): number {
  for (let i = from; i < to; i++) fillFeatures(scaling, embeddings, rows[i], target, (i - from) * scaling.width);
  const padded = roundUp(to - from, tileRows);
  target.fill(0, (to - from) * scaling.width, padded * scaling.width);
  return padded;
}
