import { findingBits } from '../../core/findings/findingWords';
import type { ImageSet } from './imageSet';

/** Quartiles are widened by this many interquartile ranges before a size is odd (CleanVision). */
const oddReach = 3;

/** Bits of facts that are no problem by themselves, by index: grey, of odd size, turned by EXIF, CMYK, animated. */
export function pictureBits(images: ImageSet): Uint32Array {
  const bits = new Uint32Array(images.count);
  const { low, high } = usualSides(images);
  for (let i = 0; i < images.count; i++) {
    const side = sideOf(images, i);
    bits[i] =
      (images.has(i, 'colourless') ? findingBits.greyscale : 0) |
      (side < low || side > high ? findingBits['odd-size'] : 0) |
      (images.has(i, 'turned') ? findingBits.turned : 0) |
      (images.loaderFactsOf(i).colour.model === 'cmyk' ? findingBits.cmyk : 0) |
      (images.has(i, 'animated') ? findingBits.animated : 0) |
      (images.has(i, 'transparent') ? findingBits.transparent : 0);
  }
  return bits;
}

/** Square root of the pixels: the side that a square of as many would have. */
function sideOf({ columns }: ImageSet, i: number): number {
  return Math.sqrt(columns.width[i] * columns.height[i]);
}

function usualSides(images: ImageSet): { low: number; high: number } {
  const sides = Float64Array.from({ length: images.count }, (_, i) => sideOf(images, i)).sort();
  const at = (share: number): number => sides[Math.floor((sides.length - 1) * share)] ?? 0;
  const range = at(0.75) - at(0.25);
  return { low: at(0.25) - oddReach * range, high: at(0.75) + oddReach * range };
}
