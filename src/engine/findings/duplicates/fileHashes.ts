import { join } from 'node:path';
import { TimeSlice } from '../../jobs/timeSlice';
import type { ByteFile, ByteOptions } from './byteGroups';
import { headBytes, type FileHash } from './hashFiles';
import { HashThreads } from './hashThreads';

type Digests = { head?: string; whole?: string };

/** A file written less than this before it was hashed may have been written again within the same tick of its clock. */
const settledMs = 2000;

/** Hashes of files: those known from an earlier run, the others read by a few threads, and remembered at the end. */
export class FileHashes {
  private threads: HashThreads | undefined;
  private readonly digests = new Map<number, Digests>();
  private readonly read = new Set<number>();
  private readonly began = Date.now();

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
    this.threads ??= new HashThreads(options.program, options.threads);
    const asked = missing.map((at) => ({
      path: options.root === '' ? files[rows[at]].path : join(options.root, files[rows[at]].path),
      size: files[rows[at]].bytes,
    }));
    const hashed = await this.threads.hash(asked, part === 'head' ? headBytes : Infinity, options.signal);
    missing.forEach((at, i) => {
      const result = (results[at] = hashed[i]);
      if (!('hash' in result)) return;
      this.known(rows[at])[part] = result.hash;
      this.read.add(rows[at]);
    });
    return results;
  }

  /** The content hash of a file, where it is known. */
  content(row: number): string | undefined {
    const { head, whole } = this.digests.get(row) ?? {};
    return this.files[row].bytes <= headBytes ? (head ?? whole) : whole;
  }

  /** Keeps what was read for the next run. */
  async remember(): Promise<void> {
    const { files, options } = this;
    const slice = new TimeSlice();
    // They are committed together: the last is committed when all are.
    let last: Promise<void> | undefined;
    for (const row of this.read) {
      if (slice.isOver()) await slice.next(options.signal);
      if (files[row].modifiedMs < this.began - settledMs) last = options.known?.put(files[row], this.digests.get(row)!);
    }
    await last;
  }

  async dispose(): Promise<void> {
    await this.threads?.dispose();
  }

  private known(row: number): Digests {
    const own = this.digests.get(row);
    if (own) return own;
    const digests = { ...this.options.known?.get(this.files[row]) };
    this.digests.set(row, digests);
    return digests;
  }
}
