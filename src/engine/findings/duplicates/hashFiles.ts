import { createHash } from 'node:crypto';
import { closeSync, constants, openSync, readSync } from 'node:fs';
import { errorReason } from '../../errors';

/** Bytes of a file's start that are hashed first: what a system reads ahead anyway, and all of most small pictures. */
export const headBytes = 1 << 16;

/** A file's hash, hex; or why it could not be read. */
export type FileHash = { readonly hash: string } | { readonly reason: string };

const buffer = Buffer.allocUnsafeSlow(1 << 18);

/**
 * Hashes the first `limit` bytes of a file (sha256), in this thread: opening, reading and closing small files one by
 * one is several times faster without a promise for each. A file that is read to its end and has another size than
 * `size` was changed meanwhile; asking for one byte more than it should have tells, at no further call.
 */
export function hashFile(path: string, size: number, limit: number): FileHash {
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  } catch (error) {
    return { reason: errorReason(error) };
  }
  try {
    const wanted = Math.min(limit, size);
    const isAll = wanted === size;
    const hash = createHash('sha256');
    let done = 0;
    for (;;) {
      const length = Math.min(wanted - done + Number(isAll), buffer.length);
      const read = length === 0 ? 0 : readSync(file, buffer, 0, length, null);
      hash.update(buffer.subarray(0, read));
      done += read;
      // Less than was asked for is the end of a file; but a network may give it in pieces.
      if (read === 0 || (done === wanted && read < length)) break;
    }
    return done === wanted ? { hash: hash.digest('hex') } : { reason: 'it changed meanwhile' };
  } catch (error) {
    return { reason: errorReason(error) };
  } finally {
    closeSync(file);
  }
}
