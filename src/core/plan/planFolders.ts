import type { FolderListings } from '../folderListing';
import { maxNameBytes, utf8Length } from '../freeName';
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
  const unfit = unfitFolderReason(folder);
  if (unfit !== undefined) return unfit;
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

/** Why nothing is put into folders of such a name, if nothing is. */
export function unfitFolderReason(folder: string): string | undefined {
  const parts = folder.split('/');
  const hidden = parts.find((part) => part.startsWith('.'));
  if (hidden !== undefined)
    return `The folder ${folder} is hidden, its images would not be seen: name one without the dot.`;
  const long = parts.find((part) => utf8Length(part) > maxNameBytes);
  return long === undefined
    ? undefined
    : `The folder ${long.slice(0, 20)}… cannot be made: the name is longer than ${maxNameBytes} bytes.`;
}
