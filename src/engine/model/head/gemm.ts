import { add, defineFunction, i32, increase, isLess, multiply, repeatWhile, type Local } from '../../wasm/code';
import { addFloat32x4, loadSplat32, loadVector, multiplyFloat32x4, storeVector } from '../../wasm/vectors';
import { sequence, wasmModule, type Bytes } from '../../wasm/wasmModule';

/** Rows and columns of C are computed in tiles of this size: eight accumulators, as 16 SIMD registers allow. */
export const tileRows = 4;
export const tileColumns = 8;

/**
 * C[i, j] += sum over k of A(i, k) B(k, j), float32, all arguments bytes (addresses and strides) but m, n, k.
 * A has any two strides, so one kernel gives X W, Xᵀ R and Xᵀ X. m is a multiple of 4, n of 8; k >= 1.
 */
export type Gemm = (
  a: number,
  aStrideI: number,
  aStrideK: number,
  b: number,
  bStrideK: number,
  c: number,
  cStrideI: number,
  m: number,
  n: number,
  k: number,
) => void;

const source = defineFunction('gemm', 10, (parameters, local) => {
  const [a, aStrideI, aStrideK, b, bStrideK, c, cStrideI, m, n, k] = parameters;
  const [i, j, step, bAt, cAt, cRow] = Array.from({ length: 6 }, () => local('i32'));
  const aRows = Array.from({ length: tileRows }, () => local('i32'));
  const sums = aRows.map(() => [local('v128'), local('v128')]);
  const [left, right, factor] = Array.from({ length: 3 }, () => local('v128'));

  const eachRow = (code: (row: number) => Bytes): Bytes =>
    sequence(cRow.set(cAt.get), ...aRows.map((_, row) => sequence(code(row), increase(cRow, cStrideI.get))));
  const load = eachRow((row) => sequence(...sums[row].map((sum, half) => sum.set(loadVector(cRow.get, 16 * half)))));
  const store = eachRow((row) => sequence(...sums[row].map((sum, half) => storeVector(cRow.get, sum.get, 16 * half))));
  const accumulate = (sum: Local, columns: Local): Bytes =>
    sum.set(addFloat32x4(sum.get, multiplyFloat32x4(factor.get, columns.get)));
  const inner = sequence(
    left.set(loadVector(bAt.get)),
    right.set(loadVector(bAt.get, 16)),
    ...aRows.map((aRow, row) =>
      sequence(
        factor.set(loadSplat32(aRow.get)),
        accumulate(sums[row][0], left),
        accumulate(sums[row][1], right),
        increase(aRow, aStrideK.get),
      ),
    ),
    increase(bAt, bStrideK.get),
    increase(step, i32(1)),
  );
  const columnBytes = multiply(j.get, i32(4));
  const tile = sequence(
    cAt.set(add(add(c.get, multiply(i.get, cStrideI.get)), columnBytes)),
    load,
    ...aRows.map((aRow, row) => aRow.set(add(a.get, multiply(add(i.get, i32(row)), aStrideI.get)))),
    bAt.set(add(b.get, columnBytes)),
    step.set(i32(0)),
    repeatWhile(isLess(step.get, k.get), inner),
    store,
    increase(j, i32(tileColumns)),
  );
  const rows = sequence(j.set(i32(0)), repeatWhile(isLess(j.get, n.get), tile), increase(i, i32(tileRows)));
  return sequence(i.set(i32(0)), repeatWhile(isLess(i.get, m.get), rows));
});

/** The module's bytes. */
export function gemmModule(): Uint8Array<ArrayBuffer> {
  return wasmModule([source]);
}
