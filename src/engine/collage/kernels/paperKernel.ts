import {
  add,
  bitAnd,
  bitOr,
  choose,
  countTo,
  defineFunction,
  i32,
  increase,
  isAtMost,
  isLess,
  load32,
  load8,
  multiply,
  shiftLeft,
  shiftRight,
  store32,
  subtract,
  when,
  whileTrue,
  type Local,
} from '../../wasm/code';
import { sequence, type Bytes } from '../../wasm/wasmModule';

/**
 * The colours near a tile's paper: from the least red, green and blue (a byte each) up by at most so much (a byte each).
 */
export const RANGE = { least: 0, span: 3, bytes: 8 } as const;

/** What a tile's samples near its paper sum up to, u32 each: `squares` are of green, `jumps` of its steps. */
export const TILE = { near: 0, red: 1, green: 2, blue: 3, squares: 4, jumps: 5, pairs: 6, numbers: 8 } as const;

/**
 * paper(rows, width, height, channels, tile, step, colours, out): sums up for each tile the samples that are near its
 * paper (`RANGE`) in every channel. Every `step`-th pixel of a tile is a sample, each way, from its upper left on; `rows`
 * holds the rows that have some. `jumps` are squared steps of green between neighbouring samples that are both near.
 */
export const paper = defineFunction('paper', 8, ([rows, width, height, channels, tile, step, colours, out], local) => {
  const [y0, y1, x0, x1, y, row, at, end, stride, near, hasBefore, before] = Array.from({ length: 12 }, () =>
    local('i32'),
  );
  const values = Array.from({ length: 3 }, () => local('i32'));
  const lows = Array.from({ length: 3 }, () => local('i32'));
  const spans = Array.from({ length: 3 }, () => local('i32'));
  const sums = Array.from({ length: 3 }, () => local('i32'));
  const [squares, jumps, pairs, jump] = Array.from({ length: 4 }, () => local('i32'));
  const [, green] = values;
  // Below the least is far above as well: numbers have no sign.
  const isNear = values
    .map((value, channel) => isAtMost(subtract(value.get, lows[channel].get), spans[channel].get))
    .reduce((a, b) => bitAnd(a, b));
  const count = sequence(
    when(
      hasBefore.get,
      sequence(
        jump.set(subtract(green.get, before.get)),
        increase(jumps, multiply(jump.get, jump.get)),
        increase(pairs, i32(1)),
      ),
    ),
    before.set(green.get),
    hasBefore.set(i32(1)),
    increase(near, i32(1)),
    ...sums.map((sum, channel) => increase(sum, values[channel].get)),
    increase(squares, multiply(green.get, green.get)),
  );
  const sample = sequence(
    ...values.map((value, channel) => value.set(load8(at.get, channel))),
    when(isNear, count, hasBefore.set(i32(0))),
    increase(at, stride.get),
  );
  const pixel = (x: Local): Bytes => add(row.get, multiply(x.get, channels.get));
  const store = (number: number, value: Local): Bytes => store32(out.get, value.get, 4 * number);
  const oneTile = sequence(
    x1.set(least(width.get, add(x0.get, tile.get))),
    ...lows.map((low, channel) => low.set(load8(colours.get, RANGE.least + channel))),
    ...spans.map((span, channel) => span.set(load8(colours.get, RANGE.span + channel))),
    ...[near, ...sums, squares, jumps, pairs].map((sum) => sum.set(i32(0))),
    row.set(rows.get),
    y.set(y0.get),
    whileTrue(
      isLess(y.get, y1.get),
      hasBefore.set(i32(0)),
      at.set(pixel(x0)),
      end.set(pixel(x1)),
      whileTrue(isLess(at.get, end.get), sample),
      increase(row, multiply(width.get, channels.get)),
      increase(y, step.get),
    ),
    store(TILE.near, near),
    ...sums.map((sum, channel) => store(TILE.red + channel, sum)),
    store(TILE.squares, squares),
    store(TILE.jumps, jumps),
    store(TILE.pairs, pairs),
    increase(out, i32(4 * TILE.numbers)),
    increase(colours, i32(RANGE.bytes)),
    increase(x0, tile.get),
  );
  return sequence(
    stride.set(multiply(channels.get, step.get)),
    whileTrue(
      isLess(y0.get, height.get),
      y1.set(least(height.get, add(y0.get, tile.get))),
      x0.set(i32(0)),
      whileTrue(isLess(x0.get, width.get), oneTile),
      rows.set(row.get),
      increase(y0, tile.get),
    ),
  );
});

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
 * near(rows, count, width, channels, step, centre, reach, out): number and sums of red, green and blue (four u32) of
 * those samples that lie within `reach` of the centre (three bytes) in every channel.
 */
export const near = defineFunction('near', 8, ([rows, count, width, channels, step, centre, reach, out], local) => {
  const at = local('i32');
  const sums = Array.from({ length: 4 }, () => local('i32'));
  const isNear = [0, 1, 2]
    .map((channel) => {
      const apart = subtract(load8(at.get, channel), load8(centre.get, channel));
      return isAtMost(add(apart, reach.get), shiftLeft(reach.get, i32(1)));
    })
    .reduce((a, b) => bitAnd(a, b));
  const addUp = sums.map((sum, number) => increase(sum, number === 0 ? i32(1) : load8(at.get, number - 1)));
  return sequence(
    everySample({ rows, count, width, channels, step, at }, local, when(isNear, sequence(...addUp))),
    ...sums.map((sum, number) => store32(out.get, sum.get, 4 * number)),
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
