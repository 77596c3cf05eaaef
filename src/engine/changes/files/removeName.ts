import { basename, dirname, join } from 'node:path';
import { numberedStem, splitName, utf8Length } from '../../../core/freeName';
import { isSystemError } from '../../errors';
import { lstatIfThere } from './directories';
import type { FileOps, FileStat } from './fileOps';

/** Codes by which a file system says that it has no hard links (or allows none to this file). */
const noLinkCodes = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'UNKNOWN']);

export function meansNoLinks(error: unknown): boolean {
  return isSystemError(error) && noLinkCodes.has(error.code);
}

export function hasCode(error: unknown, code: string): boolean {
  return isSystemError(error) && error.code === code;
}

/**
 * Removes a name only if it is still the file that is meant. Looking and then unlinking would leave a moment in which
 * another program could put its own file there; so the name is first moved to `aside`, a name that nobody else uses,
 * looked at there, and removed or put back. Returns whether it was removed.
 */
export async function removeName(
  ops: FileOps,
  path: string,
  aside: string,
  isMeant: (stat: FileStat) => Promise<boolean> | boolean,
): Promise<boolean> {
  await ops.rename(path, aside);
  if (await isMeant(await ops.lstat(aside))) {
    await ops.unlink(aside);
    return true;
  }
  await putBack(ops, aside, path);
  return false;
}

/** Gives a file that was moved aside its name back; where that was taken meanwhile, a numbered one. Returns the path. */
export async function putBack(ops: FileOps, aside: string, path: string): Promise<string> {
  const stat = await ops.lstat(aside);
  const { stem, ending } = splitName(basename(path));
  for (let n = 1; ; n++) {
    const target = join(dirname(path), numberedStem(stem, n, utf8Length(ending)) + ending);
    try {
      await putAt(ops, aside, target, stat);
      return target;
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error;
    }
    const there = await lstatIfThere(ops, target);
    if (!there || there.inode !== stat.inode || there.device !== stat.device) continue;
    await ops.unlink(aside); // It had been put back before, and only the second name remained.
    return target;
  }
}

async function putAt(ops: FileOps, aside: string, target: string, stat: FileStat): Promise<void> {
  if (stat.kind === 'link') {
    await ops.symlink(await ops.readlink(aside), target);
    await ops.unlink(aside);
    return;
  }
  try {
    await ops.link(aside, target);
  } catch (error) {
    if (!meansNoLinks(error)) throw error;
    if (await lstatIfThere(ops, target)) throw Object.assign(new Error('EEXIST'), { code: 'EEXIST' });
    await ops.rename(aside, target);
    return;
  }
  await ops.unlink(aside);
}
