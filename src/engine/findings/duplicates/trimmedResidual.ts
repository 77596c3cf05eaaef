/** Points that count; a watermark or a button covers less than the rest. */
const share = 0.8;
const rounds = 4;

/**
 * How much most of two patches, [points] each of mean 0 and length 1, differ, in standard deviations of the patch: the
 * root mean square of what the best straight line from one to the other leaves over at the four fifths of the points
 * that lie nearest to it (least trimmed squares by concentration steps: Rousseeuw and Van Driessen, 2006). A picture with
 * a mark laid over it agrees with the picture nearly perfectly beside the mark (0.02); two drawings of one sign differ
 * along every edge (0.05 and more).
 */
export function trimmedResidual(a: Float64Array, b: Float64Array): number {
  return Math.max(residualOf(a, b), residualOf(b, a));
}

function residualOf(from: Float64Array, to: Float64Array): number {
  const points = from.length;
  const kept = Math.floor(share * points);
  let chosen = Uint32Array.from({ length: points }, (_, i) => i);
  let squares = 0;
  for (let round = 0; round < rounds; round++) {
    const { slope, offset } = lineThrough(from, to, chosen);
    const residuals = Float64Array.from(from, (value, i) => (to[i] - slope * value - offset) ** 2);
    chosen = Uint32Array.from({ length: points }, (_, i) => i)
      .sort((i, j) => residuals[i] - residuals[j])
      .subarray(0, kept);
    squares = chosen.reduce((sum, i) => sum + residuals[i], 0);
  }
  // A patch of length 1 has a variance of 1 / points.
  return Math.sqrt((squares * points) / kept);
}

/** The least squares line through some points. */
function lineThrough(from: Float64Array, to: Float64Array, rows: Uint32Array): { slope: number; offset: number } {
  const n = rows.length;
  let x = 0;
  let y = 0;
  for (const i of rows) {
    x += from[i] / n;
    y += to[i] / n;
  }
  let covariance = 0;
  let variance = 0;
  for (const i of rows) {
    covariance += (from[i] - x) * (to[i] - y);
    variance += (from[i] - x) ** 2;
  }
  const slope = variance > 0 ? covariance / variance : 0;
  return { slope, offset: y - slope * x };
}
