import type { ProbabilityTable } from '../model/head/headInput';

/** So many images of the pile does the belief weigh that its classes are as common as among the labelled ones. */
const strength = 20;
const rounds = 60;

/**
 * How much more (or less) common each class is in the pile than among the labelled images, [columns], by expectation
 * maximisation on the class probabilities (Saerens, Latinne and Decaestecker, Neural Computation 2002), with a prior
 * that holds it back in a small pile. A probability times its factor, normalised over the row, is right for the pile.
 * @param shares of the columns among the labelled images, sum 1; a column with share 0 keeps factor 0.
 */
export function pileFactors(table: ProbabilityTable, rows: Int32Array, shares: Float64Array): Float64Array {
  const { width, values, columns } = table;
  let present = Float64Array.from(shares);
  const factors = Float64Array.from(shares, (share) => (share > 0 ? 1 : 0));
  for (let round = 0; round < rounds; round++) {
    const sums = Float64Array.from(shares, (share) => share * strength);
    for (const row of rows) {
      const at = row * width;
      let total = 0;
      for (let slot = 0; slot < width; slot++)
        total += values[at + slot] * factors[columns ? columns[at + slot] : slot];
      if (!(total > 0)) continue;
      for (let slot = 0; slot < width; slot++) {
        const column = columns ? columns[at + slot] : slot;
        sums[column] += (values[at + slot] * factors[column]) / total;
      }
    }
    const all = sums.reduce((sum, value) => sum + value, 0);
    const next = sums.map((sum) => sum / all);
    const moved = next.reduce((most, value, column) => Math.max(most, Math.abs(value - present[column])), 0);
    present = next;
    for (let column = 0; column < shares.length; column++)
      factors[column] = shares[column] > 0 ? present[column] / shares[column] : 0;
    if (moved < 1e-5) break;
  }
  return factors;
}

/** The most likely class (a column below `classes`) of one row and its probability under the factors; NaN without any. */
export function likeliest(
  { width, values, columns }: ProbabilityTable,
  row: number,
  classes: number,
  factors: Float64Array | undefined,
): { readonly column: number; readonly probability: number } {
  let total = 0;
  let best = -1;
  let most = -1;
  for (let slot = 0, at = row * width; slot < width; slot++, at++) {
    const column = columns ? columns[at] : slot;
    const weight = values[at] * (factors ? factors[column] : 1);
    total += weight;
    if (column < classes && weight > most) [best, most] = [column, weight];
  }
  return { column: best, probability: best >= 0 && total > 0 ? most / total : NaN };
}
