import type { Bytes } from './wasmModule';
import {
  doWhileLess,
  f32x4Add,
  f32x4Multiply,
  get,
  i32,
  i32Add,
  i32Multiply,
  increase,
  set,
  v128Load,
  v128LoadSplat,
  v128Store,
  wasmModule,
} from './wasmModule';

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

function gemmBody(): Bytes {
  const [a, aStrideI, aStrideK, b, bStrideK, c, cStrideI, m, n, k] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
  const [i, j, step, aAt, bAt, cAt, a0, a1, a2, a3] = [10, 11, 12, 13, 14, 15, 16, 17, 18, 19];
  const accumulator = (row: number, half: number): number => 20 + 2 * row + half;
  const [left, right, factor] = [28, 29, 30];
  const aRows = [a0, a1, a2, a3];

  const load: number[] = [];
  const store: number[] = [];
  load.push(...get(cAt), ...set(aAt));
  store.push(...get(cAt), ...set(aAt));
  for (let row = 0; row < tileRows; row++) {
    for (const half of [0, 1]) {
      load.push(...get(aAt), ...v128Load(16 * half), ...set(accumulator(row, half)));
      store.push(...get(aAt), ...get(accumulator(row, half)), ...v128Store(16 * half));
    }
    if (row === tileRows - 1) continue;
    load.push(...increase(aAt, get(cStrideI)));
    store.push(...increase(aAt, get(cStrideI)));
  }

  const inner: number[] = [];
  inner.push(...get(bAt), ...v128Load(0), ...set(left), ...get(bAt), ...v128Load(16), ...set(right));
  for (let row = 0; row < tileRows; row++) {
    inner.push(...get(aRows[row]), ...v128LoadSplat(0), ...set(factor));
    for (const half of [0, 1])
      inner.push(
        ...get(accumulator(row, half)),
        ...get(factor),
        ...get(half === 0 ? left : right),
        ...f32x4Multiply,
        ...f32x4Add,
        ...set(accumulator(row, half)),
      );
    inner.push(...increase(aRows[row], get(aStrideK)));
  }
  inner.push(...increase(bAt, get(bStrideK)), ...increase(step, i32(1)));

  const tile: Bytes = [
    ...get(c),
    ...get(i),
    ...get(cStrideI),
    ...i32Multiply,
    ...i32Add,
    ...get(j),
    ...i32(4),
    ...i32Multiply,
    ...i32Add,
    ...set(cAt),
    ...load,
    ...aRows.flatMap((row, r) => [
      ...get(a),
      ...get(i),
      ...i32(r),
      ...i32Add,
      ...get(aStrideI),
      ...i32Multiply,
      ...i32Add,
      ...set(row),
    ]),
    ...get(b),
    ...get(j),
    ...i32(4),
    ...i32Multiply,
    ...i32Add,
    ...set(bAt),
    ...i32(0),
    ...set(step),
    ...doWhileLess(step, k, inner),
    ...store,
    ...increase(j, i32(tileColumns)),
  ];
  return [
    ...i32(0),
    ...set(i),
    ...doWhileLess(i, m, [...i32(0), ...set(j), ...doWhileLess(j, n, tile), ...increase(i, i32(tileRows))]),
  ];
}

/** The module's bytes: functions with ten i32 parameters, ten i32 locals, eleven v128 locals. */
export function gemmModule(): Uint8Array<ArrayBuffer> {
  return wasmModule({ name: 'gemm', parameters: 10, i32Locals: 10, v128Locals: 11, body: gemmBody() });
}
