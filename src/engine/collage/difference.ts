import type { Background } from './background';
import { BLACK_GAIN, blackFrom } from './darkPaper';
import type { RawSheet } from './rawSheet';

/** Differences up to this are paper on every sheet, and 0 in the map. */
const FLAT = 6;

/**
 * How far each pixel lies from the paper, 0 to 255: the largest difference over the channels, or the alpha of a
 * transparent sheet. Black on dark paper counts more. Uint8 [height, width].
 */
export function differenceFrom(sheet: RawSheet, background: Background): Uint8Array {
  const { data, width, height, channels } = sheet;
  const out = new Uint8Array(width * height);
  if (background.kind === 'transparent') {
    for (let p = 0, i = 3; p < out.length; p++, i += 4) out[p] = data[i];
    return out;
  }
  const { tile, tiles, columns } = background;
  for (let y = 0; y < height; y++) {
    let t = Math.floor(y / tile) * columns * 3;
    for (let x0 = 0; x0 < width; x0 += tile, t += 3) {
      const r0 = tiles[t];
      const g0 = tiles[t + 1];
      const b0 = tiles[t + 2];
      const black = blackFrom(r0, g0, b0);
      const x1 = x0 + tile < width ? x0 + tile : width;
      let i = (y * width + x0) * channels;
      for (let p = y * width + x0, end = y * width + x1; p < end; p++, i += channels) {
        const r = data[i] - r0;
        const g = data[i + 1] - g0;
        const b = data[i + 2] - b0;
        // One unsigned comparison tests both sides; on clean paper this is all that happens.
        if ((r + FLAT) >>> 0 <= 2 * FLAT && (g + FLAT) >>> 0 <= 2 * FLAT && (b + FLAT) >>> 0 <= 2 * FLAT) continue;
        // Absolute values and maxima by arithmetic: on grainy paper branches are guessed wrong half the time.
        const ar = (r ^ (r >> 31)) - (r >> 31);
        const ag = (g ^ (g >> 31)) - (g >> 31);
        const ab = (b ^ (b >> 31)) - (b >> 31);
        const rg = ar - ((ar - ag) & ((ar - ag) >> 31));
        const most = rg - ((rg - ab) & ((rg - ab) >> 31));
        out[p] = r + g + b < black ? Math.min(255, most * BLACK_GAIN) : most;
      }
    }
  }
  return out;
}
