import { getFileNameLowLevel, openPromise } from 'yauzl';
import { bytesOf, type ArchiveEntry } from './archiveEntry';

const typeMask = 0o170000;
const symbolicLink = 0o120000;

/** The entries of a zip file, by its central directory. Throws where that is damaged. */
export async function* readZip(path: string): AsyncGenerator<ArchiveEntry> {
  // Names are decoded here: one that leads outside must not end the reading of the others.
  const zip = await openPromise(path, { lazyEntries: true, decodeStrings: false, autoClose: false });
  try {
    let position = 0;
    for await (const entry of zip.eachEntry()) {
      const name = getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, false);
      const isLink = ((entry.externalFileAttributes >>> 16) & typeMask) === symbolicLink;
      position += entry.compressedSize;
      yield {
        name,
        kind: isLink ? 'link' : name.endsWith('/') ? 'folder' : 'file',
        ...(entry.isEncrypted() && { problem: 'It is encrypted.' }),
        ...(!entry.isEncrypted() &&
          !entry.canDecodeFileData() && {
            problem: `Its compression (method ${entry.compressionMethod}) is not read.`,
          }),
        crc: entry.crc32,
        position,
        open: async () => bytesOf(await zip.openReadStreamPromise(entry)),
      };
    }
  } finally {
    zip.close();
  }
}
