/** A group around its representative, which every member was compared with. */
export interface StarGroup {
  readonly representative: number;
  /** Members without the representative, ascending. */
  readonly members: readonly number[];
  /** The least similarity of a member to the representative. */
  readonly similarity: number;
}

export interface Edge {
  readonly i: number;
  readonly j: number;
  readonly similarity: number;
}

/**
 * Groups images so that each is alike to its group's representative, not merely to some other member: chains (A like
 * B, B like C) do not join what is not alike. The image with the most edges comes first, of equals the lower row.
 * `compare` judges a pair that no edge tells of; undefined when they are not alike.
 */
export function starGroups(edges: readonly Edge[], compare: (i: number, j: number) => number | undefined): StarGroup[] {
  const neighbours = new Map<number, Map<number, number>>();
  const link = (i: number, j: number, similarity: number): void => {
    const known = neighbours.get(i) ?? new Map<number, number>();
    known.set(j, similarity);
    neighbours.set(i, known);
  };
  for (const { i, j, similarity } of edges) {
    link(i, j, similarity);
    link(j, i, similarity);
  }
  const order = [...neighbours.keys()].sort((a, b) => neighbours.get(b)!.size - neighbours.get(a)!.size || a - b);
  const taken = new Set<number>();
  const groups: StarGroup[] = [];
  for (const representative of order) {
    if (taken.has(representative)) continue;
    taken.add(representative);
    const members = gather(representative, neighbours, taken, compare);
    if (members.size === 0) continue;
    for (const member of members.keys()) taken.add(member);
    groups.push({
      representative,
      members: [...members.keys()].sort((a, b) => a - b),
      similarity: Math.min(...members.values()),
    });
  }
  return groups;
}

/** Walks outwards from the representative over members only; who is reached by a chain is compared with it directly. */
function gather(
  representative: number,
  neighbours: ReadonlyMap<number, ReadonlyMap<number, number>>,
  taken: ReadonlySet<number>,
  compare: (i: number, j: number) => number | undefined,
): Map<number, number> {
  const direct = neighbours.get(representative)!;
  const members = new Map<number, number>();
  const refused = new Set<number>();
  const queue = [representative];
  for (let at = 0; at < queue.length; at++)
    for (const row of neighbours.get(queue[at])!.keys()) {
      if (taken.has(row) || members.has(row) || refused.has(row)) continue;
      const similarity = direct.get(row) ?? compare(representative, row);
      if (similarity === undefined) refused.add(row);
      else {
        members.set(row, similarity);
        queue.push(row);
      }
    }
  return members;
}
