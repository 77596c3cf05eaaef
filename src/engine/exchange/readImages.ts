import { UserError } from '../errors';
import type { ImageTable } from '../session/imageTable';

/** Rows of the images that stand in the dataset now and can be read. */
export function imageRows(table: ImageTable): number[] {
  return Array.from({ length: table.length }, (_, row) => row).filter((row) => table.isImage(row));
}

/** The same with damaged files, whose content is known all the same: they can be decided on. */
export function decidableRows(table: ImageTable): number[] {
  return Array.from({ length: table.length }, (_, row) => row).filter(
    (row) => table.isImage(row) || (table.status[row] === 'unreadable' && table.hashes[row] !== undefined),
  );
}

/** Damaged files that were seen to be no image by their first bytes: nobody hashed them, so no content finds them. */
export function unhashedRows(table: ImageTable): Uint32Array {
  const rows = Array.from({ length: table.length }, (_, row) => row);
  return Uint32Array.from(rows.filter((row) => table.status[row] === 'unreadable' && table.hashes[row] === undefined));
}

/** Throws `UserError` while there are files whose content is not known yet. */
export function requireRead(table: ImageTable): void {
  const waiting = table.status.filter((status) => status === 'waiting').length;
  const files = waiting === 1 ? '1 file is' : `${waiting} files are`;
  if (waiting > 0) throw new UserError(`${files} not read yet. Try again when reading has ended.`);
}
