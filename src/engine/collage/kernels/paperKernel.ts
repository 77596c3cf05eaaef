import {
  add,
  addFloat,
  bitAnd,
  bitOr,
  choose,
  countTo,
  defineFunction,
  f64,
  i32,
  increase,
  isAtMost,
  isEqualFloat,
  isGreaterFloat,
  isLess,
  load32,
  load8,
  loadFloat32,
  loadFloat64,
  magnitude,
  multiply,
  multiplyFloat,
  shiftLeft,
  shiftRight,
  store32,
  storeFloat64,
  subtract,
  subtractFloat,
  toFloat,
  when,
  whileTrue,
  type Local,
} from '../../wasm/code';
import { sequence, type Bytes } from '../../wasm/wasmModule';

/** What a tile's samples near the expected colour sum up to: eight float64. Sums are of differences from it. */
export const TILE = {
  seen: 0,
  near: 1,
  red: 2,
  green: 3,
  blue: 4,
  squares: 5,
  jumps: 6,
  pairs: 7,
  numbers: 8,
} as const;

/**
 * paper(rows, width, height, channels, tile, step, around, out, reach): sums for each tile the samples within `reach`
 * (the address of a float64) of `around` ([tiles, 3] float32) in every channel. Every `step`-th pixel of a tile is a
 * sample, each way, from its upper left on; `rows` holds the rows that have some. `jumps` are squared steps of green
 * between neighbouring samples, `squares` those of green itself.
 */
export const paper = defineFunction(
  'paper',
  9,
  ([rows, width, height, channels, tile, step, around, out, reachAt], local) => {
    const [y0, y1, x0, x1, y, x, row, at, seen, near, pairs] = Array.from({ length: 11 }, () => local('i32'));
    const expected = Array.from({ length: 3 }, () => local('f64'));
    const differences = Array.from({ length: 3 }, () => local('f64'));
    const sums = Array.from({ length: 3 }, () => local('f64'));
    const [squares, jumps, before, jump, reach] = Array.from({ length: 5 }, () => local('f64'));
    const green = differences[1].get;
    const isFar = differences
      .map((difference) => isGreaterFloat(magnitude(difference.get), reach.get))
      .reduce((a, b) => bitOr(a, b));
    const count = sequence(
      jump.set(subtractFloat(green, before.get)),
      when(
        isEqualFloat(jump.get, jump.get),
        sequence(addTo(jumps, multiplyFloat(jump.get, jump.get)), increase(pairs, i32(1))),
      ),
      before.set(green),
      increase(near, i32(1)),
      ...sums.map((sum, channel) => addTo(sum, differences[channel].get)),
      addTo(squares, multiplyFloat(green, green)),
    );
    const sample = sequence(
      ...differences.map((difference, channel) =>
        difference.set(subtractFloat(toFloat(load8(at.get, channel)), expected[channel].get)),
      ),
      increase(seen, i32(1)),
      when(isFar, before.set(f64(NaN)), count),
      increase(x, step.get),
      increase(at, multiply(channels.get, step.get)),
    );
    const store = (number: number, value: Bytes): Bytes => storeFloat64(out.get, value, 8 * number);
    const oneTile = sequence(
      x1.set(least(width.get, add(x0.get, tile.get))),
      ...expected.map((value, channel) => value.set(loadFloat32(around.get, 4 * channel))),
      ...[seen, near, pairs].map((sum) => sum.set(i32(0))),
      ...[...sums, squares, jumps].map((sum) => sum.set(f64(0))),
      row.set(rows.get),
      y.set(y0.get),
      whileTrue(
        isLess(y.get, y1.get),
        before.set(f64(NaN)),
        x.set(x0.get),
        at.set(add(row.get, multiply(x0.get, channels.get))),
        whileTrue(isLess(x.get, x1.get), sample),
        increase(row, multiply(width.get, channels.get)),
        increase(y, step.get),
      ),
      store(TILE.seen, toFloat(seen.get)),
      store(TILE.near, toFloat(near.get)),
      ...sums.map((sum, channel) => store(TILE.red + channel, sum.get)),
      store(TILE.squares, squares.get),
      store(TILE.jumps, jumps.get),
      store(TILE.pairs, toFloat(pairs.get)),
      increase(out, i32(8 * TILE.numbers)),
      increase(around, i32(12)),
      increase(x0, tile.get),
    );
    return sequence(
      reach.set(loadFloat64(reachAt.get)),
      whileTrue(
        isLess(y0.get, height.get),
        y1.set(least(height.get, add(y0.get, tile.get))),
        x0.set(i32(0)),
        whileTrue(isLess(x0.get, width.get), oneTile),
        rows.set(row.get),
        increase(y0, tile.get),
      ),
    );
  },
);

/** votes(rows, count, width, channels, step, bins): counts every `step`-th pixel of `count` rows by its colour. */
export const votes = defineFunction('votes', 6, ([rows, count, width, channels, step, bins], local) => {
  const at = local('i32');
  const bin = local('i32');
  const level = (channel: number): Bytes => shiftRight(load8(at.get, channel), i32(4));
  return everySample(
    { rows, count, width, channels, step, at },
    local,
    sequence(
      bin.set(bitOr(bitOr(shiftLeft(level(0), i32(8)), shiftLeft(level(1), i32(4))), level(2))),
      bin.set(add(bins.get, shiftLeft(bin.get, i32(2)))),
      store32(bin.get, add(load32(bin.get), i32(1))),
    ),
  );
});

/**
 * near(rows, count, width, channels, step, centre, reach, out): number and sums of red, green and blue (four u32, added
 * to) of those samples that lie within `reach` of the centre (three bytes) in every channel.
 */
export const near = defineFunction('near', 8, ([rows, count, width, channels, step, centre, reach, out], local) => {
  const at = local('i32');
  const isNear = [0, 1, 2]
    .map((channel) => {
      const apart = subtract(load8(at.get, channel), load8(centre.get, channel));
      return isAtMost(add(apart, reach.get), shiftLeft(reach.get, i32(1)));
    })
    .reduce((a, b) => bitAnd(a, b));
  const addUp = (number: number, value: Bytes): Bytes =>
    store32(out.get, add(load32(out.get, 4 * number), value), 4 * number);
  return everySample(
    { rows, count, width, channels, step, at },
    local,
    when(isNear, sequence(addUp(0, i32(1)), ...[0, 1, 2].map((channel) => addUp(1 + channel, load8(at.get, channel))))),
  );
});

interface Samples {
  /** Address of the first row; moved on. */
  readonly rows: Local;
  readonly count: Local;
  readonly width: Local;
  readonly channels: Local;
  readonly step: Local;
  /** Set to the address of each sample. */
  readonly at: Local;
}

/** Does `body` for every `step`-th pixel of `count` rows. */
function everySample(
  { rows, count, width, channels, step, at }: Samples,
  local: (type: 'i32') => Local,
  body: Bytes,
): Bytes {
  const [y, x] = [local('i32'), local('i32')];
  return countTo(
    y,
    count.get,
    1,
    x.set(i32(0)),
    at.set(rows.get),
    whileTrue(isLess(x.get, width.get), body, increase(x, step.get), increase(at, multiply(step.get, channels.get))),
    increase(rows, multiply(width.get, channels.get)),
  );
}

function least(a: Bytes, b: Bytes): Bytes {
  return choose(isLess(a, b), a, b);
}

function addTo(sum: Local, value: Bytes): Bytes {
  return sum.set(addFloat(sum.get, value));
}
