/** The thread that hashes files for the search for equal ones: it waits for disks, so that nobody else has to. */
import { parentPort } from 'node:worker_threads';
import { hashFile, type FileHash } from './hashFiles';

export interface HashTask {
  readonly id: number;
  readonly paths: readonly string[];
  readonly sizes: readonly number[];
  readonly limit: number;
}

export interface HashResult {
  readonly id: number;
  readonly hashes: readonly FileHash[];
}

const port = parentPort;
if (!port) throw new Error('This program is started by Winnow itself.');
port.on('message', ({ id, paths, sizes, limit }: HashTask) => {
  const hashes = paths.map((path, i) => hashFile(path, sizes[i], limit));
  port.postMessage({ id, hashes } satisfies HashResult);
});
