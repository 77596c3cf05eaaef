import { buildLists, sketchSimilarity } from './invertedLists';
import { makeSketches, sketchWidth } from './sketch';

/** Nearest neighbours kept of each image. */
const neighbours = 8;
/** In a list longer than this, a row meets only so many that follow it: a crowd of like pictures. */
const maxMeetings = 2000;
/** A sketch may rate a pair lower than its embeddings do; the exact check comes after. */
const sketchSlack = 0.35;

/**
 * Tells pairs (i < j) of embeddings, [n, d] float32 each of length 1, whose cosine is at least `minCosine`: of each
 * image up to eight nearest, found by cells of a coarse search and then checked exactly. It may miss a pair at the
 * border of cells, never tells a false one. Deterministic.
 */
export function embeddingPairs(
  embeddings: Float32Array,
  width: number,
  minCosine: number,
  tell: (i: number, j: number, cosine: number) => void,
): void {
  const count = embeddings.length / width;
  const sketches = makeSketches(embeddings, width);
  const nearest = new Nearest(count);
  for (const list of buildLists(sketches))
    for (let a = 0; a < list.length; a++) {
      const end = Math.min(list.length, a + 1 + maxMeetings);
      for (let b = a + 1; b < end; b++) {
        const similarity = sketchSimilarity(sketches, list[a] * sketchWidth, sketches, list[b] * sketchWidth);
        if (similarity < minCosine - sketchSlack) continue;
        nearest.offer(list[a], list[b], similarity);
        nearest.offer(list[b], list[a], similarity);
      }
    }
  for (let i = 0; i < count; i++)
    for (const j of nearest.of(i)) {
      if (j < i && nearest.of(j).includes(i)) continue;
      const cosine = dotProduct(embeddings, i * width, j * width, width);
      if (cosine >= minCosine) tell(Math.min(i, j), Math.max(i, j), cosine);
    }
}

/** The best few neighbours of every row, [n, 8], worst last. */
class Nearest {
  private readonly rows: Int32Array;
  private readonly similarities: Float32Array;

  constructor(count: number) {
    this.rows = new Int32Array(count * neighbours).fill(-1);
    this.similarities = new Float32Array(count * neighbours).fill(-2);
  }

  offer(row: number, other: number, similarity: number): void {
    const { rows, similarities } = this;
    const start = row * neighbours;
    let at = start + neighbours - 1;
    if (similarity <= similarities[at]) return;
    for (let k = start; k < start + neighbours; k++) if (rows[k] === other) return;
    for (; at > start && similarities[at - 1] < similarity; at--) {
      similarities[at] = similarities[at - 1];
      rows[at] = rows[at - 1];
    }
    similarities[at] = similarity;
    rows[at] = other;
  }

  of(row: number): Int32Array {
    const start = row * neighbours;
    const found = this.rows.subarray(start, start + neighbours);
    const end = found.indexOf(-1);
    return end < 0 ? found : found.subarray(0, end);
  }
}

/** Inner product of the vectors that begin at offsets `i` and `j`. */
export function dotProduct(vectors: Float32Array, i: number, j: number, width: number): number {
  let sum = 0;
  for (let k = 0; k < width; k++) sum += vectors[i + k] * vectors[j + k];
  return sum;
}
