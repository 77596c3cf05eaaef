import { TILE, type Background } from './background';
import type { RawSheet } from './rawSheet';

/**
 * How far each pixel lies from the paper, 0 to 255: the largest difference over the channels, or the alpha of a
 * transparent sheet. Uint8 [height, width].
 */
export function differenceFrom(sheet: RawSheet, background: Background): Uint8Array {
  const { data, width, height, channels } = sheet;
  const out = new Uint8Array(width * height);
  if (background.kind === 'transparent') {
    for (let p = 0, i = 3; p < out.length; p++, i += 4) out[p] = data[i]!;
    return out;
  }
  const { tiles, columns } = background;
  for (let y = 0; y < height; y++) {
    let t = Math.floor(y / TILE) * columns * 3;
    for (let x0 = 0; x0 < width; x0 += TILE, t += 3) {
      const r0 = tiles[t]!;
      const g0 = tiles[t + 1]!;
      const b0 = tiles[t + 2]!;
      const x1 = x0 + TILE < width ? x0 + TILE : width;
      let i = (y * width + x0) * channels;
      for (let p = y * width + x0, end = y * width + x1; p < end; p++, i += channels) {
        let r = data[i]! - r0;
        let g = data[i + 1]! - g0;
        let b = data[i + 2]! - b0;
        r = r < 0 ? -r : r;
        g = g < 0 ? -g : g;
        b = b < 0 ? -b : b;
        out[p] = r > g ? (r > b ? r : b) : g > b ? g : b;
      }
    }
  }
  return out;
}

/** Mean over 3x3 pixels, borders repeated: takes the grain off noisy paper. Uint8 [height, width]. */
export function blur3(map: Uint8Array, width: number, height: number): Uint8Array {
  const out = new Uint8Array(map.length);
  const column = new Uint16Array(width);
  for (let y = 0; y < height; y++) {
    const above = Math.max(0, y - 1) * width;
    const here = y * width;
    const below = Math.min(height - 1, y + 1) * width;
    for (let x = 0; x < width; x++) column[x] = map[above + x]! + map[here + x]! + map[below + x]!;
    let before = column[0]!;
    for (let x = 0; x < width; x++) {
      const after = column[x + 1 < width ? x + 1 : x]!;
      // 1/9 as a multiplication: (n * 7282) >> 16 is exact for sums up to 2295.
      out[here + x] = ((before + column[x]! + after) * 7282) >> 16;
      before = column[x]!;
    }
  }
  return out;
}
