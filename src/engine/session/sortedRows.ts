import { itemsPerStep, type Steps } from '../jobs/steps';

/**
 * The rows 0 to `length` in the order of their names, by code units, as `<` compares. A natural merge sort (Knuth, The
 * Art of Computer Programming 3, 5.2.4): what stands in order already, as most of a scan does, is only looked at.
 */
export function* sortedRows(length: number, nameOf: (row: number) => string): Steps<Uint32Array> {
  let from = Uint32Array.from({ length }, (_, row) => row);
  /** Where each run begins, and the end. */
  let starts = [0];
  for (let row = 1; row < length; row++) {
    if (row % itemsPerStep === 0) yield;
    if (nameOf(row) < nameOf(row - 1)) starts.push(row);
  }
  starts.push(length);
  let to = new Uint32Array(starts.length > 2 ? length : 0);
  while (starts.length > 2) {
    const merged = [0];
    for (let run = 0; run + 1 < starts.length; run += 2) {
      const [start, middle, end] = [starts[run], starts[run + 1], starts[run + 2] ?? starts[run + 1]];
      let [left, right] = [start, middle];
      for (let at = start; at < end; at++) {
        if (at % itemsPerStep === 0) yield;
        const isLeft = right >= end || (left < middle && !(nameOf(from[right]) < nameOf(from[left])));
        to[at] = from[isLeft ? left++ : right++];
      }
      merged.push(end);
    }
    [from, to] = [to, from];
    starts = merged;
  }
  return from;
}
