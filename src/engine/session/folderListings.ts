import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FolderListing } from '../../core/folderListing';
import { isMissing, isSystemError } from '../errors';

/** Reads what stands directly in each folder below `root`; a folder that is not there gets no entry. */
export async function listFolders(root: string, folders: Iterable<string>): Promise<Map<string, FolderListing>> {
  const listings = new Map<string, FolderListing>();
  for (const folder of folders) {
    const listing = await listFolder(join(root, folder));
    if (listing) listings.set(folder, listing);
  }
  return listings;
}

async function listFolder(path: string): Promise<FolderListing | undefined> {
  const listing = { files: [] as string[], folders: [] as string[], others: [] as string[] };
  try {
    for (const entry of await readdir(path, { withFileTypes: true })) {
      if (entry.isFile()) listing.files.push(entry.name);
      else if (entry.isDirectory()) listing.folders.push(entry.name);
      else if (entry.isSymbolicLink() && (await isFile(join(path, entry.name)))) listing.files.push(entry.name);
      else listing.others.push(entry.name);
    }
  } catch (error) {
    // Where a link leads in a circle, or a name is longer than any, nothing can be.
    if (isMissing(error) || (isSystemError(error) && ['ENAMETOOLONG', 'ELOOP'].includes(error.code))) return undefined;
    throw error;
  }
  return listing;
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch (error) {
    if (isSystemError(error)) return false; // A link to nothing; its name is taken all the same.
    throw error;
  }
}
