import { tileRows } from './gemm';
import { roundUp } from './kernel';

/** How raw embeddings become features: L2-normalised, then standardised per dimension; one constant 1 at the end. */
export interface FeatureScaling {
  readonly d: number;
  /** Width of a feature row: d + 1 rounded up to a multiple of 8, the rest 0. */
  readonly width: number;
  /** 1 / length of each embedding, float32 [n]; 0 for one that is zero or not finite: it counts as the zero vector. */
  readonly rowScale: Float32Array;
  readonly mean: Float32Array;
  readonly inverseDeviation: Float32Array;
}

/** A dimension with less than this deviation (of unit vectors) is constant and gets no weight. */
const smallestDeviation = 1e-6;
const sampleRows = 10_000;

/** 1 / length of the rows from..to of embeddings [n, d], written into `rowScale`. */
export function measureRows(
  embeddings: Float32Array,
  d: number,
  from: number,
  to: number,
  rowScale: Float32Array,
): void {
  for (let row = from; row < to; row++) {
    let squares = 0;
    for (let at = row * d; at < (row + 1) * d; at++) squares += embeddings[at] * embeddings[at];
    const scale = 1 / Math.sqrt(squares);
    rowScale[row] = squares > 1e-30 && squares < 1e30 ? scale : 0;
  }
}

/** Mean and deviation of the unit vectors, from an even sample of about 10,000 rows. */
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

/** `factor` times the features of one image into `target` from `at` on ([width] floats). */
export function fillFeatures(
  { d, width, rowScale, mean, inverseDeviation }: FeatureScaling,
  embeddings: Float32Array,
  row: number,
  target: Float32Array,
  at: number,
  factor = 1,
): void {
  const scale = rowScale[row];
  const from = row * d;
  if (scale === 0) for (let k = 0; k < d; k++) target[at + k] = -factor * mean[k] * inverseDeviation[k];
  else
    for (let k = 0; k < d; k++)
      target[at + k] = factor * ((embeddings[from + k] * scale - mean[k]) * inverseDeviation[k]);
  target[at + d] = factor;
  for (let k = d + 1; k < width; k++) target[at + k] = 0;
}

/** Width of a block of raw embeddings: d rounded up for the kernel's tiles. */
export const rawWidth = (d: number): number => roundUp(d, tileRows);

/**
 * Raw embeddings of images order[from..to) into a block of the kernel's memory, rows up to the tile's edge zeroed.
 * Copying raw is several times faster than standardising; scaling goes into the weights instead (foldScaling).
 * @returns the number of rows with the padding.
 */
export function copyBlock(
  { d, rowScale }: FeatureScaling,
  embeddings: Float32Array,
  order: Int32Array,
  from: number,
  to: number,
  block: Float32Array,
): number {
  const width = rawWidth(d);
  for (let i = from; i < to; i++) {
    const row = order[i];
    const at = (i - from) * width;
    if (rowScale[row] === 0) block.fill(0, at, at + d);
    else block.set(embeddings.subarray(row * d, (row + 1) * d), at);
  }
  const padded = roundUp(to - from, tileRows);
  block.fill(0, (to - from) * width, padded * width);
  return padded;
}

/**
 * Weights [width, columns] for features as weights for raw embeddings: features · weights =
 * rowScale · (raw · folded) + offset. `folded` [rawWidth, columns] float32.
 */
export function foldScaling(
  { d, mean, inverseDeviation }: FeatureScaling,
  weights: ArrayLike<number>,
  columns: number,
  folded: Float32Array,
): Float64Array {
  const offset = new Float64Array(columns);
  for (let c = 0; c < columns; c++) offset[c] = weights[d * columns + c];
  for (let k = 0; k < d; k++) {
    const scale = inverseDeviation[k];
    const shift = mean[k] * scale;
    for (let c = 0, at = k * columns; c < columns; c++, at++) {
      folded[at] = weights[at] * scale;
      offset[c] -= weights[at] * shift;
    }
  }
  return offset;
}
