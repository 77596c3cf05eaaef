import { readFile, stat } from 'node:fs/promises';
import { ifReadable } from '../../errors';

/** Whether a file of these very bytes stands there. What is no file is something else; a pipe would be read for ever. */
export async function hasBytes(path: string, bytes: Uint8Array): Promise<boolean> {
  const there = await ifReadable(stat(path));
  if (!there?.isFile() || there.size !== bytes.length) return false;
  const read = await ifReadable(readFile(path));
  return read?.equals(bytes) ?? false;
}
