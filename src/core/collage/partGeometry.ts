import { unionOf, uprightBounds, type Box, type Size } from '../boxes';
import type { SheetPart } from './splitDecision';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The eight handles, by the sides that they move. */
export const handles = ['nw', 'n', 'ne', 'e', 'se', 's', 'sw', 'w'] as const;
export type Handle = (typeof handles)[number];

/** A part is never made smaller than this, in pixels of the sheet. */
export const leastSide = 2;

/** Where a handle is, as a share of the box from its middle: -1 left or top, 1 right or bottom. */
export function handleSides(handle: Handle): Point {
  return {
    x: handle.includes('e') ? 1 : handle.includes('w') ? -1 : 0,
    y: handle.includes('s') ? 1 : handle.startsWith('n') ? -1 : 0,
  };
}

/** A point of the sheet in the axes of a box: from its middle, turned back by its angle. */
export function toBox({ x, y }: Point, box: Box): Point {
  const turn = (-(box.angle ?? 0) * Math.PI) / 180;
  const dx = x - (box.x + box.width / 2);
  const dy = y - (box.y + box.height / 2);
  return { x: dx * Math.cos(turn) - dy * Math.sin(turn), y: dx * Math.sin(turn) + dy * Math.cos(turn) };
}

/** The other way: a point in the axes of a box as a point of the sheet. */
export function fromBox({ x, y }: Point, box: Box): Point {
  const turn = ((box.angle ?? 0) * Math.PI) / 180;
  return {
    x: box.x + box.width / 2 + x * Math.cos(turn) - y * Math.sin(turn),
    y: box.y + box.height / 2 + x * Math.sin(turn) + y * Math.cos(turn),
  };
}

/** True when a point of the sheet lies in the box, or at most `slack` pixels beside it. */
export function isInside(point: Point, box: Box, slack = 0): boolean {
  const { x, y } = toBox(point, box);
  return Math.abs(x) <= box.width / 2 + slack && Math.abs(y) <= box.height / 2 + slack;
}

/** Moves a box as far as it stays on the sheet; one that hangs over comes no further in than it must. */
export function moveBox<B extends Box>(box: B, dx: number, dy: number, sheet: Size): B {
  const bounds = uprightBounds(box);
  const within = (by: number, low: number, high: number): number =>
    Math.max(Math.min(low, 0), Math.min(Math.max(high, 0), by));
  return {
    ...box,
    x: box.x + within(dx, -bounds.x, sheet.width - bounds.x - bounds.width),
    y: box.y + within(dy, -bounds.y, sheet.height - bounds.y - bounds.height),
  };
}

/** Moves the sides that a handle stands for to a point of the sheet; the opposite side stays where it is. */
export function resizeBox<B extends Box>(box: B, handle: Handle, to: Point, sheet: Size): B {
  const sides = handleSides(handle);
  const inside = { x: Math.max(0, Math.min(sheet.width, to.x)), y: Math.max(0, Math.min(sheet.height, to.y)) };
  const at = toBox(box.angle ? to : inside, box);
  const length = (side: number, from: number, half: number): number =>
    side === 0 ? half * 2 : Math.max(leastSide, side * from + half);
  const width = length(sides.x, at.x, box.width / 2);
  const height = length(sides.y, at.y, box.height / 2);
  const middle = fromBox({ x: (sides.x * (width - box.width)) / 2, y: (sides.y * (height - box.height)) / 2 }, box);
  return { ...box, x: middle.x - width / 2, y: middle.y - height / 2, width, height };
}

/** Turns a box about its middle, clockwise in degrees; the angle stays between -180 and 180. */
export function rotateBox<B extends Box>(box: B, degrees: number): B {
  const turned = (((((box.angle ?? 0) + degrees + 180) % 360) + 360) % 360) - 180;
  const angle = Math.round(turned * 100) / 100;
  const { angle: _before, ...upright } = box;
  return angle === 0 ? (upright as B) : { ...box, angle };
}

/** Cuts a box in two across its own width (`x`) or height (`y`); `share` 0 to 1 says where. The angle is kept. */
export function cutPart(part: SheetPart, axis: 'x' | 'y', share: number): [SheetPart, SheetPart] {
  const along = axis === 'x' ? part.width : part.height;
  const first = Math.max(leastSide, Math.min(along - leastSide, along * share));
  if (!(first >= leastSide) || along < 2 * leastSide) throw new RangeError('The box is too small to be cut');
  const piece = (length: number, offset: number): SheetPart => {
    const size = axis === 'x' ? { width: length, height: part.height } : { width: part.width, height: length };
    const middle = fromBox(axis === 'x' ? { x: offset, y: 0 } : { x: 0, y: offset }, part);
    return { ...part, ...size, x: middle.x - size.width / 2, y: middle.y - size.height / 2, byHand: true };
  };
  return [piece(first, (first - along) / 2), piece(along - first, first / 2)];
}

/** One upright box around all of them; the class is kept where they agree. */
export function mergeBoxes(parts: readonly SheetPart[]): SheetPart {
  const labels = new Set(parts.map(({ label }) => label));
  const [label] = labels;
  return { ...unionOf(parts), ...(labels.size === 1 && label !== undefined && { label }), byHand: true };
}

/** Coordinates to a tenth of a pixel: what a hand can mean, and shorter to keep. */
export function roundBox<B extends Box>(box: B): B {
  const tenth = (value: number): number => Math.round(value * 10) / 10;
  return { ...box, x: tenth(box.x), y: tenth(box.y), width: tenth(box.width), height: tenth(box.height) };
}
