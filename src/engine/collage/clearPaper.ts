import { clampBox, uprightBounds, type Box } from '../../core/boxes';
import type { Background } from './background';
import type { DeepPixels } from './deepPixels';
import { differenceFrom } from './difference';
import { rawSheet } from './loadSheet';

/** Differences from the paper below `CLEAR` vanish; up to `SOLID` they fade. */
const CLEAR = 14;
const SOLID = 48;

/**
 * The sheet with an alpha channel that is 0 where paper reaches in from the border of a box: paper that content
 * encloses (the white of an eye) stays. `eight` are the same pixels in 8 bits.
 */
export function clearPaper(
  pixels: DeepPixels,
  eight: DeepPixels & { readonly data: Uint8Array },
  paper: Background,
  boxes: readonly Box[],
): DeepPixels {
  if (paper.kind === 'transparent') return pixels;
  const out = withAlpha(pixels);
  const map = differenceFrom(rawSheet(eight), paper);
  const low = Math.max(CLEAR, paper.noise * 4);
  const high = low + SOLID - CLEAR;
  for (const box of boxes) {
    const area = clampBox(uprightBounds(box), pixels);
    if (area) clearFromBorder(out, map, area, low, high);
  }
  return out;
}

function withAlpha(pixels: DeepPixels): DeepPixels {
  const { width, height, channels } = pixels;
  if (channels === 2 || channels === 4) return { ...pixels, data: pixels.data.slice() };
  const out = channels === 1 ? 2 : 4;
  const deep = pixels.data instanceof Uint16Array;
  const data = deep ? new Uint16Array(width * height * out) : new Uint8Array(width * height * out);
  data.fill(deep ? 65_535 : 255);
  for (let p = 0; p < width * height; p++) {
    for (let c = 0; c < channels; c++) data[p * out + c] = pixels.data[p * channels + c];
  }
  return { data, width, height, channels: out };
}

function clearFromBorder(out: DeepPixels, map: Uint8Array, area: Box, low: number, high: number): void {
  const { width, channels } = out;
  const most = out.data instanceof Uint16Array ? 65_535 : 255;
  const right = area.x + area.width - 1;
  const bottom = area.y + area.height - 1;
  const seen = new Uint8Array(area.width * area.height);
  const waiting: number[] = [];
  const reach = (x: number, y: number) => {
    if (x < area.x || y < area.y || x > right || y > bottom) return;
    const at = (y - area.y) * area.width + x - area.x;
    if (seen[at] === 1 || map[y * width + x] >= high) return;
    seen[at] = 1;
    waiting.push(at);
  };
  for (let x = area.x; x <= right; x++) {
    reach(x, area.y);
    reach(x, bottom);
  }
  for (let y = area.y; y <= bottom; y++) {
    reach(area.x, y);
    reach(right, y);
  }
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    const x = area.x + (at % area.width);
    const y = area.y + Math.floor(at / area.width);
    const difference = map[y * width + x];
    const share = Math.max(0, (difference - low) / (high - low));
    out.data[(y * width + x) * channels + channels - 1] = Math.round(share * most);
    if (difference > low) continue;
    reach(x - 1, y);
    reach(x + 1, y);
    reach(x, y - 1);
    reach(x, y + 1);
  }
}
