import type { Random } from './random';
import { svg } from './svgCanvas';

export type Point = readonly [x: number, y: number];

/** Path data of straight lines through the points, closed. */
export function polygon(points: readonly Point[]): string {
  return `M${points.map(at).join('L')}Z`;
}

/** Path data of a smooth curve (Catmull-Rom as cubic Béziers) through the points. */
export function smooth(points: readonly Point[], closed = false): string {
  const count = points.length;
  const point = (index: number): Point =>
    closed ? points[(index + count) % count] : points[Math.min(Math.max(index, 0), count - 1)];
  let path = `M${at(point(0))}`;
  for (let i = 0; i < (closed ? count : count - 1); i++) {
    const [before, from, to, after] = [point(i - 1), point(i), point(i + 1), point(i + 2)];
    const first: Point = [from[0] + (to[0] - before[0]) / 6, from[1] + (to[1] - before[1]) / 6];
    const second: Point = [to[0] - (after[0] - from[0]) / 6, to[1] - (after[1] - from[1]) / 6];
    path += `C${at(first)} ${at(second)} ${at(to)}`;
  }
  return closed ? `${path}Z` : path;
}

/** A closed smooth outline around a centre; `wobble` 0..1 is the share by which radii vary. */
export function blob(random: Random, cx: number, cy: number, rx: number, ry: number, wobble = 0.15, knots = 9): string {
  const points = Array.from({ length: knots }, (_, i): Point => {
    const angle = (i / knots) * 2 * Math.PI;
    const radius = 1 + random.range(-wobble, wobble);
    return [cx + Math.cos(angle) * rx * radius, cy + Math.sin(angle) * ry * radius];
  });
  return smooth(points, true);
}

/** A wavy line from left to right as the upper edge of a shape that reaches down to `bottom`. */
export function ridge(random: Random, width: number, y: number, height: number, bottom: number, knots = 8): string {
  const points = Array.from({ length: knots + 1 }, (_, i): Point => [
    (i / knots) * width,
    y + random.range(-height, height),
  ]);
  return `${smooth(points)}L${at([width, bottom])}L${at([0, bottom])}Z`;
}

function at([x, y]: Point): string {
  return svg`${x} ${y}`;
}
