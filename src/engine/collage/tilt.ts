import { areaOf, type Box } from '../../core/boxes';

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Smaller things have no edges to measure an angle by, in pixels. */
const LEAST_SIDE = 48;
/** Degrees below which turning costs more than it mends, and above which it is meant. */
const LEAST_ANGLE = 0.6;
const MOST_ANGLE = 20;
/** Share of the turned rectangle that the outline fills: photographs and cards, no blobs. */
const RECTANGULAR = 0.95;

/**
 * The turned rectangle of a crooked photograph or card in `box`; undefined when its outline is no rectangle or is
 * straight. `map` is the difference from the paper, [height, width], content above `threshold`.
 */
export function tiltedBox(map: Uint8Array, width: number, box: Box, threshold: number): Box | undefined {
  if (Math.min(box.width, box.height) < LEAST_SIDE) return undefined;
  if (!isSolid(map, width, box, threshold)) return undefined;
  const hull = convexHull(outline(map, width, box, threshold));
  const turned = hull.length >= 4 ? smallestRectangle(hull) : undefined;
  if (!turned?.angle || Math.abs(turned.angle) < LEAST_ANGLE || Math.abs(turned.angle) > MOST_ANGLE) return undefined;
  const filled = hullArea(hull) / areaOf(turned);
  const straight = hullArea(hull) / areaOf(box);
  return filled >= RECTANGULAR && filled > straight + 0.02 ? turned : undefined;
}

/** Most of an even sample of the box is content, as in any photograph on paper. */
function isSolid(map: Uint8Array, width: number, box: Box, threshold: number): boolean {
  let content = 0;
  for (let i = 0; i < 10; i++) {
    const y = box.y + Math.floor(((i + 0.5) * box.height) / 10);
    for (let j = 0; j < 10; j++) {
      const x = box.x + Math.floor(((j + 0.5) * box.width) / 10);
      if (map[y * width + x] > threshold) content++;
    }
  }
  return content >= 50;
}

/** Leftmost and rightmost content of every row, as pixel corners. */
function outline(map: Uint8Array, width: number, box: Box, threshold: number): Point[] {
  const points: Point[] = [];
  for (let y = box.y; y < box.y + box.height; y++) {
    let left = box.x;
    let right = box.x + box.width - 1;
    while (left <= right && map[y * width + left] <= threshold) left++;
    if (left > right) continue;
    while (map[y * width + right] <= threshold) right--;
    points.push({ x: left, y }, { x: left, y: y + 1 }, { x: right + 1, y }, { x: right + 1, y: y + 1 });
  }
  return points;
}

/** Andrew's monotone chain; counter-clockwise in mathematical axes. */
function convexHull(points: Point[]): Point[] {
  points.sort((a, b) => a.x - b.x || a.y - b.y);
  const half = (from: readonly Point[]) => {
    const chain: Point[] = [];
    for (const point of from) {
      while (chain.length > 1 && turn(chain[chain.length - 2], chain[chain.length - 1], point) <= 0) chain.pop();
      chain.push(point);
    }
    chain.pop();
    return chain;
  };
  return [...half(points), ...half([...points].reverse())];
}

function turn(a: Point, b: Point, c: Point): number {
  return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

function hullArea(hull: readonly Point[]): number {
  let twice = 0;
  hull.forEach((a, at) => {
    const b = hull[(at + 1) % hull.length];
    twice += a.x * b.y - b.x * a.y;
  });
  return Math.abs(twice) / 2;
}

/** The smallest rectangle around a hull has a side along one of its edges (Freeman and Shapira, 1975). */
function smallestRectangle(hull: readonly Point[]): Box {
  let best: Box = { x: 0, y: 0, width: Infinity, height: Infinity };
  hull.forEach((a, at) => {
    const b = hull[(at + 1) % hull.length];
    let angle = Math.atan2(b.y - a.y, b.x - a.x);
    angle -= Math.round(angle / (Math.PI / 2)) * (Math.PI / 2);
    const cos = Math.cos(angle);
    const sin = Math.sin(angle);
    const us = hull.map((point) => point.x * cos + point.y * sin);
    const vs = hull.map((point) => point.y * cos - point.x * sin);
    const u0 = Math.min(...us);
    const v0 = Math.min(...vs);
    const width = Math.max(...us) - u0;
    const height = Math.max(...vs) - v0;
    if (width * height >= areaOf(best)) return;
    const u = u0 + width / 2;
    const v = v0 + height / 2;
    const x = u * cos - v * sin - width / 2;
    const y = u * sin + v * cos - height / 2;
    best = { x, y, width, height, angle: (angle * 180) / Math.PI };
  });
  return best;
}
