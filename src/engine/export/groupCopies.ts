/** Joins rows that are copies of one another, over all kinds of copies: int32 [rows], equal numbers for one group. */
export function joinGroups(rows: number, groups: Iterable<readonly number[]>): Int32Array {
  const parent = Int32Array.from({ length: rows }, (_, row) => row);
  const find = (row: number): number => {
    let root = row;
    while (parent[root] !== root) root = parent[root];
    while (parent[row] !== root) [parent[row], row] = [root, parent[row]];
    return root;
  };
  for (const [first, ...others] of groups)
    for (const row of others) {
      const [a, b] = [find(first), find(row)];
      parent[Math.max(a, b)] = Math.min(a, b);
    }
  return parent.map((_, row) => find(row));
}
