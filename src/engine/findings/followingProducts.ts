import { tileColumns, tileRows } from '../model/head/gemm';
import { roundUp, type Kernel } from '../model/head/kernel';

const blockRows = 64;

/**
 * Inner products of each vector of a list with those that follow it in the list, `most` of them at most. `vectors` is
 * [n, width] float32, `list` names rows of it. `visit` is called once per place in the list, in order, with a view that the
 * next call overwrites.
 */
export function eachFollowing(
  kernel: Kernel,
  vectors: Float32Array,
  width: number,
  list: Uint32Array,
  most: number,
  visit: (at: number, products: Float32Array) => void,
): void {
  const count = list.length;
  const padded = roundUp(count, tileColumns);
  const stride = Math.min(padded, roundUp(blockRows + most, tileColumns));
  const [block, columns, product] = kernel.reserve(blockRows * width, width * padded, blockRows * stride);
  list.forEach((row, at) => {
    for (let k = 0; k < width; k++) columns.view[k * padded + at] = vectors[row * width + k];
  });
  for (let from = 0; from < count; from += blockRows) {
    const to = Math.min(count, from + blockRows);
    for (let at = from; at < to; at++)
      block.view.set(vectors.subarray(list[at] * width, (list[at] + 1) * width), (at - from) * width);
    const met = roundUp(Math.min(count, to + most) - from, tileColumns);
    product.view.fill(0);
    kernel.gemm(
      ...([block.at, width * 4, 4, columns.at + from * 4, padded * 4] as const),
      ...([product.at, stride * 4, roundUp(to - from, tileRows), met, width] as const),
    );
    for (let at = from; at < to; at++) {
      const start = (at - from) * stride - from;
      visit(at, product.view.subarray(start + at + 1, start + Math.min(count, at + 1 + most)));
    }
  }
}
