import { describe, expect, it } from 'vitest';
import { choleskyFactor, choleskySolve, choleskyUpdate } from '../../../src/engine/model/head/cholesky';
import { Kernel } from '../../../src/engine/model/head/kernel';
import { seededRandom } from '../../../src/engine/model/head/random';

const random = seededRandom(5);
const randomFloats = (length: number): Float32Array => Float32Array.from({ length }, () => random() - 0.5);

describe('the matrix kernel', () => {
  it.each([
    { m: 4, n: 8, k: 1 },
    { m: 12, n: 40, k: 7 },
    { m: 128, n: 16, k: 391 },
  ])('adds A B to C for %o, A plain or transposed', ({ m, n, k }) => {
    const kernel = new Kernel();
    const [a, b, c, transposed] = kernel.reserve(m * k, k * n, m * n, m * n);
    a.view.set(randomFloats(m * k));
    b.view.set(randomFloats(k * n));
    c.view.fill(1);
    kernel.gemm(a.at, k * 4, 4, b.at, n * 4, c.at, n * 4, m, n, k);
    kernel.gemm(a.at, 4, m * 4, b.at, n * 4, transposed.at, n * 4, m, n, k);
    for (let i = 0; i < m; i++)
      for (let j = 0; j < n; j++) {
        let plain = 1;
        let other = 0;
        for (let l = 0; l < k; l++) {
          plain += a.view[i * k + l] * b.view[l * n + j];
          other += a.view[l * m + i] * b.view[l * n + j];
        }
        expect(c.view[i * n + j]).toBeCloseTo(plain, 4);
        expect(transposed.view[i * n + j]).toBeCloseTo(other, 4);
      }
  });

  it('gives memory anew, zeroed, however large', () => {
    const kernel = new Kernel();
    kernel.reserve(10)[0].view.fill(3);
    const [first, second] = kernel.reserve(100_000, 5);
    expect(first.view.some((value) => value !== 0)).toBe(false);
    expect(second.at).toBeGreaterThanOrEqual(400_000);
  });
});

describe('Cholesky', () => {
  const gram = (size: number): Float64Array => {
    const points = randomFloats(30 * size);
    return Float64Array.from({ length: size * size }, (_, at) => {
      let sum = Math.floor(at / size) === at % size ? 0.1 : 0;
      for (let r = 0; r < 30; r++) sum += points[r * size + Math.floor(at / size)] * points[r * size + (at % size)];
      return sum;
    });
  };
  const product = (matrix: Float64Array, x: Float64Array): number[] =>
    Array.from(x, (_, row) => x.reduce((sum, value, k) => sum + matrix[row * x.length + k] * value, 0));

  // Columns are taken by four and rows by two: each remainder of both.
  it.each([1, 2, 4, 5, 8, 9, 10, 23])('of %i solves, and follows rank-one changes up and down', (size) => {
    const matrix = gram(size);
    const factor = choleskyFactor(matrix, size);
    const v = randomFloats(size);
    choleskyUpdate(factor, size, v, 2);
    const changed = matrix.map((value, at) => value + 2 * v[Math.floor(at / size)] * v[at % size]);
    const wanted = Float64Array.from(randomFloats(size));
    const x = wanted.slice();
    choleskySolve(factor, size, x);
    product(changed, x).forEach((value, i) => expect(value).toBeCloseTo(wanted[i], 9));
    choleskyUpdate(factor, size, v, -2);
    const back = wanted.slice();
    choleskySolve(factor, size, back);
    product(matrix, back).forEach((value, i) => expect(value).toBeCloseTo(wanted[i], 8));
  });

  it('survives a singular matrix', () => {
    const size = 9;
    const factor = choleskyFactor(new Float64Array(size * size).fill(1), size);
    expect(factor.every(Number.isFinite)).toBe(true);
  });
});
