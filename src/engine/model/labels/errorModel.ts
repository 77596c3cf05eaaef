export interface ErrorModelInput {
  /** Log odds of an error by the head, per bin. */
  readonly doubts: Float64Array;
  /** Images per bin: not reviewed, reviewed and right, reviewed and wrong. */
  readonly open: Float64Array;
  readonly right: Float64Array;
  readonly wrong: Float64Array;
  /** Errors expected among all before any review. */
  readonly expected: number;
}

export interface ErrorModel {
  /** Level and slope drawn from the posterior with two standard normal numbers. */
  draw(first: number, second: number): [level: number, slope: number];
}

/** Prior deviations of level (natural log odds) and slope (1: the head's doubt is calibrated up to a shift). */
const levelDeviation = 1.2;
const slopeDeviation = 0.35;

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** Level at which the model with slope 1 expects that many errors, by bisection. */
function priorLevel({ doubts, open, right, wrong, expected }: ErrorModelInput): number {
  let low = -20;
  let high = 20;
  for (let turn = 0; turn < 60; turn++) {
    const level = (low + high) / 2;
    let errors = 0;
    for (let bin = 0; bin < doubts.length; bin++)
      errors += (open[bin] + right[bin] + wrong[bin]) * sigmoid(level + doubts[bin]);
    if (errors < Math.max(0.5, expected)) low = level;
    else high = level;
  }
  return (low + high) / 2;
}

/** Bayesian logistic regression of "wrong" on the head's doubt with a Gaussian prior; Laplace approximation. */
export function fitErrorModel(input: ErrorModelInput): ErrorModel {
  const { doubts, right, wrong } = input;
  const start = priorLevel(input);
  const levelPrecision = 1 / levelDeviation ** 2;
  const slopePrecision = 1 / slopeDeviation ** 2;
  let level = start;
  let slope = 1;
  /** Hessian [[a, b], [b, c]]. */
  let [a, b, c] = [levelPrecision, 0, slopePrecision];
  for (let turn = 0; turn < 50; turn++) {
    let levelSlope = (level - start) * levelPrecision;
    let slopeSlope = (slope - 1) * slopePrecision;
    [a, b, c] = [levelPrecision, 0, slopePrecision];
    for (let bin = 0; bin < doubts.length; bin++) {
      const images = right[bin] + wrong[bin];
      if (images === 0) continue;
      const x = doubts[bin];
      const chance = sigmoid(level + slope * x);
      const residual = images * chance - wrong[bin];
      const weight = images * chance * (1 - chance);
      levelSlope += residual;
      slopeSlope += residual * x;
      a += weight;
      b += weight * x;
      c += weight * x * x;
    }
    const determinant = a * c - b * b;
    const levelStep = (c * levelSlope - b * slopeSlope) / determinant;
    const slopeStep = (a * slopeSlope - b * levelSlope) / determinant;
    // A bounded step keeps Newton's method from overshooting where the logistic curve is flat.
    const bound = Math.min(1, 1 / Math.max(Math.abs(levelStep), Math.abs(slopeStep), 1e-9));
    level -= bound * levelStep;
    slope -= bound * slopeStep;
    if (Math.abs(levelStep) + Math.abs(slopeStep) < 1e-9) break;
  }
  // Cholesky factor of the covariance, the inverse of the Hessian.
  const determinant = a * c - b * b;
  const root = Math.sqrt(c / determinant);
  const cross = -b / determinant / root;
  const rest = Math.sqrt(Math.max(0, a / determinant - cross * cross));
  return { draw: (first, second) => [level + root * first, Math.max(0.05, slope + cross * first + rest * second)] };
}
