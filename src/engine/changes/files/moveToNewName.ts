import { link, rename, unlink, writeFile } from 'node:fs/promises';
import { isSystemError } from '../../errors';

/** Moves a new file to its name; false when the name is taken. Never replaces a file. */
export async function moveToNewName(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    await unlink(from);
    return true;
  } catch (error) {
    if (isSystemError(error) && error.code === 'EEXIST') return false;
    if (!isSystemError(error) || !['EPERM', 'ENOTSUP', 'ENOSYS', 'EOPNOTSUPP'].includes(error.code)) throw error;
  }
  // A file system without hard links (exFAT, some network shares): an empty file takes the name, of two only one can.
  try {
    await writeFile(to, '', { flag: 'wx' });
  } catch (error) {
    if (isSystemError(error) && error.code === 'EEXIST') return false;
    throw error;
  }
  await rename(from, to);
  return true;
}
