import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { open, type RootDatabase } from 'lmdb';
import { UserError, errorReason, refused } from '../errors';
import { cacheFiles } from './cache';

/** Entries copied before others get a turn. */
const atOnce = 1000;

/**
 * Copies what several caches hold into another, byte for byte. Everything there is keyed by content or by the file it was
 * read from, so that what two of them know is the same; what the target knows stays. May be repeated and interrupted:
 * thumbnails come before the facts that promise them. Throws `UserError` when a folder holds no cache.
 */
export async function mergeCaches(
  folders: readonly string[],
  into: string,
  { signal, onEntries }: { signal: AbortSignal; onEntries: (copied: number) => void },
): Promise<void> {
  for (const folder of folders)
    if (!existsSync(join(folder, cacheFiles[0])))
      throw new UserError(`${folder} holds no cache. Name the folders that "winnow index --cache" wrote.`);
  await mkdir(into, { recursive: true }).catch(refused(`${into} cannot be made`));
  const [rootFile, picturesFile] = cacheFiles;
  for (const file of [picturesFile, rootFile]) {
    const target = openFile(into, file);
    try {
      for (const folder of folders) {
        if (!existsSync(join(folder, file))) continue;
        const source = openFile(folder, file, true);
        try {
          await copyTables(source, target, signal, onEntries);
        } finally {
          await source.close();
        }
      }
      await target.flushed;
    } finally {
      await target.close();
    }
  }
}

function openFile(folder: string, file: string, readOnly = false): RootDatabase<Buffer, string> {
  try {
    return open({ path: join(folder, file), noSubdir: true, maxDbs: 64, encoding: 'binary', readOnly });
  } catch (error) {
    throw new UserError(`The cache ${folder} cannot be opened: ${errorReason(error)}.`);
  }
}

async function copyTables(
  source: RootDatabase<Buffer, string>,
  target: RootDatabase<Buffer, string>,
  signal: AbortSignal,
  onEntries: (copied: number) => void,
): Promise<void> {
  // The unnamed table holds the names of the others.
  for (const name of [...source.getKeys()]) {
    const from = source.openDB<Buffer, string>({ name, encoding: 'binary' });
    const to = target.openDB<Buffer, string>({ name, encoding: 'binary' });
    let written: Promise<unknown>[] = [];
    let seen = 0;
    for (const key of from.getKeys()) {
      if (!to.doesExist(key)) {
        const value = from.getBinary(key);
        if (value !== undefined) written.push(to.put(key, value));
      }
      if (++seen % atOnce > 0) continue;
      await Promise.all(written);
      written = [];
      signal.throwIfAborted();
      onEntries(atOnce);
    }
    await Promise.all(written);
    onEntries(seen % atOnce);
  }
}
