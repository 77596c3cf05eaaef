import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { pack, type Pack } from 'tar-stream';
import type { Sample, ShardFile } from './writeShards';

/** Times and owners are always the same, so that the same images give the same bytes. */
const entryFacts = { mtime: new Date(0), mode: 0o644, uid: 0, gid: 0 };

/**
 * A shard as WebDataset reads it: a plain tar in which the files of one sample follow each other and share a key:
 * the picture, `cls` with the number of its class, `txt` with its caption and `json` with all else.
 */
export function openTarShard(path: string): ShardFile {
  const archive = pack();
  const written = pipeline(archive, createWriteStream(path, { flags: 'wx' }));
  // Told by close(); until then nobody listens.
  written.catch((_toldByClose: unknown) => undefined);
  let count = 0;
  return {
    add: async (samples) => {
      for (const sample of samples) await addSample(archive, String(count++).padStart(9, '0'), sample);
    },
    close: async () => {
      archive.finalize();
      await written;
    },
    abandon: async () => {
      archive.destroy();
      await written.catch((_abandoned: unknown) => undefined);
    },
  };
}

async function addSample(archive: Pack, key: string, { record, data, classIndex, caption }: Sample): Promise<void> {
  const ending = record.path.slice(record.path.lastIndexOf('.') + 1).toLowerCase();
  await addEntry(archive, `${key}.${ending}`, data);
  if (classIndex >= 0) await addEntry(archive, `${key}.cls`, String(classIndex));
  if (caption !== undefined) await addEntry(archive, `${key}.txt`, caption);
  const { path, label, width, height, sha256, source, sourceSha256 } = record;
  await addEntry(archive, `${key}.json`, JSON.stringify({ path, label, width, height, sha256, source, sourceSha256 }));
}

function addEntry(archive: Pack, name: string, content: Uint8Array | string): Promise<void> {
  const buffer = Buffer.from(content);
  return new Promise((resolve, reject) => {
    const entry = archive.entry({ ...entryFacts, name, size: buffer.length }, buffer, (error) =>
      error ? reject(error) : resolve(),
    );
    // When the disk fills, the entry is told as well.
    entry.on('error', reject);
  });
}
