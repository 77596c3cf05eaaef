import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract, type Header } from 'tar-stream';
import type { ArchiveEntry } from './archiveEntry';

/** The entries of a tar file, gzipped or not, in their order. Throws where it is damaged or ends early. */
export async function* readTar(path: string, isGzipped: boolean): AsyncGenerator<ArchiveEntry> {
  const file = createReadStream(path);
  const tar = extract();
  // Headers, which it reads into memory, have a limit of its own.
  const feeding = isGzipped ? pipeline(file, createGunzip(), tar) : pipeline(file, tar);
  // What ends it reaches the loop through the archive's stream; here it is kept from being lost.
  const failure = feeding.then(
    () => undefined,
    (error: unknown) => error,
  );
  try {
    for await (const entry of tar) {
      yield {
        name: entry.header.name,
        kind: kindOf(entry.header),
        position: file.bytesRead,
        open: () => Promise.resolve(entry as AsyncIterable<Uint8Array>),
      };
      entry.resume();
    }
    const ended = await failure;
    if (ended !== undefined) throw ended;
  } finally {
    file.destroy();
    tar.destroy();
    await failure;
  }
}

function kindOf({ type }: Header): ArchiveEntry['kind'] {
  if (type === 'file' || type === 'contiguous-file') return 'file';
  if (type === 'directory') return 'folder';
  return type === 'link' || type === 'symlink' ? 'link' : 'other';
}
