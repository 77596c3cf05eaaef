import { dirname } from 'node:path';
import { isSystemError } from '../../errors';
import type { FileOps, FileStat } from './fileOps';

/** Codes by which platforms without folder fsync (Windows, some network file systems) refuse it. */
const noFolderSync = new Set(['EISDIR', 'EPERM', 'EINVAL', 'ENOTSUP', 'EBADF']);

/** Makes the entries of a folder durable, where the platform has a way to. */
export async function syncFolder(ops: FileOps, path: string): Promise<void> {
  const unsupported = (error: unknown): boolean =>
    process.platform === 'win32' && isSystemError(error) && (noFolderSync.has(error.code) || error.code === 'EACCES');
  let handle;
  try {
    handle = await ops.open(path, 'read');
  } catch (error) {
    if (unsupported(error)) return;
    throw error;
  }
  try {
    await handle.sync();
  } catch (error) {
    // Network file systems answer EINVAL: they have no folder fsync, and nothing better can be done there.
    if (!unsupported(error) && !(isSystemError(error) && (error.code === 'EINVAL' || error.code === 'ENOTSUP')))
      throw error;
  } finally {
    await handle.close();
  }
}

export async function lstatIfThere(ops: FileOps, path: string): Promise<FileStat | undefined> {
  try {
    return await ops.lstat(path);
  } catch (error) {
    if (isSystemError(error) && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return undefined;
    throw error;
  }
}

/** Makes a folder and those above it, each durable before what is put into it. */
export async function ensureFolder(ops: FileOps, path: string): Promise<void> {
  const there = await lstatIfThere(ops, path);
  if (there?.kind === 'folder') return;
  if (there) throw Object.assign(new Error(`${path} is not a folder.`), { code: 'ENOTDIR' });
  await ensureFolder(ops, dirname(path));
  try {
    await ops.mkdir(path);
  } catch (error) {
    if (!isSystemError(error) || error.code !== 'EEXIST') throw error;
  }
  await syncFolder(ops, dirname(path));
}
