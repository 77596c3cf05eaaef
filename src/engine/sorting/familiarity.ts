import type { Kernel } from '../model/head/kernel';
import { seededRandom, shuffle } from '../model/head/random';
import { eachCosines, type VectorRows } from '../model/head/unitProducts';

/** Distances are means over so many nearest labelled images. */
const neighbours = 3;
/** More labelled images than this are represented by an even draw from each class. */
const mostReferences = 2048;
/** Fewer labelled images than this have no distances that could be called usual. */
const fewest = 12;
/** Edges of the p-values by which images are compared in groups; the far tail finely. */
const edges = [0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 1];
/** An image counts as unknown when it is likelier strange than not. */
const leastFamiliar = 0.5;
/** Beyond so many deviations of the (logarithms of) usual distances an image is unknown, however rare that is. */
const farOut = 3.5;
/** Without a surplus of far images by so many deviations and this share of the pile, nothing is called strange for it. */
const surplus = 3;
const surplusShare = 0.03;
/** A class's usual distance is drawn towards the common one as if by so many images. */
const steadying = 5;
/** Pseudo-images of each group, so that a small pile does not look strange by chance. */
const weight = 2;

export interface FamiliarityInput {
  readonly kernel: Kernel;
  readonly vectors: Float32Array;
  readonly width: number;
  /** Class of each row, -1 where it is not known; [n]. */
  readonly labels: Int32Array;
  /** Rows with the same number are copies, or were labelled at once because they look alike; [n]. */
  readonly groups: Int32Array;
  /** Rows to judge, and the class that the head takes each for. */
  readonly pile: Int32Array;
  readonly predicted: Int32Array;
}

export interface Familiarity {
  /** Probability that an image is of the kinds that were labelled, 0..1, [pile]. */
  readonly known: Float32Array;
  /** 1 where it is far from every class, [pile]. */
  readonly unknown: Uint8Array;
}

/**
 * Which images of a pile are far from every class. Their mean cosine distance to the nearest labelled images, over what
 * is usual in the predicted class, is compared with that of labelled images to the others of their own class. As in Efron's two-groups model (Large-Scale
 * Inference, 2010), a share of the pile is taken to be of the known kinds (Storey's estimate) and the surplus at a
 * distance to be strange: in a pile like the labelled images hardly any is unknown.
 */
export function familiarity({
  kernel,
  vectors,
  width,
  labels,
  groups,
  pile,
  predicted,
}: FamiliarityInput): Familiarity {
  const rows = references(labels);
  const known = new Float32Array(pile.length).fill(1);
  const unknown = new Uint8Array(pile.length);
  const of = (some: Int32Array): VectorRows => ({ vectors, width, rows: some });
  const own: { label: number; distance: number }[] = [];
  eachCosines(kernel, of(rows), of(rows), (i, cosines) => {
    const [row, label, group] = [rows[i], labels[rows[i]], groups[rows[i]]];
    const distance = meanDistance(cosines, (at) => {
      return rows[at] !== row && labels[rows[at]] === label && groups[rows[at]] !== group;
    });
    if (distance !== undefined) own.push({ label, distance });
  });
  if (own.length < fewest) return { known, unknown };
  const scales = usualDistances(own);
  const usual = Float64Array.from(own, ({ label, distance }) => distance / scaleOf(scales, label)).sort();
  const limit = farLimit(usual);
  const distances = new Float64Array(pile.length);
  const p = new Float64Array(pile.length);
  eachCosines(kernel, of(pile), of(rows), (i, cosines) => {
    distances[i] = (meanDistance(cosines, () => true) ?? 2) / scaleOf(scales, predicted[i]);
    p[i] = shareAbove(usual, distances[i]);
  });
  const chances = chancesByGroup(p);
  for (let i = 0; i < pile.length; i++) {
    known[i] = chances[groupOf(p[i])];
    if (distances[i] > limit) known[i] = Math.min(known[i], 0.25);
    unknown[i] = known[i] < leastFamiliar ? 1 : 0;
  }
  return { known, unknown };
}

/** Labelled rows, at most `mostReferences`, the same number of each class as far as there are so many. */
function references(labels: Int32Array): Int32Array {
  const byClass = new Map<number, number[]>();
  labels.forEach((label, row) => {
    if (label < 0) return;
    const list = byClass.get(label);
    if (list) list.push(row);
    else byClass.set(label, [row]);
  });
  const each = Math.max(neighbours + 1, Math.floor(mostReferences / Math.max(1, byClass.size)));
  const random = seededRandom(11);
  const chosen = [...byClass.values()].flatMap((list) => [
    ...shuffle(Int32Array.from(list), random).subarray(0, each).sort(),
  ]);
  return Int32Array.from(chosen);
}

interface Scales {
  readonly all: number;
  readonly byClass: ReadonlyMap<number, number>;
}

/** Median distance within each class, drawn towards that of all classes where there are few images. */
function usualDistances(own: readonly { label: number; distance: number }[]): Scales {
  const lists = new Map<number, number[]>();
  for (const { label, distance } of own) {
    const list = lists.get(label);
    if (list) list.push(distance);
    else lists.set(label, [distance]);
  }
  const median = (values: number[]): number => Math.max(1e-4, values.sort((a, b) => a - b)[values.length >> 1]);
  const all = median(own.map(({ distance }) => distance));
  const byClass = [...lists].map(([label, list]): [number, number] => {
    const own = Math.log(median(list)) * list.length;
    return [label, Math.exp((own + Math.log(all) * steadying) / (list.length + steadying))];
  });
  return { all, byClass: new Map(byClass) };
}

function scaleOf({ all, byClass }: Scales, label: number): number {
  return byClass.get(label) ?? all;
}

function meanDistance(cosines: Float32Array, counts: (at: number) => boolean): number | undefined {
  const best = new Float64Array(neighbours).fill(-Infinity);
  let found = 0;
  for (let at = 0; at < cosines.length; at++) {
    if (cosines[at] <= best[neighbours - 1] || !counts(at)) continue;
    found++;
    let place = neighbours - 1;
    for (; place > 0 && best[place - 1] < cosines[at]; place--) best[place] = best[place - 1];
    best[place] = cosines[at];
  }
  const used = Math.min(found, neighbours);
  if (used === 0) return undefined;
  let sum = 0;
  for (let place = 0; place < used; place++) sum += 1 - best[place];
  return Math.max(0, sum / used);
}

/** Beyond it no usual distance is expected: logarithms are about normal; quartiles stand for the deviation. */
function farLimit(usual: Float64Array): number {
  const at = (share: number): number => Math.log(Math.max(1e-4, usual[Math.round(share * (usual.length - 1))]));
  const deviation = Math.max(0.05, (at(0.75) - at(0.25)) / 1.349);
  return Math.exp(at(0.5) + farOut * deviation);
}

/** Share of the usual distances that are at least as large, counting the new one itself (conformal p-value). */
function shareAbove(usual: Float64Array, distance: number): number {
  let low = 0;
  let high = usual.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (usual[middle] < distance) low = middle + 1;
    else high = middle;
  }
  return (usual.length - low + 1) / (usual.length + 1);
}

function groupOf(p: number): number {
  let group = 0;
  while (group < edges.length - 2 && p > edges[group + 1]) group++;
  return group;
}

/** Chance of being of a known kind in each group of p-values, never falling as p rises. */
function chancesByGroup(p: Float64Array): Float64Array {
  const seen = new Float64Array(edges.length - 1);
  for (const value of p) seen[groupOf(value)]++;
  const tail = edges.indexOf(0.2);
  const far = seen.subarray(0, tail).reduce((sum, count) => sum + count, 0);
  const farExpected = 0.2 * p.length;
  if (far < farExpected + surplus * Math.sqrt(farExpected) + surplusShare * p.length) return seen.fill(1);
  const upper = seen[edges.length - 2] / (1 - edges[edges.length - 2]);
  const usual = Math.min(p.length, upper);
  const chances = seen.map((count, group) => {
    const expected = usual * (edges[group + 1] - edges[group]);
    return Math.min(1, (expected + weight) / (count + weight));
  });
  for (let group = chances.length - 2; group >= 0; group--)
    chances[group] = Math.min(chances[group], chances[group + 1]);
  return chances;
}
