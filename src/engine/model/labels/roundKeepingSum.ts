/** Rounds to integers whose sum is the rounded sum, by moving those that rounding changed most. Values >= 0. */
export function roundKeepingSum(values: readonly number[]): number[] {
  const rounded = values.map((value) => Math.round(value));
  const sum = Math.round(values.reduce((total, value) => total + value, 0));
  let missing = sum - rounded.reduce((total, value) => total + value, 0);
  const order = [...values.keys()].sort(
    (left, right) => rounded[left] - values[left] - (rounded[right] - values[right]),
  );
  if (missing < 0) order.reverse();
  const step = Math.sign(missing);
  for (let turn = 0; missing !== 0; turn++, missing -= step) rounded[order[turn % order.length]] += step;
  return rounded;
}
