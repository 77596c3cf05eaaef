import { areaOf, boxOf, clampBox, padBox, scaleBox, type Box } from '../../core/boxes';
import type { Background } from './background';
import { BLACK_GAIN, blackFrom } from './darkPaper';
import type { RawSheet } from './rawSheet';
import type { Reading } from './sheetReader';
import { median, quantile } from './statistics';
import { rimOn } from './tighten';

/** Below this many pixels a sheet is read at its own size. */
export const COARSE_FROM = 500_000;

/** Fewer boxes are no plain sheet: one may be a block of pictures that is cut best at full size. */
export const LEAST_CLEAR = 4;

/** Pixels of the halved sheet: objects smaller than this, or nearer, may have lost what tells them apart. */
const LEAST_SIZE = 14;
const LEAST_GAP = 4;
const LEAST_SCORE = 0.8;
/** Boxes fuller than this may be two pictures whose gap was lost, unless all are of one size and far apart. */
const MOST_FILL = 0.6;
const MOST_UNEVEN = 1.35;

/** True when halving the sheet cannot have changed which objects there are: large, far apart, plainly a sheet. */
export function isClear({ boxes, plausibility = -1, fill = 1, isCut = false }: Reading): boolean {
  if (boxes.length < LEAST_CLEAR || boxes.length > 400 || plausibility < LEAST_SCORE) return false;
  const sizes = boxes.map((box) => Math.max(box.width, box.height));
  if (quantile(sizes, 0.1) < LEAST_SIZE) return false;
  if (fill > MOST_FILL && (isCut || !isEven(boxes))) return false;
  const gaps = boxes.map((box) => nearestGap(box, boxes));
  return quantile(gaps, 0.05) >= LEAST_GAP && median(gaps) >= LEAST_GAP * 1.5;
}

/** All of one size, far from that of two and the gap between them, and of a half. */
function isEven(boxes: readonly Box[]): boolean {
  const sizes = boxes.map((box) => Math.sqrt(areaOf(box)));
  const middle = median(sizes);
  return Math.max(...sizes) < MOST_UNEVEN * middle && Math.min(...sizes) > middle / MOST_UNEVEN;
}

function nearestGap(box: Box, boxes: readonly Box[]): number {
  let nearest = Infinity;
  for (const other of boxes) {
    if (other === box) continue;
    const across = Math.max(other.x - box.x - box.width, box.x - other.x - other.width);
    const down = Math.max(other.y - box.y - box.height, box.y - other.y - other.height);
    nearest = Math.min(nearest, Math.max(across, down));
  }
  return nearest;
}

/** A reading of the sheet at a fraction of its size: by how much it was shrunk. */
interface RoughReading extends Pick<Reading, 'map' | 'threshold'> {
  readonly factor: number;
}

/** A box of a shrunk sheet on the sheet itself, its sides found anew to the pixel. `paper` is that of the shrunk one. */
export function refineBox(sheet: RawSheet, paper: Background, box: Box, rough: RoughReading): Box {
  const { factor } = rough;
  const large = scaleBox(box, factor);
  if (large.angle) return large;
  const peak = peakIn(rough.map, Math.floor(sheet.width / factor), box);
  const threshold = Math.max(rough.threshold, rimOn(paper) * peak);
  // A third of the size has less grain than the sheet: there sides only move in, else specks would hold them out.
  const area = clampBox(factor === 2 ? padBox(large, 2) : large, sheet);
  if (!area) return large;
  const has = (x: number, y: number) => differs(sheet, paper, factor, x, y, threshold);
  let left = area.x;
  let top = area.y;
  let right = area.x + area.width - 1;
  let bottom = area.y + area.height - 1;
  const row = (y: number) => {
    for (let x = left; x <= right; x++) if (has(x, y)) return true;
    return false;
  };
  const column = (x: number) => {
    for (let y = top; y <= bottom; y++) if (has(x, y)) return true;
    return false;
  };
  const most = factor === 2 ? 4 : factor;
  for (let k = 0; k < most && top < bottom && !row(top); k++) top++;
  for (let k = 0; k < most && top < bottom && !row(bottom); k++) bottom--;
  for (let k = 0; k < most && left < right && !column(left); k++) left++;
  for (let k = 0; k < most && left < right && !column(right); k++) right--;
  return boxOf({ left, top, right, bottom });
}

function peakIn(map: Uint8Array, width: number, box: Box): number {
  let peak = 0;
  for (let y = box.y; y < box.y + box.height; y++) {
    for (let x = box.x; x < box.x + box.width; x++) peak = Math.max(peak, map[y * width + x]);
  }
  return peak;
}

function differs(sheet: RawSheet, paper: Background, factor: number, x: number, y: number, threshold: number): boolean {
  const { data, channels, width } = sheet;
  const i = (y * width + x) * channels;
  if (paper.kind === 'transparent') return data[i + 3] > threshold;
  const row = Math.min(paper.rows - 1, Math.floor(y / (factor * paper.tile)));
  const t = (row * paper.columns + Math.min(paper.columns - 1, Math.floor(x / (factor * paper.tile)))) * 3;
  const red = data[i] - paper.tiles[t];
  const green = data[i + 1] - paper.tiles[t + 1];
  const blue = data[i + 2] - paper.tiles[t + 2];
  const black = blackFrom(paper.tiles[t], paper.tiles[t + 1], paper.tiles[t + 2]);
  const most = Math.max(Math.abs(red), Math.abs(green), Math.abs(blue));
  return most * (red + green + blue < black ? BLACK_GAIN : 1) > threshold;
}
