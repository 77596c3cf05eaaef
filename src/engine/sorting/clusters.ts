import type { Kernel } from '../model/head/kernel';
import { seededRandom, shuffle } from '../model/head/random';
import { eachCosines, fillUnit, type VectorRows } from '../model/head/unitProducts';

export interface ClusterInput {
  readonly kernel: Kernel;
  /** [n, d] float32, and d. */
  readonly embeddings: Float32Array;
  readonly d: number;
  /** Rows to cluster. */
  readonly rows: Int32Array;
  /** Rows with the same number have the same content; [n]. */
  readonly groups: Int32Array;
  /** Clusters wanted; 0: by the number of rows. */
  readonly count: number;
  readonly seed: number;
}

export interface Clusters {
  readonly clusters: readonly Cluster[];
  /** Rows drawn at random, whatever their cluster: one for every five of the clusters' representatives or so. */
  readonly random: Int32Array;
}

export interface Cluster {
  /** All its rows, the most typical first; a near-copy follows the row that it copies. */
  readonly rows: Int32Array;
  /** A few rows to show: the most typical, then each time the one least like those shown. No two are near-copies. */
  readonly representatives: Int32Array;
  /** Near-copies among its rows, which no representative is. */
  readonly copies: number;
}

const rounds = 25;
/** The centres are found on so many rows, then all rows are given to them. */
const mostSample = 8192;
const shown = 8;
/** Cosine from which two images are near-copies: that of different photographs is below 0.95, of copies above 0.99. */
const nearCopy = 0.98;

/** Clusters of about this many rows, between these limits: few enough to look at, small enough to be of one kind. */
const usualSize = 25;
const fewestClusters = 10;
const mostClusters = 120;

/**
 * Spherical k-means (Dhillon and Modha, Machine Learning 2001) from k-means++ centres, on centred embeddings. The same
 * input and seed give the same clusters. Larger clusters come first.
 */
export function clusterImages(input: ClusterInput): Clusters {
  const { kernel, d, rows, seed } = input;
  const wanted = input.count > 0 ? input.count : Math.round(rows.length / usualSize);
  const k = Math.min(rows.length, input.count > 0 ? wanted : Math.min(mostClusters, Math.max(fewestClusters, wanted)));
  const random = seededRandom(seed + 1);
  if (rows.length === 0) return { clusters: [], random: new Int32Array(0) };
  const vectors = centred(input);
  const all: VectorRows = { vectors, width: d, rows: Int32Array.from(rows.keys()) };
  const sample = { ...all, rows: shuffle(Int32Array.from(all.rows), random).subarray(0, mostSample).sort() };
  const centres = findCentres(kernel, sample, k, random);
  const members: { index: number; cosine: number }[][] = Array.from({ length: k }, () => []);
  eachCosines(kernel, all, centres, (index, cosines) => {
    const { at, cosine } = largest(cosines);
    members[at].push({ index, cosine });
  });
  const clusters = members
    .filter((list) => list.length > 0)
    .map((list) => describe(input, vectors, list))
    .sort((a, b) => b.rows.length - a.rows.length || a.rows[0] - b.rows[0]);
  const strays = Math.ceil(clusters.reduce((sum, { representatives }) => sum + representatives.length, 0) / 4);
  return { clusters, random: shuffle(Int32Array.from(rows), random).slice(0, strays) };
}

/** Unit embeddings of the rows less their mean, [rows, d]: what all share says nothing. */
function centred({ embeddings, d, rows }: ClusterInput): Float32Array {
  const vectors = new Float32Array(rows.length * d);
  const source = { vectors: embeddings, width: d, rows };
  const mean = new Float64Array(d);
  rows.forEach((row, i) => {
    fillUnit(source, row, vectors, i * d);
    for (let k = 0; k < d; k++) mean[k] += vectors[i * d + k] / rows.length;
  });
  for (let i = 0; i < rows.length; i++) for (let k = 0; k < d; k++) vectors[i * d + k] -= mean[k];
  return vectors;
}

function findCentres(kernel: Kernel, sample: VectorRows, k: number, random: () => number): VectorRows {
  const { width, rows } = sample;
  const centres: VectorRows = {
    vectors: new Float32Array(k * width),
    width,
    rows: Int32Array.from({ length: k }, (_, i) => i),
  };
  seedCentres(kernel, sample, centres, random);
  const cluster = new Int32Array(rows.length).fill(-1);
  const unit = new Float32Array(width);
  for (let round = 0; round < rounds; round++) {
    let moved = 0;
    const sums = new Float64Array(k * width);
    eachCosines(kernel, sample, centres, (i, cosines) => {
      const { at } = largest(cosines);
      if (cluster[i] !== at) moved++;
      cluster[i] = at;
      fillUnit(sample, rows[i], unit, 0);
      for (let j = 0; j < width; j++) sums[at * width + j] += unit[j];
    });
    // A centre that lost all its rows keeps its place.
    for (let at = 0; at < k; at++)
      if (sums.subarray(at * width, (at + 1) * width).some((value) => value !== 0))
        for (let j = 0; j < width; j++) centres.vectors[at * width + j] = sums[at * width + j];
    if (moved < rows.length / 1000) break;
  }
  return centres;
}

/** k-means++ (Arthur and Vassilvitskii, 2007): each centre far from those before it, by chance. */
function seedCentres(kernel: Kernel, sample: VectorRows, centres: VectorRows, random: () => number): void {
  const { width, rows } = sample;
  const distances = new Float64Array(rows.length).fill(Infinity);
  let next = Math.floor(random() * rows.length);
  for (let k = 0; k < centres.rows.length; k++) {
    fillUnit(sample, rows[next], centres.vectors, k * width);
    eachCosines(kernel, sample, { ...centres, rows: Int32Array.of(k) }, (i, cosines) => {
      distances[i] = Math.min(distances[i], Math.max(0, 1 - cosines[0]));
    });
    const total = distances.reduce((sum, value) => sum + value, 0);
    let rest = random() * total;
    next = 0;
    while (next < rows.length - 1 && (rest -= distances[next]) > 0) next++;
  }
}

function largest(cosines: Float32Array): { at: number; cosine: number } {
  let at = 0;
  for (let k = 1; k < cosines.length; k++) if (cosines[k] > cosines[at]) at = k;
  return { at, cosine: cosines[at] };
}

function describe(
  { embeddings, d, rows, groups }: ClusterInput,
  vectors: Float32Array,
  members: { index: number; cosine: number }[],
): Cluster {
  members.sort((a, b) => b.cosine - a.cosine || a.index - b.index);
  const source = { vectors: embeddings, width: d, rows };
  /** Index of each image that is no copy -> its copies. */
  const originals = new Map<number, number[]>();
  const byGroup = new Map<number, number>();
  const units = new Map<number, Float32Array>();
  for (const { index } of members) {
    const unit = new Float32Array(d);
    fillUnit(source, rows[index], unit, 0);
    const same = byGroup.get(groups[rows[index]]) ?? nearest(units, unit);
    if (same !== undefined) originals.get(same)?.push(index);
    else {
      originals.set(index, []);
      byGroup.set(groups[rows[index]], index);
      if (units.size < mostCompared) units.set(index, unit);
    }
  }
  const ordered = [...originals].flatMap(([index, copies]) => [index, ...copies]);
  const representatives = spread(vectors, d, [...originals.keys()]);
  return {
    rows: Int32Array.from(ordered, (index) => rows[index]),
    representatives: Int32Array.from(representatives, (index) => rows[index]),
    copies: members.length - originals.size,
  };
}

/** Originals of one cluster that a row is compared with. */
const mostCompared = 400;

function nearest(units: ReadonlyMap<number, Float32Array>, unit: Float32Array): number | undefined {
  for (const [index, other] of units) {
    let cosine = 0;
    for (let k = 0; k < unit.length; k++) cosine += unit[k] * other[k];
    if (cosine >= nearCopy) return index;
  }
  return undefined;
}

/** The first, then each time the one whose nearest among those chosen is farthest. */
function spread(vectors: Float32Array, d: number, indices: readonly number[]): number[] {
  const candidates = indices.slice(0, mostCompared);
  const chosen = candidates.slice(0, 1);
  const nearestChosen = new Float64Array(candidates.length).fill(-Infinity);
  while (chosen.length < Math.min(shown, candidates.length)) {
    const last = chosen[chosen.length - 1];
    let best = -1;
    candidates.forEach((index, i) => {
      nearestChosen[i] = Math.max(nearestChosen[i], cosineOf(vectors, d, index, last));
      if (!chosen.includes(index) && (best < 0 || nearestChosen[i] < nearestChosen[best])) best = i;
    });
    chosen.push(candidates[best]);
  }
  return chosen;
}

function cosineOf(vectors: Float32Array, d: number, a: number, b: number): number {
  let [dot, first, second] = [0, 0, 0];
  for (let k = 0; k < d; k++) {
    const [x, y] = [vectors[a * d + k], vectors[b * d + k]];
    dot += x * y;
    first += x * x;
    second += y * y;
  }
  return dot / Math.sqrt(first * second || 1);
}
