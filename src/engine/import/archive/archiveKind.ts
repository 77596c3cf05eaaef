import { open } from 'node:fs/promises';
import { errorReason, UserError } from '../../errors';

export type ArchiveKind = 'zip' | 'tar' | 'tar.gz';

const headBytes = 512;

const refused: readonly [magic: string, name: string][] = [
  ['7z\xbc\xaf\x27\x1c', '7z'],
  ['Rar!\x1a\x07', 'RAR'],
  ['BZh', 'bzip2'],
  ['\xfd7zXZ\0', 'xz'],
  ['\x28\xb5\x2f\xfd', 'zstd'],
];

/** Tells an archive by its content; undefined for any other file. Throws `UserError` for a kind that is not read. */
export async function archiveKind(path: string): Promise<ArchiveKind | undefined> {
  const head = await readHead(path);
  const text = Buffer.from(head).toString('latin1');
  if (text.startsWith('PK\x03\x04') || text.startsWith('PK\x05\x06')) return 'zip';
  if (text.startsWith('\x1f\x8b')) return 'tar.gz';
  if (isTarHeader(head)) return 'tar';
  const other = refused.find(([magic]) => text.startsWith(magic));
  if (other) throw new UserError(`${path} is a ${other[1]} archive, which is not read. Unpack it, or pack it as zip.`);
  if (/\.(zip|tar|tgz|tar\.gz)$/i.test(path))
    throw new UserError(`${path} is no archive, whatever its name says: it was cut short or damaged. Fetch it again.`);
  return undefined;
}

async function readHead(path: string): Promise<Uint8Array> {
  try {
    const file = await open(path, 'r');
    try {
      const head = new Uint8Array(headBytes);
      const { bytesRead } = await file.read(head, 0, headBytes, 0);
      return head.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw new UserError(`${path} cannot be read: ${errorReason(error)}.`);
  }
}

/** A header's sum, in octal at byte 148, counts itself as blanks (POSIX ustar; true of older archives, too). */
function isTarHeader(head: Uint8Array): boolean {
  if (head.length < headBytes) return false;
  let sum = 8 * 32;
  for (let i = 0; i < headBytes; i++) if (i < 148 || i >= 156) sum += head[i];
  const stored = /^[ 0]*([0-7]+)[\0 ]/.exec(Buffer.from(head.subarray(148, 156)).toString('latin1'))?.[1];
  return stored !== undefined && Number.parseInt(stored, 8) === sum;
}
