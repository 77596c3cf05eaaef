/** Corners of a lasso that are looked at; a hand does not draw finer. */
const mostCorners = 160;

/** A closed line, as pairs x, y. */
export type Lasso = readonly (readonly [x: number, y: number])[];

/** Points inside a closed line (even-odd rule), of those that are accepted. */
export function insideLasso(
  lasso: Lasso,
  x: Float32Array,
  y: Float32Array,
  accepts: (point: number) => boolean,
): number[] {
  const corners = thin(lasso);
  if (corners.length < 3) return [];
  const [left, right] = [Math.min(...corners.map((c) => c[0])), Math.max(...corners.map((c) => c[0]))];
  const [top, bottom] = [Math.min(...corners.map((c) => c[1])), Math.max(...corners.map((c) => c[1]))];
  const inside: number[] = [];
  for (let i = 0; i < x.length; i++)
    if (x[i] >= left && x[i] <= right && y[i] >= top && y[i] <= bottom && accepts(i) && holds(corners, x[i], y[i]))
      inside.push(i);
  return inside;
}

function holds(corners: Lasso, x: number, y: number): boolean {
  let isInside = false;
  for (let i = 0, j = corners.length - 1; i < corners.length; j = i++) {
    const [ax, ay] = corners[i];
    const [bx, by] = corners[j];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) isInside = !isInside;
  }
  return isInside;
}

function thin(lasso: Lasso): Lasso {
  if (lasso.length <= mostCorners) return lasso;
  return Array.from({ length: mostCorners }, (_, i) => lasso[Math.floor((i * lasso.length) / mostCorners)]);
}
