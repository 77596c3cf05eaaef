import type { Kernel } from './kernel';
import { eachCosines, type VectorRows } from './unitProducts';

/** Nearest references of each row by cosine, nearest first, [rows, k] each. */
export interface NearestRows {
  readonly k: number;
  /** Index into the references; -1 where there are fewer than k. */
  readonly at: Int32Array;
  readonly cosines: Float32Array;
}

/**
 * Finds the `k` references nearest to each row, exactly. Of equals the earlier comes first. `onRow` counts progress; a row
 * and a reference, by their indices, that are one are no neighbours.
 */
export function nearestRows(
  kernel: Kernel,
  of: VectorRows,
  references: VectorRows,
  k: number,
  onRow: () => void = () => undefined,
  areOne: (row: number, reference: number) => boolean = () => false,
): NearestRows {
  const at = new Int32Array(of.rows.length * k).fill(-1);
  const best = new Float32Array(of.rows.length * k).fill(-Infinity);
  eachCosines(kernel, of, references, (index, cosines) => {
    const start = index * k;
    const last = start + k - 1;
    for (let j = 0; j < cosines.length; j++) {
      const cosine = cosines[j];
      if (cosine <= best[last] || areOne(index, j)) continue;
      let place = last;
      for (; place > start && best[place - 1] < cosine; place--) {
        best[place] = best[place - 1];
        at[place] = at[place - 1];
      }
      best[place] = cosine;
      at[place] = j;
    }
    onRow();
  });
  return { k, at, cosines: best };
}
