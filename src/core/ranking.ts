/**
 * Scores of one image from its class probabilities and its given label. Low margin and high loss mean suspicious.
 * Formulas: Northcutt et al., Confident Learning (JAIR 2021); margins range over [-1, 1].
 */

/** Probability floor of the loss, so that it stays finite: -ln 1e-12 is about 27.6. */
export const smallestProbability = 1e-12;

/** Probability of the given label minus that of the best other class, -1..1; below 0 the model disagrees. */
export function marginOf(given: number, bestOther: number): number {
  return given - bestOther;
}

/** Cross-entropy of one image, -ln p(given label), 0..27.6 nats. Orders as cleanlab's self-confidence does. */
export function lossOf(given: number): number {
  return -Math.log(Math.min(1, Math.max(given, smallestProbability)));
}

/** cleanlab's normalized margin: (margin + 1) / 2, 0..1, 0 = surely wrong. */
export function normalizedMargin(margin: number): number {
  return (margin + 1) / 2;
}

/** Entropy of a distribution divided by that of the even one, 0 (certain) .. 1; `probabilities` [k] sum to 1. */
export function normalizedEntropy(probabilities: ArrayLike<number>): number {
  if (probabilities.length < 2) return 0;
  let entropy = 0;
  for (let k = 0; k < probabilities.length; k++) {
    const p = probabilities[k];
    if (p > 0) entropy -= p * Math.log(p);
  }
  return Math.min(1, Math.max(0, entropy / Math.log(probabilities.length)));
}

/** Index of the largest value; the first on a tie, -1 when empty. */
export function argMax(values: ArrayLike<number>, from = 0, to = values.length): number {
  let best = from < to ? from : -1;
  for (let k = from + 1; k < to; k++) if (values[k] > values[best]) best = k;
  return best === -1 ? -1 : best - from;
}

/** Rows in the product's default order: lowest margin first, ties by row, so that equal scores keep a stable order. */
export function orderByMargin(margins: Float32Array): Int32Array {
  return Int32Array.from(margins.keys()).sort((left, right) => margins[left] - margins[right] || left - right);
}
