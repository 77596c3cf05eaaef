import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join, relative } from 'node:path';

/**
 * Everything below a folder, itself included: path -> kind, permissions and content; with `times`, also when each file
 * was modified (a copy to another file system and back keeps that to the microsecond only).
 */
export function snapshot(folder: string, { times = false } = {}): Record<string, string> {
  const found: Record<string, string> = {};
  const visit = (path: string): void => {
    const facts = lstatSync(path);
    const mode = (facts.mode & 0o7777).toString(8);
    const name = relative(folder, path) || '.';
    if (facts.isSymbolicLink()) found[name] = `link to ${readlinkSync(path)}`;
    else if (facts.isFile()) found[name] = `file ${mode} ${times ? facts.mtimeMs : ''} ${sha256(readFileSync(path))}`;
    else if (facts.isDirectory()) {
      found[name] = `folder ${mode}`;
      for (const child of readdirSync(path).sort()) visit(join(path, child));
    } else found[name] = `other ${mode}`;
  };
  visit(folder);
  return found;
}

/** How often each content stands below the folders that exist, as sorted hashes: the same before and after, whatever moved. */
export function contentsBelow(...folders: readonly string[]): string[] {
  return folders
    .filter((folder) => lstatSync(folder, { throwIfNoEntry: false }))
    .flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => sha256(readFileSync(join(entry.parentPath, entry.name))))
    .sort();
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
