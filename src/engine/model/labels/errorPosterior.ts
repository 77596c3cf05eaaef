export interface ReviewCounts {
  /** Log odds of an error by the head, per bin, ascending. */
  readonly doubts: Float64Array;
  /** Images per bin: not reviewed, reviewed and right, reviewed and wrong. */
  readonly open: Float64Array;
  readonly right: Float64Array;
  readonly wrong: Float64Array;
  /** Errors expected among all before any review. */
  readonly expected: number;
}

/** One possible relation of doubt and error, with its probability. */
export interface ErrorCurve {
  readonly weight: number;
  /** Mean and variance of the number of errors among the images not reviewed. */
  readonly mean: number;
  readonly variance: number;
}

/** Slopes around 1 to 2: a head that trains on wrong labels doubts right ones as well, so errors follow doubt steeply. */
const slopes = [0.5, 0.7, 0.85, 1, 1.2, 1.4, 1.7, 2, 2.4, 2.9, 3.5];
const usualSlope = 1.1;
const slopeDeviation = 0.6;
const levelStep = 0.4;
const levels = Array.from({ length: 60 }, (_, i) => -16 + i * levelStep);
/** Deviation of the logarithm of the true number of errors from that of the expected one. */
const totalDeviation = 0.6;

/**
 * How the chance of an error may depend on the head's doubt: logistic curves on a grid of levels and slopes, weighed by
 * the review and by priors on the slope and on the total number of errors (the joint matrix's, within a factor of two).
 */
export function errorCurves({ doubts, open, right, wrong, expected }: ReviewCounts): ErrorCurve[] {
  const used = Array.from(doubts.keys()).filter((bin) => open[bin] + right[bin] + wrong[bin] > 0);
  const curves: { fit: number; mean: number; variance: number }[] = [];
  for (const slope of slopes)
    for (const level of levels) {
      let fit = -0.5 * (Math.log(slope / usualSlope) / slopeDeviation) ** 2;
      let mean = 0;
      let variance = 0;
      let total = 0;
      for (const bin of used) {
        const odds = level + slope * doubts[bin];
        const chance = 1 / (1 + Math.exp(-odds));
        mean += open[bin] * chance;
        variance += open[bin] * chance * (1 - chance);
        total += (open[bin] + right[bin] + wrong[bin]) * chance;
        // ln of the chance of an error, and of none.
        const error = odds > -30 ? -Math.log1p(Math.exp(-odds)) : odds;
        fit += wrong[bin] * error + right[bin] * (error - odds);
      }
      fit -= 0.5 * (Math.log((total + 0.5) / (expected + 0.5)) / totalDeviation) ** 2;
      curves.push({ fit, mean, variance });
    }
  const best = curves.reduce((most, { fit }) => Math.max(most, fit), -Infinity);
  const likely = curves.filter(({ fit }) => fit > best - 12);
  const sum = likely.reduce((all, { fit }) => all + Math.exp(fit - best), 0);
  return likely.map(({ fit, mean, variance }) => ({ weight: Math.exp(fit - best) / sum, mean, variance }));
}
