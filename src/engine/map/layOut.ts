import { UMAP } from 'umap-js';
import { seededRandom } from '../model/head/random';
import type { NearestRows } from '../model/head/nearestRows';

/** Neighbours of each image that the layout keeps near it; the usual 15 of UMAP, itself among them. */
export const layoutNeighbours = 15;
/** Fewer images than this are laid out by their principal components alone. */
const fewest = 5;
/** Distances are at least so much: identical embeddings would make UMAP's search for a radius slow and vain. */
const leastDistance = 1e-6;

/**
 * A two-dimensional layout by UMAP (McInnes, Healy and Melville 2018), [n, 2] float32, from nearest neighbours among the
 * same n rows, each its own first, and the start that principal components give, [n, 2]. The same input and seed give
 * the same layout. `onEpoch` is told what share is done, 0 to 1.
 */
export function layOut(
  neighbours: NearestRows,
  start: Float32Array,
  seed: number,
  onEpoch: (share: number) => void,
): Float32Array {
  const { k } = neighbours;
  const n = neighbours.at.length / k;
  if (n < fewest) return start.slice();
  // Few points are spread further, so that each can be seen and pointed at.
  const umap = new UMAP({
    nNeighbors: k,
    nEpochs: epochsFor(n),
    minDist: n <= 5000 ? 0.4 : 0.1,
    random: seededRandom(seed),
  });
  const { indices, distances } = neighbourLists(neighbours);
  umap.setPrecomputedKNN(indices, distances);
  // With its neighbours known, UMAP looks at the number of rows and not at what is in them.
  const epochs = umap.initializeFit(indices.map(() => []));
  // The live positions: what is written here is where the optimisation begins.
  const positions = umap.getEmbedding();
  const random = seededRandom(seed + 1);
  const scale = startScale(start);
  positions.forEach((position, i) => {
    // Images at one place would never part.
    position[0] = start[2 * i] * scale + (random() - 0.5) * 0.02;
    position[1] = start[2 * i + 1] * scale + (random() - 0.5) * 0.02;
  });
  for (let epoch = 1; epoch <= epochs; epoch++) {
    umap.step();
    onEpoch(epoch / epochs);
  }
  const layout = new Float32Array(2 * n);
  umap.getEmbedding().forEach(([x, y], i) => layout.set([x, y], 2 * i));
  return layout;
}

/** From a start by principal components half the usual number does. */
function epochsFor(n: number): number {
  return n <= 2500 ? 250 : n <= 10_000 ? 200 : 150;
}

function neighbourLists({ k, at, cosines }: NearestRows): { indices: number[][]; distances: number[][] } {
  const indices: number[][] = [];
  const distances: number[][] = [];
  for (let row = 0; row < at.length / k; row++) {
    // A copy may have come before the row itself, which UMAP expects first.
    const others = Array.from({ length: k }, (_, i) => row * k + i).filter((i) => at[i] !== row);
    const kept = others.slice(0, k - 1);
    indices.push([row, ...kept.map((i) => at[i])]);
    distances.push([0, ...kept.map((i) => Math.max(leastDistance, 1 - cosines[i]))]);
  }
  return { indices, distances };
}

/** The start is brought to 10 in each direction, as UMAP's own is. */
function startScale(start: Float32Array): number {
  let largest = 0;
  for (const value of start) largest = Math.max(largest, Math.abs(value));
  return largest > 0 ? 10 / largest : 1;
}
