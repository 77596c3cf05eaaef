import type { ImageTable } from '../imageTable';

/** int32 [rows]: rows with the same content have the same number, so that copies of an image share its fold. */
export function copyGroups(table: ImageTable): Int32Array {
  const first = new Map<string, number>();
  return Int32Array.from({ length: table.length }, (_, row) => {
    const hash = table.hashes[row];
    if (hash === undefined) return row;
    const known = first.get(hash);
    if (known !== undefined) return known;
    first.set(hash, row);
    return row;
  });
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
