import { isAbsolute, relative, resolve } from 'node:path';
import { isSystemError } from '../../errors';
import type { FileOps } from './fileOps';

/**
 * The text that a link needs in `toFolder` to reach what `target` reaches from `fromFolder` (both real paths).
 * An absolute target stays. A relative one gets the short lexical form where that reaches the same file, else the
 * way back to the old folder is put before it: only that is right when a folder on the way is itself a link.
 */
export async function rewriteLinkTarget(
  ops: FileOps,
  target: string,
  fromFolder: string,
  toFolder: string,
): Promise<string> {
  if (isAbsolute(target) || fromFolder === toFolder) return target;
  const reached = resolve(fromFolder, target);
  const short = relative(toFolder, reached);
  const safe = `${relative(toFolder, fromFolder)}/${target}`;
  const [before, after] = await Promise.all([identity(ops, `${fromFolder}/${target}`), identity(ops, reached)]);
  return before !== undefined && before === after ? short : safe;
}

async function identity(ops: FileOps, path: string): Promise<string | undefined> {
  try {
    const { device, inode } = await ops.stat(path);
    return `${device}:${inode}`;
  } catch (error) {
    if (isSystemError(error)) return undefined; // The link dangles; its text is all there is to keep.
    throw error;
  }
}
