import { xOf, yOf, type Axis, type CurvesFrame } from './curvesFrame';

/** A point for about every pixel is all that can be seen. */
const mostPoints = 1500;

export interface Point {
  readonly epoch: number;
  readonly value: number;
}

/**
 * The points of a curve that are drawn: all of a short one; of a long one the lowest and the highest of each stretch, so
 * that no spike is lost. NaN marks a gap.
 */
export function curvePoints(values: readonly number[]): Point[] {
  const all = (epoch: number): Point => ({ epoch, value: values[epoch] });
  if (values.length <= mostPoints) return values.map((_, epoch) => all(epoch));
  const points: Point[] = [];
  const stretches = mostPoints / 2;
  for (let i = 0; i < stretches; i++) {
    const first = Math.floor((i * values.length) / stretches);
    const end = Math.floor(((i + 1) * values.length) / stretches);
    let [low, high] = [-1, -1];
    for (let epoch = first; epoch < end; epoch++) {
      if (!Number.isFinite(values[epoch])) continue;
      if (low < 0 || values[epoch] < values[low]) low = epoch;
      if (high < 0 || values[epoch] > values[high]) high = epoch;
    }
    if (low < 0) points.push(all(first));
    else for (const epoch of new Set([Math.min(low, high), Math.max(low, high)])) points.push(all(epoch));
  }
  return points;
}

/** The `d` of a path through the points; gaps break it, and a point alone is a dot. */
export function curvePath(values: readonly number[], frame: CurvesFrame, axis: Axis): string {
  let path = '';
  let isDrawing = false;
  const points = curvePoints(values);
  points.forEach(({ epoch, value }, i) => {
    if (Number.isFinite(value)) {
      const place = `${xOf(epoch, frame)} ${yOf(value, frame, axis)}`;
      const isAlone = !isDrawing && !Number.isFinite(points[i + 1]?.value);
      path += isAlone ? `M${place}h0` : `${isDrawing ? 'L' : 'M'}${place}`;
    }
    isDrawing = Number.isFinite(value);
  });
  return path;
}
