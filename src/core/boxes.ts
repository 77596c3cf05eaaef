/** A rectangle in pixels of the upright image. With an angle it is turned about its centre, clockwise in degrees. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly angle?: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Smallest and largest coordinates, both inside the box: what a scan over pixels collects. */
export interface Extent {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export function widthOf({ left, right }: Extent): number {
  return right - left + 1;
}

export function heightOf({ top, bottom }: Extent): number {
  return bottom - top + 1;
}

export function boxOf(extent: Extent): Box {
  return {
    x: extent.left,
    y: extent.top,
    width: widthOf(extent),
    height: heightOf(extent),
  };
}

export function areaOf(box: Size): number {
  return box.width * box.height;
}

/** Area that two upright boxes share, in square pixels. */
function overlapOf(a: Box, b: Box): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return width > 0 && height > 0 ? width * height : 0;
}

/** Intersection over union of two upright boxes, 0 to 1. */
export function iouOf(a: Box, b: Box): number {
  const shared = overlapOf(a, b);
  return shared === 0 ? 0 : shared / (areaOf(a) + areaOf(b) - shared);
}

/** The smallest upright box around all of them; throws a RangeError when there are none. */
export function unionOf(boxes: readonly Box[]): Box {
  if (boxes.length === 0) throw new RangeError('No box to unite');
  const upright = boxes.map(uprightBounds);
  const x = Math.min(...upright.map((box) => box.x));
  const y = Math.min(...upright.map((box) => box.y));
  return {
    x,
    y,
    width: Math.max(...upright.map((box) => box.x + box.width)) - x,
    height: Math.max(...upright.map((box) => box.y + box.height)) - y,
  };
}

/** The upright rectangle around a box that may be turned, rounded outwards to whole pixels. */
export function uprightBounds(box: Box): Box {
  if (!box.angle) return { x: box.x, y: box.y, width: box.width, height: box.height };
  const turn = (box.angle * Math.PI) / 180;
  const cos = Math.abs(Math.cos(turn));
  const sin = Math.abs(Math.sin(turn));
  const width = box.width * cos + box.height * sin;
  const height = box.width * sin + box.height * cos;
  const x = Math.floor(box.x + (box.width - width) / 2 + 1e-6);
  const y = Math.floor(box.y + (box.height - height) / 2 + 1e-6);
  return {
    x,
    y,
    width: Math.ceil(box.x + (box.width + width) / 2 - 1e-6) - x,
    height: Math.ceil(box.y + (box.height + height) / 2 - 1e-6) - y,
  };
}

/** The part of an upright box that lies on the sheet, in whole pixels; undefined when none does. */
export function clampBox(box: Box, sheet: Size): Box | undefined {
  const left = Math.max(0, Math.round(box.x));
  const top = Math.max(0, Math.round(box.y));
  const right = Math.min(sheet.width, Math.round(box.x + box.width));
  const bottom = Math.min(sheet.height, Math.round(box.y + box.height));
  if (right <= left || bottom <= top) return undefined;
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** A box grown by `padding` pixels on every side; the angle is kept. */
export function padBox(box: Box, padding: number): Box {
  return {
    ...box,
    x: box.x - padding,
    y: box.y - padding,
    width: box.width + 2 * padding,
    height: box.height + 2 * padding,
  };
}

export function scaleBox(box: Box, scale: number): Box {
  return { ...box, x: box.x * scale, y: box.y * scale, width: box.width * scale, height: box.height * scale };
}

/** Drops every box of which at least `share` of its area lies in a larger one. */
export function resolveNested(boxes: readonly Box[], share = 0.8): Box[] {
  const bySize = boxes.map((box, at) => ({ box, at })).sort((a, b) => areaOf(b.box) - areaOf(a.box) || a.at - b.at);
  const kept: { box: Box; at: number }[] = [];
  for (const one of bySize) {
    const hidden = kept.some((other) => overlapOf(one.box, other.box) >= share * areaOf(one.box));
    if (!hidden) kept.push(one);
  }
  return kept.sort((a, b) => a.at - b.at).map((one) => one.box);
}

/** Cuts an upright box in two at `at` (pixels of the sheet) across x or y; throws when the line misses it. */
export function cutBox(box: Box, axis: 'x' | 'y', at: number): [Box, Box] {
  const start = axis === 'x' ? box.x : box.y;
  const length = axis === 'x' ? box.width : box.height;
  if (at <= start || at >= start + length) throw new RangeError('The line does not cross the box');
  const bounds = { x: box.x, y: box.y, width: box.width, height: box.height };
  return axis === 'x'
    ? [
        { ...bounds, width: at - start },
        { ...bounds, x: at, width: start + length - at },
      ]
    : [
        { ...bounds, height: at - start },
        { ...bounds, y: at, height: start + length - at },
      ];
}
