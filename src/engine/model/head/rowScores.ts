import { lossOf, marginOf } from '../../../core/ranking';
import type { Calibration, RowOutputs } from './rowJob';

/** values[at .. at + columns) of raw scores become probabilities, in place in `target` from `to`. Returns nothing NaN. */
export function softmaxInto(
  scores: Float32Array,
  at: number,
  columns: number,
  { scale, bias }: Calibration,
  target: Float32Array,
  to: number,
): void {
  let largest = -Infinity;
  for (let k = 0; k < columns; k++) {
    const value = scale * scores[at + k] + bias[k];
    if (value > largest) largest = value;
  }
  if (largest === -Infinity) {
    target.fill(0, to, to + columns);
    return;
  }
  let sum = 0;
  for (let k = 0; k < columns; k++) {
    const value = Math.exp(scale * scores[at + k] + bias[k] - largest);
    target[to + k] = value;
    sum += value;
  }
  const inverse = 1 / sum;
  for (let k = 0; k < columns; k++) target[to + k] *= inverse;
}

/** Writes the scores of one image from its probabilities [columns], of which the last is the reject class. */
export function writeRowScores(
  probabilities: Float32Array,
  at: number,
  columns: number,
  target: number,
  row: number,
  outputs: RowOutputs,
): void {
  const classes = columns - 1;
  let best = 0;
  let bestValue = -1;
  let bestOther = 0;
  let second = 0;
  for (let k = 0; k < columns; k++) {
    const value = probabilities[at + k];
    if (k !== target && value > bestOther) bestOther = value;
    if (k === classes) break;
    if (value > bestValue) {
      second = Math.max(0, bestValue);
      bestValue = value;
      best = k;
    } else if (value > second) second = value;
  }
  const confidence = Math.max(0, classes > 0 ? bestValue : 0);
  const given = target >= 0 ? probabilities[at + target] : 0;
  outputs.predicted[row] = best;
  outputs.confidence[row] = confidence;
  outputs.pGiven[row] = given;
  outputs.reject[row] = probabilities[at + classes];
  outputs.loss[row] = lossOf(target >= 0 ? given : confidence);
  outputs.margin[row] = target >= 0 ? marginOf(given, bestOther) : marginOf(confidence, second);
}

/** Keeps the `width` largest of a row's probabilities, largest first, always with the target's. */
export function keepLargest(
  probabilities: Float32Array,
  at: number,
  columns: number,
  target: number,
  row: number,
  { width, values, kept }: RowOutputs,
): void {
  if (!kept) return;
  const start = row * width;
  let filled = 0;
  for (let k = 0; k < columns; k++) {
    const value = probabilities[at + k];
    if (filled === width && value <= values[start + width - 1]) continue;
    let slot = filled < width ? filled++ : width - 1;
    for (; slot > 0 && values[start + slot - 1] < value; slot--) {
      values[start + slot] = values[start + slot - 1];
      kept[start + slot] = kept[start + slot - 1];
    }
    values[start + slot] = value;
    kept[start + slot] = k;
  }
  if (target < 0) return;
  for (let slot = 0; slot < filled; slot++) if (kept[start + slot] === target) return;
  values[start + width - 1] = probabilities[at + target];
  kept[start + width - 1] = target;
}
