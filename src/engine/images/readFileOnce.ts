import { constants } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { errorReason } from '../errors';
import { NoImageError, skipped, unreadable } from './unreadable';

/** Large enough to tell the format, small enough to cost nothing on a file that is no image. */
const headBytes = 4096;

/**
 * Reads a file once, from start to end. `accept` sees its first bytes and throws to stop there. Pipes, sockets and
 * devices are never opened; nothing beyond the size found at the start is read, so that a growing file ends too.
 * Throws `NoImageError`.
 */
export async function readFileOnce(path: string, maxBytes: number, accept: (head: Buffer) => void): Promise<Buffer> {
  let handle: FileHandle;
  try {
    if (!(await stat(path)).isFile()) throw skipped('Not a regular file (a socket, pipe, device or folder).');
    // Should the path become a pipe in between, opening it must not wait for a writer.
    handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  } catch (error) {
    throw asNoImage(error);
  }
  try {
    return await readOpenFile(handle, maxBytes, accept);
  } catch (error) {
    throw asNoImage(error);
  } finally {
    await handle.close();
  }
}

async function readOpenFile(handle: FileHandle, maxBytes: number, accept: (head: Buffer) => void): Promise<Buffer> {
  const before = await handle.stat();
  if (!before.isFile()) throw skipped('Not a regular file (a socket, pipe, device or folder).');
  const head = Buffer.allocUnsafe(Math.min(headBytes, before.size));
  if ((await readFully(handle, head, 0)) < head.length) throw changed();
  accept(head);
  if (before.size > maxBytes)
    throw unreadable(`The file has ${megabytes(before.size)} MB; the limit is ${megabytes(maxBytes)} MB.`);
  const file = Buffer.allocUnsafe(before.size);
  head.copy(file);
  if ((await readFully(handle, file, head.length)) < file.length) throw changed();
  const after = await handle.stat();
  if (after.size !== before.size || after.mtimeMs !== before.mtimeMs) throw changed();
  return file;
}

/** Fills `buffer` from offset `start`; resolves to the bytes it holds then, fewer at the end of the file. */
async function readFully(handle: FileHandle, buffer: Buffer, start: number): Promise<number> {
  let at = start;
  while (at < buffer.length) {
    const { bytesRead } = await handle.read(buffer, at, buffer.length - at, at);
    if (bytesRead === 0) break;
    at += bytesRead;
  }
  return at;
}

function changed(): NoImageError {
  return new NoImageError('unreadable', 'The file changed while it was read; it is read again next time.', true);
}

function asNoImage(error: unknown): NoImageError {
  if (error instanceof NoImageError) return error;
  return new NoImageError('unreadable', `The file cannot be read: ${errorReason(error)}.`, true);
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0);
}
