import {
  add,
  bitAnd,
  bitOr,
  bitXor,
  choose,
  countTo,
  defineFunction,
  i32,
  increase,
  isAtLeast,
  isAtMost,
  isEqual,
  isGreater,
  isLess,
  load32,
  multiply,
  not,
  shiftLeft,
  shiftRight,
  store32,
  subtract,
  trailingZeros,
  when,
  whileTrue,
  type Local,
} from '../../wasm/code';
import { firstLanes, spreadLargest } from '../../wasm/lanes';
import { bitMask, extractLane8, isGreater8, loadVector, max8, splat8, vectorAnd } from '../../wasm/vectors';
import { sequence, type Bytes } from '../../wasm/wasmModule';

/** A run of content in a row: five u32, `start` and `end` are columns, ends included. */
export const RUN = { start: 0, end: 4, parent: 8, peak: 12, label: 16, bytes: 20 } as const;
/** A connected piece: six u32. */
export const PART = { left: 0, right: 4, top: 8, bottom: 12, area: 16, peak: 20, bytes: 24 } as const;

/**
 * scan(map, width, height, threshold, rows, runs): finds the runs above the threshold, row by row, joins those of
 * neighbouring rows that touch over edges and corners, and returns their number. `rows` gets the address of each row's
 * first run and of the end, height + 1 in all. 16 bytes behind the map are read.
 */
export const scan = defineFunction(
  'scan',
  6,
  ([map, width, height, threshold, rows, runs], local) => {
    const [y, x, row, run, mask, edges, inside, isOpen, start, at, above] = Array.from({ length: 11 }, () =>
      local('i32'),
    );
    const [first, other, a, b] = Array.from({ length: 4 }, () => local('i32'));
    const [limit, peak] = [local('v128'), local('v128')];
    const close = sequence(
      store32(run.get, start.get, RUN.start),
      store32(run.get, subtract(at.get, i32(1)), RUN.end),
      store32(run.get, run.get, RUN.parent),
      store32(run.get, largestIn(add(row.get, start.get), add(row.get, at.get), peak, [a, b]), RUN.peak),
      increase(run, i32(RUN.bytes)),
    );
    const turn = when(isOpen.get, sequence(close, isOpen.set(i32(0))), sequence(start.set(at.get), isOpen.set(i32(1))));
    const sixteen = sequence(
      mask.set(bitMask(isGreater8(loadVector(add(row.get, x.get)), limit.get))),
      when(
        isGreater(add(x.get, i32(16)), width.get),
        mask.set(bitAnd(mask.get, subtract(shiftLeft(i32(1), subtract(width.get, x.get)), i32(1)))),
      ),
      edges.set(bitAnd(bitXor(mask.get, bitOr(shiftLeft(mask.get, i32(1)), inside.get)), i32(0xffff))),
      inside.set(shiftRight(mask.get, i32(15))),
      whileTrue(
        edges.get,
        at.set(add(x.get, trailingZeros(edges.get))),
        edges.set(bitAnd(edges.get, subtract(edges.get, i32(1)))),
        turn,
      ),
    );
    const join = whileTrue(
      isLess(other.get, run.get),
      whileTrue(
        bitAnd(isLess(above.get, first.get), isLess(add(load32(above.get, RUN.end), i32(1)), load32(other.get))),
        increase(above, i32(RUN.bytes)),
      ),
      at.set(above.get),
      whileTrue(
        bitAnd(isLess(at.get, first.get), isAtMost(load32(at.get), add(load32(other.get, RUN.end), i32(1)))),
        findRoot(a, at),
        findRoot(b, other),
        when(isLess(a.get, b.get), store32(b.get, a.get, RUN.parent), store32(a.get, b.get, RUN.parent)),
        increase(at, i32(RUN.bytes)),
      ),
      increase(other, i32(RUN.bytes)),
    );
    return sequence(
      limit.set(splat8(threshold.get)),
      run.set(runs.get),
      first.set(runs.get),
      row.set(map.get),
      countTo(
        y,
        height.get,
        1,
        above.set(first.get),
        first.set(run.get),
        store32(add(rows.get, shiftLeft(y.get, i32(2))), first.get),
        inside.set(i32(0)),
        // One turn past a full row closes what is open.
        countTo(x, add(width.get, i32(1)), 16, sixteen),
        other.set(first.get),
        join,
        increase(row, width.get),
      ),
      store32(add(rows.get, shiftLeft(height.get, i32(2))), run.get),
      subtract(run.get, runs.get),
    );
  },
  true,
);

/** The root of `of`'s tree, on the way halving the path to it. */
function findRoot(root: Local, of: Local): Bytes {
  const parent = load32(root.get, RUN.parent);
  return sequence(
    root.set(of.get),
    whileTrue(
      not(isEqual(parent, root.get)),
      store32(root.get, load32(parent, RUN.parent), RUN.parent),
      root.set(parent),
    ),
  );
}

/** The largest byte of [from, to), which is not empty. */
function largestIn(from: Bytes, to: Bytes, peak: Local, [at, end]: readonly Local[]): Bytes {
  return sequence(
    at.set(from),
    end.set(to),
    peak.set(loadVector(at.get)),
    when(
      isLess(subtract(end.get, at.get), i32(16)),
      peak.set(vectorAnd(peak.get, firstLanes(subtract(end.get, at.get)))),
      sequence(
        increase(at, i32(16)),
        whileTrue(
          isAtMost(add(at.get, i32(16)), end.get),
          peak.set(max8(peak.get, loadVector(at.get))),
          increase(at, i32(16)),
        ),
        // The last sixteen, some of them again.
        peak.set(max8(peak.get, loadVector(subtract(end.get, i32(16))))),
      ),
    ),
    spreadLargest(peak),
    extractLane8(peak.get, 0),
  );
}

/** collect(rows, height, parts): the pieces that the scanned runs form, each run labelled; returns their number. */
export const collect = defineFunction(
  'collect',
  3,
  ([rows, height, parts], local) => {
    const [y, run, end, root, part, count, left, right] = Array.from({ length: 8 }, () => local('i32'));
    const length = add(subtract(right.get, left.get), i32(1));
    const create = sequence(
      part.set(add(parts.get, multiply(count.get, i32(PART.bytes)))),
      store32(run.get, count.get, RUN.label),
      increase(count, i32(1)),
      store32(part.get, left.get, PART.left),
      store32(part.get, right.get, PART.right),
      store32(part.get, y.get, PART.top),
      store32(part.get, length, PART.area),
      store32(part.get, load32(run.get, RUN.peak), PART.peak),
    );
    const keep = (value: Bytes, field: number, isBetter: (a: Bytes, b: Bytes) => Bytes): Bytes =>
      store32(part.get, choose(isBetter(value, load32(part.get, field)), value, load32(part.get, field)), field);
    const extend = sequence(
      store32(run.get, load32(root.get, RUN.label), RUN.label),
      part.set(add(parts.get, multiply(load32(root.get, RUN.label), i32(PART.bytes)))),
      keep(left.get, PART.left, isLess),
      keep(right.get, PART.right, isAtLeast),
      keep(load32(run.get, RUN.peak), PART.peak, isAtLeast),
      store32(part.get, add(load32(part.get, PART.area), length), PART.area),
    );
    return sequence(
      run.set(load32(rows.get)),
      countTo(
        y,
        height.get,
        1,
        end.set(load32(add(rows.get, shiftLeft(y.get, i32(2))), 4)),
        whileTrue(
          isLess(run.get, end.get),
          left.set(load32(run.get, RUN.start)),
          right.set(load32(run.get, RUN.end)),
          // A root is never after its runs, so it is labelled when they are reached.
          findRoot(root, run),
          when(isEqual(root.get, run.get), create, extend),
          store32(part.get, y.get, PART.bottom),
          increase(run, i32(RUN.bytes)),
        ),
      ),
      count.get,
    );
  },
  true,
);
