import type { Box, Size } from '../../core/boxes';
import { median } from './statistics';

/** Equal cells over a sheet, in pixels. */
export interface EqualGrid {
  readonly rows: number;
  readonly columns: number;
  readonly cellWidth: number;
  readonly cellHeight: number;
  readonly offsetX: number;
  readonly offsetY: number;
  readonly gapX: number;
  readonly gapY: number;
}

interface Pitch {
  readonly start: number;
  readonly step: number;
  readonly count: number;
}

/** How far a middle may lie from its line, as a share of the pitch. */
const SLACK = 0.3;

/** Share of the boxes that may stand outside the cells. */
const STRAY = 0.06;

/** Share of the cells that must hold a box. */
const FILLED = 0.6;

/** Recognises boxes that stand in equal cells; undefined when they do not. Needs at least two rows or two columns. */
export function equalGridOf(boxes: readonly Box[], sheet: Size): EqualGrid | undefined {
  if (boxes.length < 4) return undefined;
  const across = pitchOf(
    boxes.map((box) => box.x + box.width / 2),
    median(boxes.map((box) => box.width)),
    sheet.width,
  );
  const down = pitchOf(
    boxes.map((box) => box.y + box.height / 2),
    median(boxes.map((box) => box.height)),
    sheet.height,
  );
  if (!across || !down || boxes.length < FILLED * across.count * down.count) return undefined;
  if (boxes.length > across.count * down.count) return undefined;
  return {
    rows: down.count,
    columns: across.count,
    cellWidth: across.step,
    cellHeight: down.step,
    offsetX: across.start - across.step / 2,
    offsetY: down.start - down.step / 2,
    gapX: 0,
    gapY: 0,
  };
}

/** Fits equally spaced lines through the middles; a single line takes `size` plus some room for its pitch. */
function pitchOf(middles: readonly number[], size: number, limit: number): Pitch | undefined {
  const sorted = [...middles].sort((a, b) => a - b);
  const lines: number[][] = [];
  for (const at of sorted) {
    const line = lines.at(-1);
    if (line && at - line[0] < size * 0.6) line.push(at);
    else lines.push([at]);
  }
  const centres = lines.map((line) => median(line));
  if (centres.length === 1) return { start: centres[0], step: Math.min(limit, size * 1.1), count: 1 };
  const step = median(centres.slice(1).map((at, i) => at - centres[i]));
  const places = centres.map((at) => Math.round((at - centres[0]) / step));
  const count = places[places.length - 1] + 1;
  const exact = (centres[centres.length - 1] - centres[0]) / (count - 1);
  const off = sorted.filter((at) => {
    const place = (at - centres[0]) / exact;
    return Math.abs(place - Math.round(place)) > SLACK;
  });
  return off.length > STRAY * sorted.length ? undefined : { start: centres[0], step: exact, count };
}
