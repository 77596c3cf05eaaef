import { denseEntries, keptPerRow, type ProbabilityTable } from '../model/head/headInput';
import { sharedFloats, sharedInts } from '../model/head/shared';

/** Classes for which there is room beyond those that are needed, so that a table of new names does not grow at each. */
const spare = 16;

type Chance = readonly [index: number, p: number];

/**
 * Probabilities of n images as they were read. Up to `mostDense` numbers every class has its own column; beyond, the
 * likeliest `keptPerRow` of each image are kept, always with its given label, so that memory is bounded.
 */
export class PredictionTable {
  private width = 0;
  private values = sharedFloats(0);
  private kept: Int32Array<SharedArrayBuffer> | undefined;
  private readonly present: Uint8Array;
  private filled = 0;

  constructor(
    readonly n: number,
    private readonly mostDense = denseEntries,
  ) {
    this.present = new Uint8Array(n);
  }

  /** Images that have a prediction. */
  get count(): number {
    return this.filled;
  }

  has(row: number): boolean {
    return this.present[row] === 1;
  }

  /** Takes what is said of one image in place of what was. `given`: class index, -1 where there is none. */
  set(row: number, chances: readonly Chance[], given: number): void {
    if (this.present[row] === 0) this.filled++;
    this.present[row] = 1;
    this.reserve(chances.reduce((most, [index]) => Math.max(most, index + 1), 1));
    const start = row * this.width;
    this.values.fill(0, start, start + this.width);
    if (!this.kept) for (const [index, p] of chances) this.values[start + index] += p;
    else this.setKept(this.kept, start, chances, given);
  }

  /**
   * The probabilities as scores hold them, of `rows` images: dense with a column for each of `classes` and a last one
   * for rejects, which is 0, or the likeliest of each image.
   */
  probabilities(rows: number, classes: number): ProbabilityTable {
    const { kept, values, width, n } = this;
    const own = kept ? width : classes + 1;
    const wide = sharedFloats(rows * own);
    const known = Math.min(kept ? width : classes, width);
    for (let row = 0; row < Math.min(rows, n); row++)
      wide.set(values.subarray(row * width, row * width + known), row * own);
    if (!kept) return { width: own, values: wide, columns: null };
    const columns = sharedInts(rows * own);
    columns.set(kept.subarray(0, Math.min(rows, n) * width));
    return { width: own, values: wide, columns };
  }

  private setKept(kept: Int32Array, start: number, chances: readonly Chance[], given: number): void {
    const largest = [...chances].sort((a, b) => b[1] - a[1]).slice(0, this.width);
    const own = chances.find(([index]) => index === given);
    if (own && !largest.includes(own)) largest[largest.length - 1] = own;
    // An empty slot is class 0 with probability 0, after all that is said.
    kept.fill(0, start, start + this.width);
    largest.forEach(([index, p], slot) => {
      this.values[start + slot] = p;
      kept[start + slot] = index;
    });
  }

  private reserve(classes: number): void {
    if (this.kept || classes <= this.width) return;
    const { width, values, n } = this;
    const wider = this.width === 0 ? classes : classes + spare;
    if (n * wider > this.mostDense) {
      this.width = keptPerRow;
      this.values = sharedFloats(n * keptPerRow);
      this.kept = sharedInts(n * keptPerRow);
    } else {
      this.width = wider;
      this.values = sharedFloats(n * wider);
    }
    for (let row = 0; row < n; row++) {
      if (this.present[row] === 0 || width === 0) continue;
      const before = values.subarray(row * width, (row + 1) * width);
      if (this.kept)
        this.setKept(
          this.kept,
          row * this.width,
          Array.from(before, (p, index) => [index, p]),
          -1,
        );
      else this.values.set(before, row * this.width);
    }
  }
}
