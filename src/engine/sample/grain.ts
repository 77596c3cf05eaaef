import type { Random } from './random';

const size = 128;

/**
 * Adds film grain, paper-like mottling and a colour cast to RGB pixels in place ([height, width, 3] uint8).
 * The noise is a tile of its own for each image, laid with random offsets so that its repetition does not show.
 */
export function drawGrain(pixels: Uint8Array, width: number, height: number, random: Random): void {
  const fine = noiseTile(random);
  const coarse = smoothTile(noiseTile(random));
  const [grain, mottle] = [random.range(2, 13), random.range(1, 9)];
  const cast = [random.range(0.92, 1.06), random.range(0.95, 1.03), random.range(0.9, 1.08)];
  const lift = random.range(-2, 16);
  for (let y = 0, at = 0; y < height; y++) {
    const fineRow = (y % size) * size;
    const coarseRow = ((y >> 2) % size) * size;
    for (let x = 0; x < width; x++) {
      // The shift by bands of rows breaks up the tile's grid.
      const noise =
        fine[fineRow + ((x + (y >> 7) * 37) % size)] * grain + coarse[coarseRow + ((x >> 2) % size)] * mottle;
      for (let channel = 0; channel < 3; channel++, at++) pixels[at] = clamp(pixels[at] * cast[channel] + noise + lift);
    }
  }
}

function noiseTile(random: Random): Float32Array {
  return Float32Array.from({ length: size * size }, () => random.next() + random.next() - 1);
}

/** Box blur of radius 2, wrapping round, scaled back to about the same spread. */
function smoothTile(tile: Float32Array): Float32Array {
  const result = new Float32Array(tile.length);
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      let sum = 0;
      for (let dy = -2; dy <= 2; dy++)
        for (let dx = -2; dx <= 2; dx++) sum += tile[((y + dy + size) % size) * size + ((x + dx + size) % size)];
      result[y * size + x] = sum / 5;
    }
  return result;
}

function clamp(value: number): number {
  return value < 0 ? 0 : value > 255 ? 255 : value;
}
