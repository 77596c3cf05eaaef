import { join } from 'node:path';
import { TimeSlice } from '../../jobs/timeSlice';
import type { ByteFile, ByteOptions } from './byteGroups';
import { headBytes, type FileHash } from './hashFiles';

type Digests = { head?: string; whole?: string };

/** A file written less than this before it was hashed may have been written again within the same tick of its clock. */
const settledMs = 2000;

/**
 * Hashes that are put away together while others wait for the disk: each commit waits for it as well, so that there are
 * few; but the thread is held up for some milliseconds only, and a run that is ended goes on from there.
 */
const keptAtOnce = 1024;

/** Hashes of files: those known from an earlier run, the others read by a few threads and remembered. */
export class FileHashes {
  private readonly digests = new Map<number, Digests>();
  private readonly began = Date.now();
  private readonly unkept = new Set<number>();
  private remembering: Promise<void> | undefined;
  private failure: unknown;

  constructor(
    private readonly files: readonly ByteFile[],
    private readonly options: ByteOptions,
  ) {}

  /** Hashes of the files' heads or of all of each; in a file no longer than a head both are the same. */
  async of(rows: readonly number[], part: 'head' | 'whole'): Promise<FileHash[]> {
    const { files, options } = this;
    const slice = new TimeSlice();
    const results: FileHash[] = [];
    const missing: number[] = [];
    for (const [at, row] of rows.entries()) {
      if (slice.isOver()) await slice.next(options.signal);
      const digests = this.known(row);
      const hash = files[row].bytes <= headBytes ? (digests.head ?? digests.whole) : digests[part];
      if (hash === undefined) missing.push(at);
      else results[at] = { hash };
    }
    if (missing.length === 0) return results;
    // In the order in which a file system tends to have laid them on the disk.
    missing.sort((a, b) => files[rows[a]].inode - files[rows[b]].inode);
    const asked = missing.map((at) => ({
      path: options.root === '' ? files[rows[at]].path : join(options.root, files[rows[at]].path),
      size: files[rows[at]].bytes,
    }));
    const tell = (i: number, result: FileHash): void => {
      const at = missing[i];
      results[at] = result;
      if ('hash' in result) this.keep(rows[at], part, result.hash);
    };
    await options.readers.hash(asked, part === 'head' ? headBytes : Infinity, tell, options.signal);
    return results;
  }

  /** The content hash of a file, where it is known. */
  content(row: number): string | undefined {
    const { head, whole } = this.digests.get(row) ?? {};
    return this.files[row].bytes <= headBytes ? (head ?? whole) : whole;
  }

  /** Resolves when what was read is kept for the next run. */
  async remembered(): Promise<void> {
    this.remember();
    // They are committed in their order: the last is committed when all are.
    await this.remembering;
    if (this.failure !== undefined) throw this.failure;
  }

  private keep(row: number, part: 'head' | 'whole', hash: string): void {
    this.known(row)[part] = hash;
    if (this.files[row].modifiedMs < this.began - settledMs) this.unkept.add(row);
    if (this.unkept.size >= keptAtOnce) this.remember();
  }

  private remember(): void {
    for (const row of this.unkept)
      this.remembering = this.options.known?.put(this.files[row], this.digests.get(row)!).catch((error: unknown) => {
        this.failure ??= error;
      });
    this.unkept.clear();
  }

  private known(row: number): Digests {
    const own = this.digests.get(row);
    if (own) return own;
    const digests = { ...this.options.known?.get(this.files[row]) };
    this.digests.set(row, digests);
    return digests;
  }
}
