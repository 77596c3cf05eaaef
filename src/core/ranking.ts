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

/** Rows in the product's default order: lowest margin first, ties by row, so that equal scores keep a stable order. */
export function orderByMargin(margins: Float32Array): Int32Array {
  return Int32Array.from(margins.keys()).sort((left, right) => margins[left] - margins[right] || left - right);
}
