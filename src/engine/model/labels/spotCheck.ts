/** Clopper–Pearson bounds of an error rate: exact for a random sample, and on the safe side for a small population. */
export interface RateBounds {
  /** Observed rate, 0..1. */
  readonly rate: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Two-sided bounds of the rate behind `errors` among `checked` random images (Clopper & Pearson, Biometrika 1934).
 * @param confidence 0..1, of both sides together.
 */
export function rateBounds(errors: number, checked: number, confidence = 0.95): RateBounds {
  const tail = (1 - confidence) / 2;
  if (checked === 0) return { rate: 0, low: 0, high: 1 };
  return {
    rate: errors / checked,
    low: errors === 0 ? 0 : betaQuantile(tail, errors, checked - errors + 1),
    high: errors === checked ? 1 : betaQuantile(1 - tail, errors + 1, checked - errors),
  };
}

/** One-sided: with this confidence the error rate is not above the result. 0 of 50 at 0.95 gives 0.058. */
export function rateUpperBound(errors: number, checked: number, confidence = 0.95): number {
  return errors >= checked ? 1 : betaQuantile(confidence, errors + 1, checked - errors);
}

/** The x in 0..1 with I_x(a, b) = p, by bisection. */
function betaQuantile(p: number, a: number, b: number): number {
  let low = 0;
  let high = 1;
  for (let turn = 0; turn < 60; turn++) {
    const middle = (low + high) / 2;
    if (regularisedBeta(middle, a, b) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** I_x(a, b) by Lentz's continued fraction (Numerical Recipes, 6.4). */
function regularisedBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - regularisedBeta(1 - x, b, a);
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x)) / a;
  const floor = (value: number): number => (Math.abs(value) < 1e-300 ? 1e-300 : value);
  let c = 1;
  let d = 1 / floor(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m <= 500; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / floor(1 + even * d);
    c = floor(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / floor(1 + odd * d);
    c = floor(1 + odd / c);
    fraction *= d * c;
    if (Math.abs(d * c - 1) < 1e-14) break;
  }
  return front * fraction;
}

/** Lanczos approximation, g = 7, for x > 0. */
function logGamma(x: number): number {
  const coefficients = [
    0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
    12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
  ];
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const t = x + 6.5;
  let sum = coefficients[0];
  for (let i = 1; i < coefficients.length; i++) sum += coefficients[i] / (x - 1 + i);
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}
