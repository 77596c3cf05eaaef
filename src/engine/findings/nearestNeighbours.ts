import { buildLists } from './duplicates/invertedLists';
import { makeSketches, sketchWidth } from './duplicates/sketch';
import { rest } from '../jobs/rest';
import { eachFollowing } from './followingProducts';
import { threadKernel } from './threadKernel';

/** In a list longer than this, a row meets only so many that follow it: a crowd of like pictures. */
const maxMeetings = 2000;
const rowsPerRest = 1024;

/** The nearest neighbours of every row by cosine, nearest first. */
export interface Neighbours {
  readonly k: number;
  /** [n, k]; -1 where fewer were found. */
  readonly rows: Int32Array;
  /** [n, k] */
  readonly cosines: Float32Array;
}

/**
 * Finds up to `k` nearest neighbours of each embedding, [n, d] float32 each of length 1: a coarse search in cells of
 * sketches, then exact cosines. It may miss a neighbour at the border of cells. Pairs whose sketches say less than
 * `leastSketch` are not looked at. Deterministic.
 */
export function nearestNeighbours(embeddings: Float32Array, width: number, k: number, leastSketch = -2): Neighbours {
  const count = embeddings.length / width;
  const sketches = makeSketches(embeddings, width);
  const rows = new Int32Array(count * k).fill(-1);
  const similarities = new Float32Array(count * k).fill(-3);
  const kernel = threadKernel();
  for (const list of buildLists(sketches)) {
    rest();
    eachFollowing(kernel, sketches, sketchWidth, list, maxMeetings, (at, products) => {
      const row = list[at];
      for (let b = 0; b < products.length; b++) {
        const similarity = products[b];
        if (similarity < leastSketch) continue;
        const other = list[at + 1 + b];
        offer(rows, similarities, k, row, other, similarity);
        offer(rows, similarities, k, other, row, similarity);
      }
    });
  }
  return withExactCosines(embeddings, width, k, rows);
}

/** Puts a neighbour in its place among the best `k` of a row, unless it is there or too far. */
function offer(
  rows: Int32Array,
  similarities: Float32Array,
  k: number,
  row: number,
  other: number,
  value: number,
): void {
  const start = row * k;
  let at = start + k - 1;
  if (value <= similarities[at]) return;
  for (let i = start; i < start + k; i++) if (rows[i] === other) return;
  for (; at > start && similarities[at - 1] < value; at--) {
    similarities[at] = similarities[at - 1];
    rows[at] = rows[at - 1];
  }
  similarities[at] = value;
  rows[at] = other;
}

function withExactCosines(embeddings: Float32Array, width: number, k: number, found: Int32Array): Neighbours {
  const rows = new Int32Array(found.length).fill(-1);
  const cosines = new Float32Array(found.length).fill(-1);
  for (let start = 0, i = 0; start < found.length; start += k, i++) {
    if (i % rowsPerRest === 0) rest();
    for (let from = start; from < start + k && found[from] >= 0; from++) {
      const row = found[from];
      const cosine = Math.fround(dotProduct(embeddings, i * width, row * width, width));
      let at = from;
      for (; at > start && isNearer(cosine, row, cosines[at - 1], rows[at - 1]); at--) {
        cosines[at] = cosines[at - 1];
        rows[at] = rows[at - 1];
      }
      cosines[at] = cosine;
      rows[at] = row;
    }
  }
  return { k, rows, cosines };
}

function isNearer(cosine: number, row: number, otherCosine: number, otherRow: number): boolean {
  return cosine > otherCosine || (cosine === otherCosine && row < otherRow);
}

/** Inner product of the vectors that begin at offsets `i` and `j`. */
export function dotProduct(vectors: Float32Array, i: number, j: number, width: number): number {
  let sum = 0;
  for (let k = 0; k < width; k++) sum += vectors[i + k] * vectors[j + k];
  return sum;
}
