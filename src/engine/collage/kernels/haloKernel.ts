import {
  add,
  countTo,
  defineFunction,
  i32,
  increase,
  isLess,
  multiply,
  subtract,
  when,
  whileTrue,
} from '../../wasm/code';
import { constantVector16, firstLanes, spreadLargest } from '../../wasm/lanes';
import {
  isAnySet,
  isGreater8,
  loadVector,
  max8,
  multiplyFraction16,
  narrow,
  splat8,
  storeVector,
  vectorAnd,
  vectorWithout,
  widenLow,
} from '../../wasm/vectors';
import { sequence, type Bytes } from '../../wasm/wasmModule';

/** JPEG codes colours in blocks of so many pixels (most often: two for one, each way). A vector is a block's row. */
const BLOCK = 16;

/** Of the largest difference in a block, the share below which there are halos: of real sheets at quality 60 to 90. */
const SHARE = 0.17;
const FRACTION = constantVector16(Math.round(SHARE * 32_768));

/**
 * clearHalos(map, width, rows): sets to 0, in each block of 16 x 16 differences from the paper, what is small beside the
 * block's largest. Up to 16 bytes behind the map are read and written back.
 */
export const clearHalos = defineFunction('clearHalos', 3, ([map, width, rows], local) => {
  const [top, bottom, y, x, at] = Array.from({ length: 5 }, () => local('i32'));
  const [inside, peak, limit, value] = Array.from({ length: 4 }, () => local('v128'));
  const eachRow = (...body: readonly Bytes[]): Bytes =>
    sequence(
      y.set(top.get),
      at.set(add(add(map.get, multiply(top.get, width.get)), x.get)),
      whileTrue(isLess(y.get, bottom.get), ...body, increase(at, width.get), increase(y, i32(1))),
    );
  const scaled = multiplyFraction16(widenLow(peak.get), FRACTION);
  const block = sequence(
    // The last block of a row goes on in the next row.
    inside.set(splat8(i32(255))),
    when(isLess(subtract(width.get, x.get), i32(BLOCK)), inside.set(firstLanes(subtract(width.get, x.get)))),
    peak.set(splat8(i32(0))),
    eachRow(peak.set(max8(peak.get, vectorAnd(loadVector(at.get), inside.get)))),
    when(
      isAnySet(peak.get),
      sequence(
        spreadLargest(peak),
        limit.set(vectorAnd(narrow(scaled, scaled), inside.get)),
        eachRow(
          value.set(loadVector(at.get)),
          storeVector(at.get, vectorWithout(value.get, isGreater8(limit.get, value.get))),
        ),
      ),
    ),
  );
  return countTo(
    top,
    rows.get,
    BLOCK,
    bottom.set(add(top.get, i32(BLOCK))),
    when(isLess(rows.get, bottom.get), bottom.set(rows.get)),
    countTo(x, width.get, BLOCK, block),
  );
});
