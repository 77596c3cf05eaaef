/** Points beside the middle one of a field. */
const reach = 1;

/**
 * How much two patches [side, side], each of mean 0 and length 1, differ in the field of 3 x 3 points where they differ
 * most, in standard deviations of the patch: what the best straight line from one to the other leaves over, averaged,
 * so that an edge a fraction of a point beside its place counts little and another word or figure counts fully.
 */
export function localDifference(a: Float64Array, b: Float64Array, side: number, correlation: number): number {
  const unit = side; // a patch of length 1 has a deviation of 1 / side
  let most = 0;
  for (let y = reach; y < side - reach; y++)
    for (let x = reach; x < side - reach; x++) {
      let sum = 0;
      for (let v = y - reach; v <= y + reach; v++)
        for (let i = v * side + x - reach; i <= v * side + x + reach; i++) sum += b[i] - correlation * a[i];
      most = Math.max(most, Math.abs(sum));
    }
  return (most * unit) / (2 * reach + 1) ** 2;
}
