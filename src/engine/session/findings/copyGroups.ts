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
