import { clampBox, type Box } from '../../core/boxes';
import type { Background } from './background';
import type { DeepPixels } from './deepPixels';
import { differenceFrom } from './difference';
import { rawSheet } from './loadSheet';
import { extract } from './pieces';

/** Differences from the paper below `CLEAR` vanish; up to `SOLID` they fade. */
const CLEAR = 14;
const SOLID = 48;

/** Cuts an upright box out of a sheet. */
export type PieceOf = (box: Box) => DeepPixels;

/**
 * Pieces with an alpha channel that is 0 where paper reaches in from the border of the piece: paper that content encloses
 * (the white of an eye) stays, also where the border of another box runs through it. `eight` are the pixels in 8 bits.
 */
export function clearedPieces(
  pixels: DeepPixels,
  eight: DeepPixels & { readonly data: Uint8Array },
  paper: Background,
): PieceOf {
  if (paper.kind === 'transparent') return (box) => extract(pixels, box);
  const map = differenceFrom(rawSheet(eight), paper);
  const low = Math.max(CLEAR, paper.noise * 4);
  return (box) => {
    const piece = withAlpha(extract(pixels, box));
    const area = clampBox(box, pixels);
    if (area) clearFromBorder(piece, { map, width: pixels.width, left: area.x, top: area.y }, low);
    return piece;
  };
}

function withAlpha(pixels: DeepPixels): DeepPixels {
  const { width, height, channels } = pixels;
  if (channels === 2 || channels === 4) return pixels;
  const out = channels === 1 ? 2 : 4;
  const deep = pixels.data instanceof Uint16Array;
  const data = deep ? new Uint16Array(width * height * out) : new Uint8Array(width * height * out);
  data.fill(deep ? 65_535 : 255);
  for (let p = 0; p < width * height; p++) {
    for (let c = 0; c < channels; c++) data[p * out + c] = pixels.data[p * channels + c];
  }
  return { data, width, height, channels: out };
}

/** How far the pixels of a sheet lie from its paper, and where on it a piece begins. */
interface Differences {
  readonly map: Uint8Array;
  readonly width: number;
  readonly left: number;
  readonly top: number;
}

function clearFromBorder(piece: DeepPixels, sheet: Differences, low: number): void {
  const { width, height, channels, data } = piece;
  const high = low + SOLID - CLEAR;
  const most = data instanceof Uint16Array ? 65_535 : 255;
  const differenceAt = (x: number, y: number) => sheet.map[(sheet.top + y) * sheet.width + sheet.left + x];
  const seen = new Uint8Array(width * height);
  const waiting: number[] = [];
  const reach = (x: number, y: number) => {
    if (x < 0 || y < 0 || x >= width || y >= height) return;
    const at = y * width + x;
    if (seen[at] === 1 || differenceAt(x, y) >= high) return;
    seen[at] = 1;
    waiting.push(at);
  };
  for (let x = 0; x < width; x++) {
    reach(x, 0);
    reach(x, height - 1);
  }
  for (let y = 0; y < height; y++) {
    reach(0, y);
    reach(width - 1, y);
  }
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    const x = at % width;
    const y = Math.floor(at / width);
    const difference = differenceAt(x, y);
    const share = Math.max(0, (difference - low) / (high - low));
    const alpha = at * channels + channels - 1;
    data[alpha] = Math.min(data[alpha], Math.round(share * most));
    if (difference > low) continue;
    reach(x - 1, y);
    reach(x + 1, y);
    reach(x, y - 1);
    reach(x, y + 1);
  }
}
