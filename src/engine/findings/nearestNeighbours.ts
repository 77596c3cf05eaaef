import { buildLists, sketchSimilarity } from './duplicates/invertedLists';
import { makeSketches, sketchWidth } from './duplicates/sketch';

/** In a list longer than this, a row meets only so many that follow it: a crowd of like pictures. */
const maxMeetings = 2000;

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
  for (const list of buildLists(sketches))
    for (let a = 0; a < list.length; a++) {
      const end = Math.min(list.length, a + 1 + maxMeetings);
      for (let b = a + 1; b < end; b++) {
        const similarity = sketchSimilarity(sketches, list[a] * sketchWidth, sketches, list[b] * sketchWidth);
        if (similarity < leastSketch) continue;
        offer(rows, similarities, k, list[a], list[b], similarity);
        offer(rows, similarities, k, list[b], list[a], similarity);
      }
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
    const own = Array.from(found.subarray(start, start + k)).filter((row) => row >= 0);
    const exact = own.map((row) => ({ row, cosine: dotProduct(embeddings, i * width, row * width, width) }));
    exact.sort((a, b) => b.cosine - a.cosine || a.row - b.row);
    exact.forEach(({ row, cosine }, at) => {
      rows[start + at] = row;
      cosines[start + at] = cosine;
    });
  }
  return { k, rows, cosines };
}

/** Inner product of the vectors that begin at offsets `i` and `j`. */
export function dotProduct(vectors: Float32Array, i: number, j: number, width: number): number {
  let sum = 0;
  for (let k = 0; k < width; k++) sum += vectors[i + k] * vectors[j + k];
  return sum;
}
