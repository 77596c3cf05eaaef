import { areaOf, boxOf, clampBox, padBox, scaleBox, type Box, type Extent } from '../../core/boxes';
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

/** A half is so many times a third. */
const GROWTH = 3 / 2;

/**
 * Whether a reduced sheet can be taken as read. `clear`: reducing it cannot have changed which objects there are, which are
 * large, far apart, plainly a sheet. `crowded`: not as read, nor as a larger reduced one would be.
 */
export type Clearness = 'clear' | 'unclear' | 'crowded';

export function clearnessOf({ boxes, plausibility = -1, fill = 1, isCut = false }: Reading): Clearness {
  if (boxes.length < LEAST_CLEAR || boxes.length > 400 || plausibility < LEAST_SCORE) return 'unclear';
  if (fill > MOST_FILL && (isCut || !isEven(boxes))) return 'crowded';
  const size = quantile(
    boxes.map((box) => Math.max(box.width, box.height)),
    0.1,
  );
  const gaps = boxes.map((box) => nearestGap(box, boxes));
  const room = Math.min(size / LEAST_SIZE, quantile(gaps, 0.05) / LEAST_GAP, median(gaps) / (LEAST_GAP * 1.5));
  return room >= 1 ? 'clear' : room * GROWTH >= 1 ? 'unclear' : 'crowded';
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
  let left = area.x;
  let top = area.y;
  let right = area.x + area.width - 1;
  let bottom = area.y + area.height - 1;
  const has = contentTest(sheet, paper, factor, threshold);
  const row = (y: number) => has({ left, right, top: y, bottom: y });
  const column = (x: number) => has({ left: x, right: x, top, bottom });
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
    for (let at = y * width + box.x, end = at + box.width; at < end; at++) if (map[at] > peak) peak = map[at];
  }
  return peak;
}

/** Tells whether some pixel of an area differs from the paper by more than the threshold: tile by tile of the paper. */
function contentTest(sheet: RawSheet, paper: Background, factor: number, threshold: number): (area: Extent) => boolean {
  const side = factor * paper.tile;
  return ({ left, right, top, bottom }) => {
    for (let y = top; y <= bottom;) {
      const row = Math.min(paper.rows - 1, Math.floor(y / side));
      // The last row of tiles has what the shrunk sheet left out, too.
      const lastY = row === paper.rows - 1 ? bottom : Math.min(bottom, (row + 1) * side - 1);
      for (let x = left; x <= right;) {
        const column = Math.min(paper.columns - 1, Math.floor(x / side));
        const lastX = column === paper.columns - 1 ? right : Math.min(right, (column + 1) * side - 1);
        const tile = row * paper.columns + column;
        if (hasContent(sheet, paper, tile, { left: x, right: lastX, top: y, bottom: lastY }, threshold)) return true;
        x = lastX + 1;
      }
      y = lastY + 1;
    }
    return false;
  };
}

/** The same for an area within one tile. */
function hasContent(sheet: RawSheet, paper: Background, tile: number, area: Extent, threshold: number): boolean {
  const { data, channels, width } = sheet;
  const isTransparent = paper.kind === 'transparent';
  const paperRed = paper.tiles[tile * 3];
  const paperGreen = paper.tiles[tile * 3 + 1];
  const paperBlue = paper.tiles[tile * 3 + 2];
  const black = blackFrom(paperRed, paperGreen, paperBlue);
  for (let y = area.top; y <= area.bottom; y++) {
    const end = (y * width + area.right) * channels;
    for (let i = (y * width + area.left) * channels; i <= end; i += channels) {
      if (isTransparent) {
        if (data[i + 3] > threshold) return true;
        continue;
      }
      const red = data[i] - paperRed;
      const green = data[i + 1] - paperGreen;
      const blue = data[i + 2] - paperBlue;
      const most = Math.max(Math.abs(red), Math.abs(green), Math.abs(blue));
      if (most * (red + green + blue < black ? BLACK_GAIN : 1) > threshold) return true;
    }
  }
  return false;
}
