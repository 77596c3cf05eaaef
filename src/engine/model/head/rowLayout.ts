import { sharedInts } from './shared';
import type { Folds } from './folds';
import type { Span } from './rowJob';

/** An image is scored by the model of its fold (which did not train on it), or by the mean of all models. */
export interface RowLayout {
  /** Images by fold, in each fold: held out, labelled but not held out, unlabelled; int32 [n], shared. */
  readonly order: Int32Array;
  /** Spans of the order with the model that scores them; model `folds.count` is the mean. */
  readonly spans: readonly Span[];
  /** Labelled images of each fold, as positions of the order. */
  readonly labelled: readonly { readonly from: number; readonly to: number }[];
  /** Model that scores each image, int32 [n]. */
  readonly modelOf: Int32Array;
}

const kinds = 3;

/** True when another fold trains this column too, so that the image can be held out. */
export function canHoldOut(
  counts: Float64Array,
  folds: number,
  columns: number,
  column: number,
  fold: number,
): boolean {
  for (let other = 0; other < folds; other++) if (other !== fold && counts[other * columns + column] > 0) return true;
  return false;
}

/** Number of images that train each column in each fold, [folds, columns]. */
export function countTargets(targets: Int32Array, { count, foldOf }: Folds, columns: number): Float64Array {
  const counts = new Float64Array(count * columns);
  for (let row = 0; row < targets.length; row++) if (targets[row] >= 0) counts[foldOf[row] * columns + targets[row]]++;
  return counts;
}

export function layRows(targets: Int32Array, folds: Folds, columns: number): RowLayout {
  const n = targets.length;
  const { count, foldOf } = folds;
  const counts = countTargets(targets, folds, columns);
  const key = new Int32Array(n);
  const starts = new Int32Array(count * kinds + 1);
  for (let row = 0; row < n; row++) {
    const heldOut = targets[row] >= 0 && canHoldOut(counts, count, columns, targets[row], foldOf[row]);
    key[row] = foldOf[row] * kinds + (targets[row] < 0 ? 2 : heldOut ? 0 : 1);
    starts[key[row] + 1]++;
  }
  for (let k = 1; k < starts.length; k++) starts[k] += starts[k - 1];
  const order = sharedInts(n);
  const modelOf = new Int32Array(n);
  const next = starts.slice();
  for (let row = 0; row < n; row++) {
    order[next[key[row]]++] = row;
    modelOf[row] = key[row] % kinds === 0 ? foldOf[row] : count;
  }
  const spans: Span[] = [];
  const labelled: { from: number; to: number }[] = [];
  for (let fold = 0; fold < count; fold++) {
    const at = fold * kinds;
    spans.push({ from: starts[at], to: starts[at + 1], model: fold });
    spans.push({ from: starts[at + 1], to: starts[at + 3], model: count });
    labelled.push({ from: starts[at], to: starts[at + 2] });
  }
  return { order, spans, labelled, modelOf };
}
