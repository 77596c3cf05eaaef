import {
  add,
  countTo,
  defineFunction,
  divide,
  i32,
  increase,
  isLess,
  load8,
  multiply,
  store8,
  whileTrue,
  type Local,
} from '../../wasm/code';
import { constantVector16 } from '../../wasm/lanes';
import {
  add16,
  loadVector,
  multiply16,
  multiplyFraction16,
  narrow,
  shuffle,
  storeVector,
  widenHigh,
  widenLow,
} from '../../wasm/vectors';
import { sequence, type Bytes } from '../../wasm/wasmModule';

/** Weights of a triangle as wide as two pixels of the smaller sheet, from the pixel before the first of each on. */
const WEIGHTS = { 2: [1, 3, 3, 1], 3: [1, 2, 3, 2, 1] } as const;

/** The rounded mean of these vectors of bytes by the triangle's weights. */
function weighted(factor: 2 | 3, taps: readonly Bytes[]): Bytes {
  const weights: readonly number[] = WEIGHTS[factor];
  const fraction = Math.round(32_768 / weights.reduce((a, b) => a + b));
  const half = (widen: (value: Bytes) => Bytes): Bytes => {
    const sum = taps
      .map((tap, at) => (weights[at] === 1 ? widen(tap) : multiply16(widen(tap), constantVector16(weights[at]))))
      .reduce(add16);
    return multiplyFraction16(sum, constantVector16(fraction));
  };
  return narrow(half(widenLow), half(widenHigh));
}

/**
 * shrink23, shrink24, shrink33, shrink34(pixels, width, rows, between, out), by factor and channels: a sheet at a half
 * or a third of its size. `rows` are rows of the smaller sheet; `pixels` begin with the row before the first that
 * belongs to them and end with the row after the last. `between` has room for a row and 64 bytes.
 */
export const shrinks = ([2, 3] as const).flatMap((factor) =>
  ([3, 4] as const).map((channels) =>
    defineFunction(`shrink${factor}${channels}`, 5, ([pixels, width, rows, between, out], local) => {
      const [y, x, stride, smallStride, from, to] = Array.from({ length: 6 }, () => local('i32'));
      const taps = WEIGHTS[factor].map(() => local('v128'));
      // A row of `between` has its first pixel before it, and its last behind it.
      const rowStart = add(between.get, i32(channels));
      const down = sequence(
        ...taps.map((tap, at) => tap.set(loadVector(add(add(pixels.get, x.get), multiply(stride.get, i32(at)))))),
        storeVector(
          add(rowStart, x.get),
          weighted(
            factor,
            taps.map((tap) => tap.get),
          ),
        ),
      );
      const rim = Array.from({ length: channels }, (_, channel) =>
        sequence(
          store8(add(between.get, i32(channel)), load8(rowStart, channel)),
          store8(add(rowStart, stride.get), load8(add(between.get, stride.get), channel), channel),
        ),
      );
      const { lanes, count } = lanesOf(factor, channels);
      const across = sequence(
        ...taps.map((tap, at) => tap.set(gather(from, channels * at, lanes))),
        storeVector(
          add(out.get, to.get),
          weighted(
            factor,
            taps.map((tap) => tap.get),
          ),
        ),
        increase(from, i32(count * factor * channels)),
        increase(to, i32(count * channels)),
      );
      return sequence(
        stride.set(multiply(width.get, i32(channels))),
        smallStride.set(multiply(divide(width.get, i32(factor)), i32(channels))),
        countTo(
          y,
          rows.get,
          1,
          countTo(x, stride.get, 16, down),
          ...rim,
          from.set(between.get),
          to.set(i32(0)),
          whileTrue(isLess(to.get, smallStride.get), across),
          increase(out, smallStride.get),
          increase(pixels, multiply(stride.get, i32(factor))),
        ),
      );
    }),
  ),
);

/** Bytes of 32 that the first tap of as many pixels as fit takes. */
function lanesOf(factor: number, channels: number) {
  const count = Math.min(Math.floor(16 / channels), 1 + Math.floor((32 - channels) / (factor * channels)));
  const lanes = Array.from(
    { length: count * channels },
    (_, at) => Math.floor(at / channels) * factor * channels + (at % channels),
  );
  return { lanes, count };
}

function gather(from: Local, offset: number, lanes: readonly number[]): Bytes {
  return shuffle(loadVector(from.get, offset), loadVector(from.get, offset + 16), lanes);
}
