import type { FolderListings } from '../folderListing';
import type { FileOperation } from './plan';
import { ancestorsOf, nameOf, parentOf } from '../relativePath';

/** Adds what makes a folder to `operations`, once; returns why that cannot be. */
export function makeFolders(
  folder: string,
  listings: FolderListings,
  made: Set<string>,
  operations: FileOperation[],
): string | undefined {
  if (folder === '') return undefined;
  for (const path of [...ancestorsOf(folder), folder]) {
    if (listings.has(path) || made.has(path)) continue;
    const above = listings.get(parentOf(path));
    if (above?.files.includes(nameOf(path)) || above?.others.includes(nameOf(path)))
      return `The folder ${path} cannot be made: something else has that name.`;
    made.add(path);
    operations.push({ kind: 'make-folder', path });
  }
  return undefined;
}
