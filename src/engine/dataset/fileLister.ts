import { lstatSync, statSync, type Stats } from 'node:fs';
import { lstat, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errorReason } from '../errors';
import type { LeftOut, ScannedFile } from './scan';

/** Files looked at before others get a turn: about a millisecond of a local disk that is warm. */
const atOnce = 128;
/** Microseconds for one file above which waiting for several at once is faster (a network, a disk that turns). */
const slowMicroseconds = 150;
/** Chunks after which a disk that was slow is tried again: its cache may be warm now. */
const retryAfter = 16;

/**
 * Looks at files. A promise for each costs several times what a fast disk needs to answer, so files are looked at one
 * after another in short runs, and several at once where the disk is slow.
 */
export class FileLister {
  private slowChunks = 0;

  constructor(private readonly folder: string) {}

  /** What stands at `paths` (relative to the folder), in their order; calls back after each run. */
  async describe(paths: readonly string[], onRun: (found: (ScannedFile | LeftOut)[]) => void): Promise<void> {
    for (let start = 0; start < paths.length; start += atOnce) {
      const run = paths.slice(start, start + atOnce);
      if (this.slowChunks > 0) {
        this.slowChunks--;
        onRun(await Promise.all(run.map((path) => this.wait(path))));
        continue;
      }
      const began = performance.now();
      const found = run.map((path) => this.look(path));
      if (((performance.now() - began) * 1000) / run.length > slowMicroseconds) this.slowChunks = retryAfter;
      onRun(found);
      await new Promise(setImmediate);
    }
  }

  private look(path: string): ScannedFile | LeftOut {
    const absolute = join(this.folder, path);
    try {
      const own = lstatSync(absolute);
      return describeStats(path, own, own.isSymbolicLink() ? statSync(absolute) : own);
    } catch (error) {
      return { path, reason: `Cannot be looked at (${errorReason(error)}).` };
    }
  }

  private async wait(path: string): Promise<ScannedFile | LeftOut> {
    const absolute = join(this.folder, path);
    try {
      const own = await lstat(absolute);
      return describeStats(path, own, own.isSymbolicLink() ? await stat(absolute) : own);
    } catch (error) {
      return { path, reason: `Cannot be looked at (${errorReason(error)}).` };
    }
  }
}

function describeStats(path: string, own: Stats, target: Stats): ScannedFile | LeftOut {
  if (target.isDirectory())
    return { path, reason: 'A link to a folder; add the folder itself to the dataset or open it on its own.' };
  if (!target.isFile()) return { path, reason: 'Not a regular file (a socket, pipe or device).' };
  return {
    path,
    device: target.dev,
    inode: target.ino,
    size: target.size,
    modifiedMs: target.mtimeMs,
    isLink: own.isSymbolicLink(),
  };
}
