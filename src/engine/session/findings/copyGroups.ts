import { itemsPerStep, type Steps } from '../../jobs/steps';
import type { ImageTable } from '../imageTable';

/** int32 [rows]: rows with the same content have the same number, so that copies of an image share its fold. */
export function* copyGroups(table: ImageTable): Steps<Int32Array> {
  const first = new Map<string, number>();
  const groups = new Int32Array(table.length);
  for (let row = 0; row < groups.length; row++) {
    if (row % itemsPerStep === 0) yield;
    const hash = table.hashes[row];
    const known = hash === undefined ? row : first.get(hash);
    groups[row] = known ?? row;
    if (hash !== undefined && known === undefined) first.set(hash, row);
  }
  return groups;
}

/** int32 [rows]: of each row the next one of its group, after the last the first; its own number where it is alone. */
export function copyRings(groups: Int32Array): Int32Array<ArrayBuffer> {
  const next = new Int32Array(groups.length);
  for (let row = 0; row < groups.length; row++) {
    const first = groups[row];
    next[row] = row;
    if (first === row) continue;
    next[row] = next[first];
    next[first] = row;
  }
  return next;
}
