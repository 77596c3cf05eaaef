/**
 * Cholesky factorisation A = L Lᵀ of a symmetric positive definite matrix, float64, row-major [size, size]; the factor
 * fills the lower triangle. A pivot that rounding made non-positive is lifted, so that a singular A still solves.
 */
export function choleskyFactor(matrix: Float64Array, size: number): Float64Array {
  const factor = matrix.slice();
  for (let row = 0; row < size; row++) {
    const at = row * size;
    for (let column = 0; column <= row; column++) {
      const other = column * size;
      const sum = factor[at + column] - rowProduct(factor, at, factor, other, column);
      if (column < row) factor[at + column] = sum / factor[other + column];
      else factor[at + row] = Math.sqrt(Math.max(sum, 1e-12 * Math.abs(matrix[at + row]), 1e-30));
    }
  }
  return factor;
}

/** Replaces `rhs` ([size], float64) by the solution of L Lᵀ x = rhs. */
export function choleskySolve(factor: Float64Array, size: number, rhs: Float64Array): void {
  for (let row = 0; row < size; row++) {
    const at = row * size;
    rhs[row] = (rhs[row] - rowProduct(factor, at, rhs, 0, row)) / factor[at + row];
  }
  for (let row = size - 1; row >= 0; row--) {
    const at = row * size;
    const value = rhs[row] / factor[at + row];
    rhs[row] = value;
    for (let k = 0; k < row; k++) rhs[k] -= factor[at + k] * value;
  }
}

/**
 * Changes the factor of A into that of A + weight v vᵀ (Golub & Van Loan, Matrix Computations, 6.5.4; a negative weight
 * is a down-date). A down-date that would leave A indefinite stops at a small positive pivot.
 */
export function choleskyUpdate(factor: Float64Array, size: number, v: ArrayLike<number>, weight: number): void {
  if (weight === 0) return;
  const sign = Math.sign(weight);
  const scale = Math.sqrt(Math.abs(weight));
  const work = Float64Array.from(v, (value) => value * scale);
  for (let k = 0; k < size; k++) {
    const pivot = factor[k * size + k];
    const x = work[k];
    if (x === 0) continue;
    const changed = Math.sqrt(Math.max(pivot * pivot + sign * x * x, 1e-12 * pivot * pivot));
    const cosine = changed / pivot;
    const sine = x / pivot;
    factor[k * size + k] = changed;
    for (let row = k + 1; row < size; row++) {
      const at = row * size + k;
      factor[at] = (factor[at] + sign * sine * work[row]) / cosine;
      work[row] = cosine * work[row] - sine * factor[at];
    }
  }
}

/** Dot product of two runs of numbers; four sums, because one would wait for itself at every step. */
function rowProduct(left: Float64Array, leftAt: number, right: Float64Array, rightAt: number, length: number): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  let k = 0;
  for (; k + 3 < length; k += 4) {
    a += left[leftAt + k] * right[rightAt + k];
    b += left[leftAt + k + 1] * right[rightAt + k + 1];
    c += left[leftAt + k + 2] * right[rightAt + k + 2];
    d += left[leftAt + k + 3] * right[rightAt + k + 3];
  }
  for (; k < length; k++) a += left[leftAt + k] * right[rightAt + k];
  return a + b + (c + d);
}
