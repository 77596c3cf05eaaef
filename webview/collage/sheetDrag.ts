import type { Box } from '../../src/core/boxes';
import { resizeBox, rotateBox, toBox, type Handle, type Point } from '../../src/core/collage/partGeometry';
import {
  addPart,
  changeSelected,
  cutSelected,
  moveSelected,
  partAt,
  partsIn,
  select,
  type SheetParts,
} from '../../src/core/collage/sheetParts';
import type { SheetPart } from '../../src/core/collage/splitDecision';

/** Screen pixels that a hand trembles without meaning to drag. */
const tremble = 4;

/** A drag on a sheet, in its pixels, and the parts as they were before it. */
export type PartDrag = { readonly from: Point; to: Point; readonly before: SheetParts } & (
  { readonly kind: 'new' | 'band' | 'line' | 'move' | 'turn' } | { readonly kind: 'resize'; readonly handle: Handle }
);

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Whether the hand went further than it trembles; `scale` is screen pixels per pixel of the sheet. */
export function isMeant({ from, to }: { from: Point; to: Point }, scale: number): boolean {
  return Math.hypot(to.x - from.x, to.y - from.y) * scale >= tremble;
}

/** The parts as a drag would leave them on a sheet of this size. */
export function dragged(drag: PartDrag, sheet: Size): SheetParts {
  const { from, to, before } = drag;
  switch (drag.kind) {
    case 'move':
      return moveSelected(before, to.x - from.x, to.y - from.y, sheet);
    case 'resize':
      return changeSelected(before, (part) => resizeBox(part, drag.handle, to, sheet));
    case 'turn':
      return changeSelected(before, (part) => turnedTo(part, to));
    case 'new':
      return addPart(before, rectangle(from, to, sheet));
    case 'band':
      return select(before, [...before.selected, ...partsIn(before, rectangle(from, to))]);
    case 'line':
      return cutAlong(before, from, to);
  }
}

function turnedTo(part: SheetPart, to: Point): SheetPart {
  const { angle: _before, ...upright } = part;
  const at = toBox(to, upright);
  return rotateBox<SheetPart>(upright, Math.round((Math.atan2(at.y, at.x) * 180) / Math.PI + 90));
}

/** Cuts the part that a line crosses, where it crosses it, across the side that it is nearer to. */
function cutAlong(before: SheetParts, from: Point, to: Point): SheetParts {
  const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
  const part = partAt(before, middle, 0) ?? [...before.selected][0];
  if (!part) return before;
  const [a, b, m] = [toBox(from, part), toBox(to, part), toBox(middle, part)];
  const axis = Math.abs(b.x - a.x) < Math.abs(b.y - a.y) ? 'x' : 'y';
  const share = axis === 'x' ? m.x / part.width + 0.5 : m.y / part.height + 0.5;
  return share > 0 && share < 1 ? cutSelected(select(before, [part]), axis, share) : before;
}

function rectangle(a: Point, b: Point, sheet?: Size): Box {
  const clamp = (value: number, most: number | undefined): number =>
    most === undefined ? value : Math.max(0, Math.min(most, value));
  const [left, right] = [Math.min(a.x, b.x), Math.max(a.x, b.x)].map((x) => clamp(x, sheet?.width));
  const [top, bottom] = [Math.min(a.y, b.y), Math.max(a.y, b.y)].map((y) => clamp(y, sheet?.height));
  return { x: left, y: top, width: Math.max(2, right - left), height: Math.max(2, bottom - top) };
}
