import { seededRandom, shuffle } from '../model/head/random';

/**
 * At most `most` of the items 0 .. groups.length - 1, drawn at random within each group, every group with its share and
 * with one item at least where there is room. Sorted; the same for the same seed.
 */
export function stratifiedSample(groups: Int32Array, most: number, seed: number): Int32Array {
  const count = groups.length;
  if (count <= most) return Int32Array.from({ length: count }, (_, i) => i);
  const members = new Map<number, number[]>();
  groups.forEach((group, item) => {
    const known = members.get(group);
    if (known) known.push(item);
    else members.set(group, [item]);
  });
  const random = seededRandom(seed);
  const drawn: number[] = [];
  const left: number[] = [];
  for (const group of [...members.keys()].sort((a, b) => a - b)) {
    const own = shuffle(Int32Array.from(members.get(group) ?? []), random);
    const wanted = Math.max(1, Math.floor((own.length * most) / count));
    // One by one: a call takes no hundred thousand arguments.
    for (const row of own.subarray(0, wanted)) drawn.push(row);
    for (const row of own.subarray(wanted)) left.push(row);
  }
  for (const row of shuffle(Int32Array.from(left), random).subarray(0, Math.max(0, most - drawn.length)))
    drawn.push(row);
  // More groups than places: chance decides which are left out.
  return shuffle(Int32Array.from(drawn), random).slice(0, most).sort();
}
