import type { Expected } from '../../../core/plan/plan';
import type { FileOps, FileStat } from './fileOps';
import { hashFile } from './hashFile';
import { hasCode } from './removeName';
import { ChangedError } from './sourceFile';

/**
 * Copies a file to `part` (a name of Winnow's own), durably: written, fsynced, read back and compared with the hash.
 * Keeps permission bits and modification time. Returns what was copied and the copy. Throws ChangedError when the
 * source is no longer what was expected; `part` is then gone again.
 */
export async function copyDurably(
  ops: FileOps,
  source: string,
  part: string,
  expected: Expected,
  signal?: AbortSignal,
): Promise<{ source: FileStat; copy: FileStat }> {
  const { mode } = await ops.stat(source);
  try {
    await ops.unlink(part); // Left by an attempt that was interrupted.
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
  const target = await ops.open(part, 'create', mode & 0o777);
  try {
    let copied;
    let copy;
    try {
      copied = await hashFile(ops, source, { signal, onChunk: (bytes) => target.write(bytes) });
      await target.setModified(copied.stat.mtimeMs);
      await target.sync();
      copy = await target.stat();
    } finally {
      await target.close();
    }
    if (copied.hash !== expected.hash) throw new ChangedError('Its content changed while it was copied.');
    const { hash } = await hashFile(ops, part, { signal });
    if (hash !== expected.hash) throw new ChangedError('The copy reads back different from what was written.');
    return { source: copied.stat, copy };
  } catch (error) {
    await ops.unlink(part);
    throw error;
  }
}
