import { createHash } from 'node:crypto';
import type { FileOps, FileStat } from './fileOps';

export interface HashedFile {
  /** SHA-256 in hex. */
  readonly hash: string;
  /** Of the file that was read (a link: of its target), taken before reading. */
  readonly stat: FileStat;
}

const chunkBytes = 1 << 20;

/** Why something is not hashed: only regular files are, because a FIFO or a device may never end. */
class NotAFileError extends Error {
  override readonly name = 'NotAFileError';
  constructor() {
    super('It is not a regular file.');
  }
}

/**
 * Reads a file through links and hashes it. Stops at the size that the file had when opened, so that one that grows
 * meanwhile ends; its hash then differs from the whole file's, as it must. `onChunk` gets each piece (for copying).
 */
export async function hashFile(
  ops: FileOps,
  path: string,
  options: { signal?: AbortSignal; onChunk?: (bytes: Uint8Array) => Promise<void> } = {},
): Promise<HashedFile> {
  const handle = await ops.open(path, 'read');
  try {
    const stat = await handle.stat();
    if (stat.kind !== 'file') throw new NotAFileError();
    const hash = createHash('sha256');
    const buffer = new Uint8Array(Math.min(chunkBytes, Math.max(1, stat.size)));
    for (let position = 0; position < stat.size;) {
      options.signal?.throwIfAborted();
      const read = await handle.read(buffer.subarray(0, Math.min(buffer.length, stat.size - position)), position);
      if (read === 0) break;
      const bytes = buffer.subarray(0, read);
      hash.update(bytes);
      await options.onChunk?.(bytes);
      position += read;
    }
    return { hash: hash.digest('hex'), stat };
  } finally {
    await handle.close();
  }
}
