import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { UserError } from '../errors';
import { dataCardFile, manifestFile, recordsFile, tableFile, type CopyRecord, type EarlierCopy } from './copyManifest';

/** Every file of a copy, below it. */
export function filesOf({ manifest, records }: EarlierCopy): Set<string> {
  const files = new Set([manifestFile, recordsFile, dataCardFile, ...manifest.shards.map(({ file }) => file)]);
  if (manifest.settings.format === 'csv') files.add(tableFile);
  for (const record of records) for (const file of ownFiles(record)) files.add(file);
  return files;
}

function ownFiles({ path, shard, companions }: CopyRecord): readonly string[] {
  return shard === undefined ? [path, ...(companions ?? [])] : [];
}

/**
 * Throws `UserError` when there are files in an earlier copy that Winnow did not write: replacing it would lose them.
 * `name` is what the copy in `folder` is called in the message.
 */
export async function requireOwnFilesOnly(folder: string, earlier: EarlierCopy, name = folder): Promise<void> {
  const own = filesOf(earlier);
  const strangers: string[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/');
    if (!entry.isDirectory() && !own.has(path)) strangers.push(path);
  }
  if (strangers.length === 0) return;
  const more = strangers.length > 1 ? ` and ${strangers.length - 1} more` : '';
  throw new UserError(
    `${name} holds what is not of the copy: ${strangers[0]}${more}. Move it away, or choose another folder for the copy.`,
  );
}
