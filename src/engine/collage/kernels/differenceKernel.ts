import {
  add,
  countTo,
  defineFunction,
  i32,
  increase,
  isLess,
  load16,
  multiply,
  when,
  whileTrue,
} from '../../wasm/code';
import {
  add16,
  addSaturated8,
  isGreater8,
  isLess16,
  loadSplat16,
  loadSplat8,
  max8,
  narrowSigned,
  splat8,
  storeVector,
  subtractSaturated8,
  vectorAnd,
  vectorOr,
  widenHigh,
  widenLow,
} from '../../wasm/vectors';
import { sequence, type Bytes } from '../../wasm/wasmModule';
import { loadChannels } from './loadChannels';

/** A tile's paper: red, green and blue in a byte each, and the sum of the three below which a pixel is black (u16). */
export const PAPER = { red: 0, green: 1, blue: 2, black: 4, bytes: 8 } as const;

/**
 * difference3 and difference4(pixels, out, width, rows, papers, tile, flat): the largest absolute difference over the
 * channels from the paper of each tile (a multiple of 16 wide; one row of tiles), 0 up to `flat`, twice as much for what
 * is black. Up to 64 bytes behind the pixels are read, up to 16 behind `out` are written.
 */
export const differences = ([3, 4] as const).map((channels) =>
  defineFunction(`difference${channels}`, 7, ([pixels, out, width, rows, papers, tile, flat], local) => {
    const [y, x, end, to, from, paper] = Array.from({ length: 6 }, () => local('i32'));
    const [red, green, blue, paperRed, paperGreen, paperBlue, most, black] = Array.from({ length: 8 }, () =>
      local('v128'),
    );
    const flatness = local('v128');
    const apart = (a: Bytes, b: Bytes): Bytes => vectorOr(subtractSaturated8(a, b), subtractSaturated8(b, a));
    const isBlack = (widen: (value: Bytes) => Bytes): Bytes =>
      isLess16(add16(add16(widen(red.get), widen(green.get)), widen(blue.get)), black.get);
    const sixteen = sequence(
      loadChannels(channels, from, [red, green, blue]),
      most.set(
        max8(max8(apart(red.get, paperRed.get), apart(green.get, paperGreen.get)), apart(blue.get, paperBlue.get)),
      ),
      most.set(vectorAnd(most.get, isGreater8(most.get, flatness.get))),
      when(
        load16(paper.get, PAPER.black),
        most.set(addSaturated8(most.get, vectorAnd(most.get, narrowSigned(isBlack(widenLow), isBlack(widenHigh))))),
      ),
      storeVector(to.get, most.get),
      increase(from, i32(16 * channels)),
      increase(to, i32(16)),
      increase(x, i32(16)),
    );
    const oneTile = sequence(
      paperRed.set(loadSplat8(paper.get, PAPER.red)),
      paperGreen.set(loadSplat8(paper.get, PAPER.green)),
      paperBlue.set(loadSplat8(paper.get, PAPER.blue)),
      black.set(loadSplat16(paper.get, PAPER.black)),
      increase(end, tile.get),
      whileTrue(isLess(x.get, end.get), when(isLess(x.get, width.get), sixteen, x.set(end.get))),
      increase(paper, i32(PAPER.bytes)),
    );
    return sequence(
      flatness.set(splat8(flat.get)),
      countTo(
        y,
        rows.get,
        1,
        x.set(i32(0)),
        end.set(i32(0)),
        paper.set(papers.get),
        from.set(add(pixels.get, multiply(multiply(y.get, width.get), i32(channels)))),
        to.set(add(out.get, multiply(y.get, width.get))),
        whileTrue(isLess(x.get, width.get), oneTile),
      ),
    );
  }),
);
