import type { TensorShape } from './tensor';

/** Longer side of a thumbnail. */
export const thumbnailSide = 256;

/** Names everything that facts, thumbnails and tensors depend on; part of the cache's key. */
export function imagesVersion({ size, crop }: TensorShape): string {
  return `2-${thumbnailSide}-${size}-${crop}`;
}
