import type { Augmentation } from '../../../protocol/training';

/** What is done to one image: source = matrix * (x, y) around the centre, then every pixel times `brightness`. */
export interface Variation {
  /** xx, xy, yx, yy. */
  readonly matrix: readonly [number, number, number, number];
  readonly brightness: number;
}

const asItIs: Variation = { matrix: [1, 0, 0, 1], brightness: 1 };

export const noAugmentation: Augmentation = { shear: 0, zoom: 0, flip: false, brightness: 0 };

/** Draws a variation; always the same number of draws, so that one range does not change the others. */
export function drawVariation({ shear, zoom, flip, brightness }: Augmentation, random: () => number): Variation {
  const spread = (range: number): number => (2 * random() - 1) * range;
  const slant = Math.tan((spread(shear) * Math.PI) / 180);
  const scale = 1 / (1 + spread(zoom));
  const mirror = random() < 0.5 && flip ? -1 : 1;
  const light = 1 + spread(brightness);
  return { matrix: [mirror * scale, mirror * slant * scale, 0, scale], brightness: light };
}

/** Network input of a pixel value 0 to 255: -1 to 1. */
export const inputScale = 1 / 127.5;
export const inputOffset = -1;

/**
 * Writes one image as network input, in one resample: `pixels` [size, size, 3] uint8 to `out` from `at` on, float32
 * -1 to 1. Bilinear; beyond the edge the nearest pixel repeats.
 */
export function writeInput(
  pixels: Uint8Array,
  size: number,
  out: Float32Array,
  at: number,
  { matrix, brightness }: Variation = asItIs,
): void {
  const [xx, xy, yx, yy] = matrix;
  if (xx === 1 && yy === 1 && xy === 0 && yx === 0) {
    for (let i = 0; i < size * size * 3; i++) out[at + i] = toInput(pixels[i] * brightness);
    return;
  }
  const centre = (size - 1) / 2;
  const most = size - 1;
  for (let y = 0, to = at; y < size; y++)
    for (let x = 0; x < size; x++, to += 3) {
      const u = clamp(centre + xx * (x - centre) + xy * (y - centre), most);
      const v = clamp(centre + yx * (x - centre) + yy * (y - centre), most);
      const left = Math.floor(u);
      const top = Math.floor(v);
      const right = Math.min(most, left + 1);
      const a = u - left;
      const b = v - top;
      const row = top * size;
      const next = Math.min(most, top + 1) * size;
      for (let c = 0; c < 3; c++) {
        const above = pixels[(row + left) * 3 + c] * (1 - a) + pixels[(row + right) * 3 + c] * a;
        const below = pixels[(next + left) * 3 + c] * (1 - a) + pixels[(next + right) * 3 + c] * a;
        out[to + c] = toInput((above * (1 - b) + below * b) * brightness);
      }
    }
}

function toInput(value: number): number {
  return Math.min(255, value) * inputScale + inputOffset;
}

function clamp(value: number, most: number): number {
  return value < 0 ? 0 : value > most ? most : value;
}
