import { nearestNeighbours } from '../nearestNeighbours';

/** Nearest neighbours looked at of each image. */
const neighbours = 16;
/** A sketch may rate a pair lower than its embeddings do; the exact check comes after. */
const sketchSlack = 0.35;

/**
 * Tells pairs (i < j) of embeddings, [n, d] float32 each of length 1, whose cosine is at least `minCosine`: of each
 * image up to sixteen nearest. It may miss a pair, never tells a false one, and tells none twice.
 */
export function embeddingPairs(
  embeddings: Float32Array,
  width: number,
  minCosine: number,
  tell: (i: number, j: number, cosine: number) => void,
): void {
  const { rows, cosines, k } = nearestNeighbours(embeddings, width, neighbours, minCosine - sketchSlack);
  const has = (row: number, other: number): boolean => rows.subarray(row * k, (row + 1) * k).includes(other);
  for (let at = 0; at < rows.length && k > 0; at++) {
    const i = Math.floor(at / k);
    const j = rows[at];
    if (j < 0 || cosines[at] < minCosine || (j < i && has(j, i))) continue;
    tell(Math.min(i, j), Math.max(i, j), cosines[at]);
  }
}
