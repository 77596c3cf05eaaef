import { eachCosines } from '../model/head/unitProducts';
import { buildLists } from './duplicates/invertedLists';
import { makeSketches, sketchWidth } from './duplicates/sketch';
import { dotProduct } from './nearestNeighbours';
import { threadKernel } from './threadKernel';

/** A sketch may rate a pair lower than its embeddings do; the exact check comes after. */
const sketchSlack = 0.35;

/**
 * Tells pairs of an embedding i of the first set and j of the second, [n, d] and [m, d] float32 each of length 1, whose
 * cosine is at least `minCosine`. Rows of one set never meet. It may miss a pair at the border of cells.
 */
export function crossNeighbours(
  own: Float32Array,
  reference: Float32Array,
  width: number,
  minCosine: number,
  tell: (i: number, j: number) => void,
): void {
  const count = own.length / width;
  const all = new Float32Array(own.length + reference.length);
  all.set(own);
  all.set(reference, own.length);
  const sketches = makeSketches(all, width);
  for (const list of buildLists(sketches)) {
    // Rows of a list ascend: those of the first set stand in front.
    const border = list.findIndex((row) => row >= count);
    if (border <= 0) continue;
    const sketchesOf = (rows: Uint32Array) => ({ vectors: sketches, width: sketchWidth, rows: Int32Array.from(rows) });
    const others = list.subarray(border);
    eachCosines(threadKernel(), sketchesOf(list.subarray(0, border)), sketchesOf(others), (at, cosines) => {
      const i = list[at];
      for (let b = 0; b < cosines.length; b++)
        if (cosines[b] >= minCosine - sketchSlack && dotProduct(all, i * width, others[b] * width, width) >= minCosine)
          tell(i, others[b] - count);
    });
  }
}
