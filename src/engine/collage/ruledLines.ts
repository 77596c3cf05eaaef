import { heightOf, widthOf, type Extent } from '../../core/boxes';
import type { Content, Part } from './components';

/** A part is a table or frame only if its box takes this share of the sheet. */
const LEAST_SHARE = 0.2;

/** Share of the part's length that a ruled line covers. */
const COVER = 0.62;

/** Lines thicker than this are bars of a picture. */
const THICKEST = 12;

interface Band {
  readonly from: number;
  readonly to: number;
}

/** A stretch of line to erase, ends included. */
export type Line = Extent;

/** The ruled lines and frames of a sheet: parts that consist of long straight lines around other content. */
export function ruledLines(width: number, height: number, content: Content): Line[] {
  const lines: Line[] = [];
  content.parts.forEach((part) => {
    const across = widthOf(part);
    const down = heightOf(part);
    if (across * down < LEAST_SHARE * width * height || part.area > 0.45 * across * down) return;
    const { rows, columns } = projections(content, part);
    const flat = linesIn(rows, part.top, part.bottom, COVER * across);
    const upright = linesIn(columns, part.left, part.right, COVER * down);
    if (flat.length + upright.length < 3 || (flat.length < 2 && upright.length < 2)) return;
    for (const band of flat) lines.push({ left: part.left, right: part.right, top: band.from, bottom: band.to });
    for (const band of upright) lines.push({ left: band.from, right: band.to, top: part.top, bottom: part.bottom });
  });
  return lines;
}

export function eraseLines(map: Uint8Array, width: number, lines: readonly Line[]): void {
  for (const { left, right, top, bottom } of lines) {
    for (let y = top; y <= bottom; y++) map.fill(0, y * width + left, y * width + right + 1);
  }
}

/** Pixels of one part in each row and in each column of the sheet. */
function projections(content: Content, part: Part) {
  const rows = new Uint32Array(part.bottom + 2);
  const steps = new Int32Array(part.right + 3);
  content.visitRuns(part, (y, start, end) => {
    rows[y] += end - start + 1;
    steps[start]++;
    steps[end + 1]--;
  });
  const columns = new Uint32Array(part.right + 2);
  for (let x = part.left, sum = 0; x <= part.right; x++) columns[x] = sum += steps[x];
  return { rows, columns };
}

/** Bands of rows (or columns) so full that only a line explains them, with the soft pixels beside them. */
function linesIn(counts: Uint32Array, first: number, last: number, least: number): Band[] {
  const bands: Band[] = [];
  for (let at = first; at <= last; at++) {
    if (counts[at] < least) continue;
    const from = at;
    while (at < last && counts[at + 1] >= least) at++;
    if (at - from < THICKEST) bands.push({ from: Math.max(first, from - 2), to: Math.min(last, at + 2) });
  }
  return bands;
}
