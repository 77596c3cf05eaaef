/** Indices of the `count` largest values, the earlier index first on a tie; in ascending order of index. */
export function selectLargest(values: readonly number[], count: number): number[] {
  if (count >= values.length) return [...values.keys()];
  if (count <= 0) return [];
  const limit = Float64Array.from(values).sort()[values.length - count];
  let ties = count;
  for (const value of values) if (value > limit) ties--;
  const chosen: number[] = [];
  for (let i = 0; i < values.length; i++) if (values[i] > limit || (values[i] === limit && ties-- > 0)) chosen.push(i);
  return chosen;
}
