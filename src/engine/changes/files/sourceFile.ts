import type { Expected } from '../../../core/plan/plan';
import { errorReason, UserError } from '../../errors';
import { lstatIfThere } from './directories';
import type { FileOps, FileStat } from './fileOps';
import { hashFile } from './hashFile';

/** The file is not, or no longer, what the operation was decided for. */
export class ChangedError extends UserError {}

/** A file (or a link to one) whose content was read and found as expected. */
export interface SourceFile {
  /** Of the name itself: of the link, where it is one. */
  readonly own: FileStat;
  /** Of the content: of the link's target, where it is a link. */
  readonly content: FileStat;
  readonly expected: Expected;
  /** The link's text. */
  readonly target: string | undefined;
}

/** True when nothing says that the file changed between two looks (ctime moves with every change of content). */
function sameFile(a: FileStat, b: FileStat): boolean {
  return sameContent(a, b) && a.ctimeNs === b.ctimeNs;
}

/** Like `sameFile` after a change of name, which moves the ctime. */
export function sameContent(a: FileStat, b: FileStat): boolean {
  return a.inode === b.inode && a.device === b.device && a.size === b.size && a.mtimeNs === b.mtimeNs;
}

export function sameInode(a: FileStat, b: FileStat): boolean {
  return a.inode === b.inode && a.device === b.device;
}

/**
 * Looks at a file before it is moved. Content decides: it is read unless `seen` shows that it is untouched since the
 * last look; a file that was only touched still counts as the same. A link is known by `linkText`, where that is given.
 * Throws ChangedError with the reason.
 */
export async function lookAtSource(
  ops: FileOps,
  path: string,
  expected: Expected | undefined,
  options: { seen?: SourceFile; linkText?: string; signal?: AbortSignal } = {},
): Promise<SourceFile> {
  const own = await lstatIfThere(ops, path);
  if (!own) throw new ChangedError('It is no longer there.');
  if (own.kind === 'folder') throw new ChangedError('It is now a folder.');
  if (own.kind === 'other') throw new ChangedError('It is not a regular file.');
  const { seen, linkText = seen?.target } = options;
  if (expected && own.kind === 'link' && linkText !== undefined) {
    // Only the link moves: once its content was checked, its text is what counts. The target may move in the same plan.
    if ((await ops.readlink(path)) !== linkText) throw new ChangedError('The link leads elsewhere now.');
    return { own, content: own, target: linkText, expected };
  }
  if (seen && sameFile(seen.own, own)) return seen;
  if (expected && own.kind === 'file' && own.size !== expected.size) throw new ChangedError(contentChanged);
  const target = own.kind === 'link' ? await ops.readlink(path) : undefined;
  if (own.kind === 'link') await targetStat(ops, path);
  const { hash, stat: content } = await hashFile(ops, path, { signal: options.signal });
  if (expected && hash !== expected.hash) throw new ChangedError(contentChanged);
  return { own, content, target, expected: { size: content.size, mtimeMs: content.mtimeMs, hash } };
}

const contentChanged = 'Its content has changed since it was decided on.';

async function targetStat(ops: FileOps, path: string): Promise<FileStat> {
  let stat: FileStat;
  try {
    stat = await ops.stat(path);
  } catch (error) {
    throw new ChangedError(`The file that the link names cannot be read (${errorReason(error)}).`);
  }
  if (stat.kind !== 'file') throw new ChangedError('The link does not name a regular file.');
  return stat;
}

/** True when `path` is a file (or link to one) with this content; false also when it cannot be read. */
export async function hasContent(ops: FileOps, path: string, expected: Expected, linkText?: string): Promise<boolean> {
  try {
    await lookAtSource(ops, path, expected, { linkText });
    return true;
  } catch (error) {
    if (error instanceof ChangedError) return false;
    throw error;
  }
}
