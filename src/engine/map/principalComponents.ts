import type { Kernel } from '../model/head/kernel';
import { seededRandom } from '../model/head/random';
import { eachCosines, fillUnit } from '../model/head/unitProducts';

/** Rows from which the components are found; many more do not move the first few dozen. */
const mostSample = 4000;
const iterations = 12;
const chunkRows = 4096;

/**
 * Directions of the given rows in their first `count` principal components, [rows, count] float32, each row of length 1
 * at most. Rows are scaled to length 1 and centred first: what all images share says nothing. Components by orthogonal
 * iteration (Golub and Van Loan, 8.2.4) on a seeded start. `rows` must be in an order that is the same for the same
 * input; the first of them, evenly spaced, are the sample.
 */
export function principalDirections(
  kernel: Kernel,
  embeddings: Float32Array,
  width: number,
  rows: Int32Array,
  count: number,
): Float32Array {
  const source = { vectors: embeddings, width, rows };
  const sample = evenly(rows, mostSample);
  const mean = new Float32Array(width);
  const unit = new Float32Array(width);
  for (const row of sample) {
    fillUnit(source, row, unit, 0);
    for (let k = 0; k < width; k++) mean[k] += unit[k] / sample.length;
  }
  const centre = (row: number, target: Float32Array, at: number): void => {
    fillUnit(source, row, target, at);
    for (let k = 0; k < width; k++) target[at + k] -= mean[k];
  };
  const components = findComponents(covariance(sample, width, centre), width, count);
  const references = { vectors: components, width, rows: numbers(count) };
  const directions = new Float32Array(rows.length * count);
  const chunk = new Float32Array(Math.min(chunkRows, rows.length) * width);
  for (let from = 0; from < rows.length; from += chunkRows) {
    const length = Math.min(chunkRows, rows.length - from);
    for (let i = 0; i < length; i++) centre(rows[from + i], chunk, i * width);
    eachCosines(kernel, { vectors: chunk, width, rows: numbers(length) }, references, (i, cosines) =>
      directions.set(cosines, (from + i) * count),
    );
  }
  return directions;
}

/** Upper and lower half of sum over rows of v vᵀ, [width, width]. */
function covariance(
  sample: Int32Array,
  width: number,
  centre: (row: number, target: Float32Array, at: number) => void,
): Float64Array {
  const sums = new Float64Array(width * width);
  const vector = new Float32Array(width);
  for (const row of sample) {
    centre(row, vector, 0);
    for (let i = 0; i < width; i++) {
      const value = vector[i];
      if (value === 0) continue;
      const start = i * width;
      for (let j = i; j < width; j++) sums[start + j] += value * vector[j];
    }
  }
  for (let i = 0; i < width; i++) for (let j = 0; j < i; j++) sums[i * width + j] = sums[j * width + i];
  return sums;
}

/** The first eigenvectors of a symmetric matrix, [count, width], the strongest first. */
function findComponents(matrix: Float64Array, width: number, count: number): Float32Array {
  const random = seededRandom(7);
  let basis = Float64Array.from({ length: count * width }, () => random() - 0.5);
  orthonormalise(basis, count, width);
  for (let round = 0; round < iterations; round++) {
    const next = new Float64Array(count * width);
    for (let c = 0; c < count; c++)
      for (let i = 0; i < width; i++) {
        let sum = 0;
        for (let j = 0; j < width; j++) sum += matrix[i * width + j] * basis[c * width + j];
        next[c * width + i] = sum;
      }
    orthonormalise(next, count, width);
    basis = next;
  }
  return Float32Array.from(basis);
}

/** Modified Gram-Schmidt on the rows; one that depends on those before it becomes zero. */
function orthonormalise(basis: Float64Array, count: number, width: number): void {
  for (let c = 0; c < count; c++) {
    const own = basis.subarray(c * width, (c + 1) * width);
    const before = length(own);
    for (let b = 0; b < c; b++) {
      const other = basis.subarray(b * width, (b + 1) * width);
      let dot = 0;
      for (let k = 0; k < width; k++) dot += own[k] * other[k];
      for (let k = 0; k < width; k++) own[k] -= dot * other[k];
    }
    const after = length(own);
    const scale = after > 1e-9 * before && after > 0 ? 1 / after : 0;
    for (let k = 0; k < width; k++) own[k] *= scale;
  }
}

function length(vector: Float64Array): number {
  let squares = 0;
  for (const value of vector) squares += value * value;
  return Math.sqrt(squares);
}

function evenly(rows: Int32Array, most: number): Int32Array {
  if (rows.length <= most) return rows;
  return Int32Array.from({ length: most }, (_, i) => rows[Math.floor((i * rows.length) / most)]);
}

function numbers(count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => i);
}
