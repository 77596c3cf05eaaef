import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Dirent } from 'node:fs';
import picomatch from 'picomatch';
import type { Folder } from '../../core/layout';
import { errorReason } from '../errors';
import { importFolder } from '../import/importLog';
import { FileLister } from './fileLister';

export interface ScannedFile {
  /** Relative to the scanned folder, `/` between. */
  readonly path: string;
  readonly device: number;
  readonly inode: number;
  readonly size: number;
  readonly modifiedMs: number;
  readonly isLink: boolean;
}

export interface LeftOut {
  readonly path: string;
  readonly reason: string;
}

export interface Scan {
  readonly files: ScannedFile[];
  readonly leftOut: LeftOut[];
  readonly tree: Folder;
  /** Folders that Winnow imported images into. */
  readonly imported: readonly string[];
}

export interface ScanOptions {
  readonly exclude?: readonly string[];
  readonly signal?: AbortSignal;
  readonly onProgress?: (files: number) => void;
}

/** Endings that images usually have; used only to understand the layout before a file is read. */
const imageEnding = /\.(jpe?g|jfif|jpe|png|apng|webp|gif|bmp|dib|tiff?|avif|heic|heif|jp2|ppm|pgm)$/i;

export function looksLikeImage(name: string): boolean {
  return imageEnding.test(name) || !name.includes('.');
}

/**
 * Lists every file below `folder` in a stable order (by name). Folders that begin with a dot are left out
 * (among them Winnow's own state); links to files are listed, links to folders are left out with the reason.
 */
export async function scanFolder(folder: string, options: ScanOptions = {}): Promise<Scan> {
  const files: ScannedFile[] = [];
  const leftOut: LeftOut[] = [];
  const imported: string[] = [];
  const excluded = options.exclude?.length
    ? picomatch([...options.exclude], { dot: true, basename: true })
    : () => false;

  const lister = new FileLister(folder);

  async function visit(path: string, name: string): Promise<Folder> {
    options.signal?.throwIfAborted();
    let entries: Dirent[];
    try {
      entries = await readdir(join(folder, path), { withFileTypes: true });
    } catch (error) {
      if (path === '') throw error;
      leftOut.push({ path, reason: `The folder cannot be read (${errorReason(error)}).` });
      return { name, images: 0, folders: [] };
    }
    entries.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    const folders: Folder[] = [];
    const plain: string[] = [];
    for (const entry of entries) {
      const child = path === '' ? entry.name : `${path}/${entry.name}`;
      if (entry.name.includes('\ufffd'))
        leftOut.push({ path: child, reason: 'The name is not valid UTF-8; rename the file.' });
      else if (entry.name === importFolder) imported.push(path);
      // Names that an apply uses for milliseconds.
      else if (entry.name.startsWith('.winnow-')) continue;
      else if (excluded(child)) leftOut.push({ path: child, reason: 'Left out by the setting winnow.exclude.' });
      else if (entry.isDirectory()) {
        if (entry.name.startsWith('.')) {
          if (entry.name !== '.winnow') leftOut.push({ path: child, reason: 'A hidden folder.' });
        } else folders.push(await visit(child, entry.name));
      } else if (entry.isFile() || entry.isSymbolicLink()) plain.push(child);
      else leftOut.push({ path: child, reason: 'Not a regular file (a socket, pipe or device).' });
    }
    let images = 0;
    await lister.describe(plain, (found) => {
      for (const result of found) {
        if ('reason' in result) leftOut.push(result);
        else {
          files.push(result);
          if (looksLikeImage(result.path.slice(result.path.lastIndexOf('/') + 1))) images++;
        }
      }
      options.signal?.throwIfAborted();
      options.onProgress?.(files.length);
    });
    return { name, images, folders };
  }

  const tree = await visit('', '');
  return { files, leftOut, tree, imported };
}
