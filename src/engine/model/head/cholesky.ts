/** Columns that are factorised together; see `subtractProducts`. */
const tile = 4;

/**
 * Cholesky factorisation A = L Lᵀ of a symmetric positive definite matrix, float64, row-major [size, size]; the factor
 * fills the lower triangle, what stands above it has no meaning. A pivot that rounding made non-positive is lifted, so
 * that a singular A still solves. By columns in tiles of four (left-looking), half the time of one by one.
 */
export function choleskyFactor(matrix: Float64Array, size: number): Float64Array {
  const factor = matrix.slice();
  for (let first = 0; first < size; first += tile) {
    const end = Math.min(first + tile, size);
    let row = first;
    if (end - first === tile) for (; row + 1 < size; row += 2) subtractProducts(factor, size, row, first);
    for (; row < size; row++)
      for (let column = first; column < end; column++)
        factor[row * size + column] -= rowProduct(factor, row * size, factor, column * size, first);
    finishColumns(factor, size, first, end, matrix);
  }
  return factor;
}

/**
 * Takes the products with all columns before `first` off two rows and four columns at once: eight sums for six numbers
 * that are read, where one by one reads two for each.
 */
function subtractProducts(factor: Float64Array, size: number, row: number, first: number): void {
  const [upper, lower] = [row * size, (row + 1) * size];
  const one = first * size;
  const [two, three, four] = [one + size, one + 2 * size, one + 3 * size];
  let [a1, a2, a3, a4, b1, b2, b3, b4] = [0, 0, 0, 0, 0, 0, 0, 0];
  for (let k = 0; k < first; k++) {
    const a = factor[upper + k];
    const b = factor[lower + k];
    const c1 = factor[one + k];
    const c2 = factor[two + k];
    const c3 = factor[three + k];
    const c4 = factor[four + k];
    a1 += a * c1;
    a2 += a * c2;
    a3 += a * c3;
    a4 += a * c4;
    b1 += b * c1;
    b2 += b * c2;
    b3 += b * c3;
    b4 += b * c4;
  }
  factor[upper + first] -= a1;
  factor[upper + first + 1] -= a2;
  factor[upper + first + 2] -= a3;
  factor[upper + first + 3] -= a4;
  factor[lower + first] -= b1;
  factor[lower + first + 1] -= b2;
  factor[lower + first + 2] -= b3;
  factor[lower + first + 3] -= b4;
}

/** The columns first..end of the factor, from which the products with all columns before them are taken off. */
function finishColumns(factor: Float64Array, size: number, first: number, end: number, matrix: Float64Array): void {
  for (let row = first; row < size; row++) {
    const at = row * size;
    for (let column = first; column < Math.min(end, row + 1); column++) {
      let sum = factor[at + column];
      for (let k = first; k < column; k++) sum -= factor[at + k] * factor[column * size + k];
      if (column < row) factor[at + column] = sum / factor[column * size + column];
      else factor[at + row] = Math.sqrt(Math.max(sum, 1e-12 * Math.abs(matrix[at + row]), 1e-30));
    }
  }
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
