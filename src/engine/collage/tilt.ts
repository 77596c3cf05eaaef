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
/** Share of a row just inside the rim that is content only where the picture is upright. */
const FULL = 0.9;

/**
 * The turned rectangle of a crooked photograph or card in `box`; undefined when its outline is no rectangle or is
 * straight. `map` is the difference from the paper, [height, width], content above `threshold`.
 */
export function tiltedBox(map: Uint8Array, width: number, box: Box, threshold: number): Box | undefined {
  if (Math.min(box.width, box.height) < LEAST_SIDE) return undefined;
  if (!isSolid(map, width, box, threshold) || isStraight(map, width, box, threshold)) return undefined;
  const hull = hullOf(map, width, box, threshold);
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

/** Full rows and columns just inside the rim are those of an upright picture. */
function isStraight(map: Uint8Array, width: number, box: Box, threshold: number): boolean {
  const first = box.y * width + box.x;
  const down = (box.height - 1) * width;
  const across = box.width - 1;
  return (
    isFull(map, first + width, 1, box.width, threshold) &&
    isFull(map, first + down - width, 1, box.width, threshold) &&
    isFull(map, first + 1, width, box.height, threshold) &&
    isFull(map, first + across - 1, width, box.height, threshold)
  );
}

function isFull(map: Uint8Array, from: number, step: number, count: number, threshold: number): boolean {
  let content = 0;
  for (let k = 0; k < count; k++) if (map[from + k * step] > threshold) content++;
  return content > FULL * count;
}

/** The convex hull of the content's pixels: their outermost corners on every line between two rows. */
function hullOf(map: Uint8Array, width: number, box: Box, threshold: number): Point[] {
  const lefts: Point[] = [];
  const rights: Point[] = [];
  const right = box.x + box.width;
  let leftAbove = Infinity;
  let rightAbove = -Infinity;
  for (let y = box.y; y <= box.y + box.height; y++) {
    let first = y < box.y + box.height ? box.x : right;
    let end = right;
    for (const row = y * width; first < end && map[row + first] <= threshold;) first++;
    for (const row = y * width; end > first && map[row + end - 1] <= threshold;) end--;
    const isEmpty = first === end;
    if (!isEmpty || leftAbove < Infinity) {
      extend(lefts, isEmpty ? leftAbove : Math.min(leftAbove, first), y, -1);
      extend(rights, isEmpty ? rightAbove : Math.max(rightAbove, end), y, 1);
    }
    leftAbove = isEmpty ? Infinity : first;
    rightAbove = isEmpty ? -Infinity : end;
  }
  return [...lefts, ...rights.reverse()];
}

/** Andrew's monotone chain, downwards; `side` is 1 for a chain that bulges to the right. */
function extend(chain: Point[], x: number, y: number, side: 1 | -1): void {
  while (chain.length > 1 && side * turn(chain[chain.length - 2], chain[chain.length - 1], x, y) <= 0) chain.pop();
  chain.push({ x, y });
}

function turn(a: Point, b: Point, x: number, y: number): number {
  return (b.x - a.x) * (y - a.y) - (b.y - a.y) * (x - a.x);
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
    let u0 = Infinity;
    let v0 = Infinity;
    let u1 = -Infinity;
    let v1 = -Infinity;
    for (const point of hull) {
      const u = point.x * cos + point.y * sin;
      const v = point.y * cos - point.x * sin;
      if (u < u0) u0 = u;
      if (u > u1) u1 = u;
      if (v < v0) v0 = v;
      if (v > v1) v1 = v;
    }
    const width = u1 - u0;
    const height = v1 - v0;
    if (width * height >= areaOf(best)) return;
    const u = u0 + width / 2;
    const v = v0 + height / 2;
    const x = u * cos - v * sin - width / 2;
    const y = u * sin + v * cos - height / 2;
    best = { x, y, width, height, angle: (angle * 180) / Math.PI };
  });
  return best;
}
