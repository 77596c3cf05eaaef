import { seededRandom, shuffle } from './random';

export interface Folds {
  /** Number of folds in use: at most the number of groups that hold a labelled image; 1 means no held-out fold. */
  readonly count: number;
  /** Fold of each image, int32 [n]. */
  readonly foldOf: Int32Array;
}

/**
 * Stratified folds over groups: images of one group (copies) share a fold, and each class is spread evenly. Groups go,
 * big ones first and in seeded order, to the fold with the fewest images of their class, then the fewest images.
 * Unlabelled images (label < 0) have folds too, so that a label given later does not reshuffle them.
 */
export function assignFolds(labels: Int32Array, groups: Int32Array, wanted: number, seed: number): Folds {
  const members = new Map<number, number[]>();
  for (let i = 0; i < groups.length; i++) {
    const group = members.get(groups[i]);
    if (group) group.push(i);
    else members.set(groups[i], [i]);
  }
  const lists = [...members.values()];
  const labelledGroups = lists.filter((rows) => rows.some((row) => labels[row] >= 0)).length;
  const count = Math.max(1, Math.min(wanted, labelledGroups));

  const random = seededRandom(seed);
  const order = Array.from(shuffle(Int32Array.from(lists.keys()), random));
  if (lists.length < labels.length) order.sort((left, right) => lists[right].length - lists[left].length);

  const foldOf = new Int32Array(labels.length);
  const sizes = new Float64Array(count);
  const perClass = new Map<number, Float64Array>();
  for (const index of order) {
    const rows = lists[index];
    const label = labels[rows.find((row) => labels[row] >= 0) ?? rows[0]];
    let filled = perClass.get(label);
    if (!filled) perClass.set(label, (filled = new Float64Array(count)));
    let best = 0;
    for (let fold = 1; fold < count; fold++)
      if (filled[fold] < filled[best] || (filled[fold] === filled[best] && sizes[fold] < sizes[best])) best = fold;
    filled[best] += rows.length;
    if (label >= 0) sizes[best] += rows.length;
    for (const row of rows) foldOf[row] = best;
  }
  return { count, foldOf };
}
