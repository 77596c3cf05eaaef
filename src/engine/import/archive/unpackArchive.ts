import { mkdir, open, rm, stat, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as z from 'zod';
import type { ArchiveOutcome } from '../../../protocol/importRequests';
import { numberedStem, splitName, utf8Length } from '../../../core/freeName';
import { errorReason, isDiskFull, isSystemError, UserError } from '../../errors';
import { sniff, sniffBytes } from '../../images/sniff';
import type { Report } from '../../jobs/progress';
import type { ArchiveEntry } from './archiveEntry';
import type { ArchiveKind } from './archiveKind';
import { crc32 } from './crc32';
import { entryPath } from './entryPath';
import { readTar } from './readTar';
import { readZip } from './readZip';
import { withStagedFolder } from './stagedFolder';

/** What an archive may grow to; options of the command line. */
export const unpackLimits = z.object({
  maxGigabytes: z.number().positive().default(200).describe('most gigabytes that an archive may hold'),
  maxRatio: z.number().positive().default(100).describe('most times its size that an archive may hold'),
  maxEntries: z.int().positive().default(5_000_000).describe('most files that an archive may hold'),
});

export interface UnpackInput {
  readonly archive: string;
  readonly kind: ArchiveKind;
  /** Absolute path of the new folder. */
  readonly into: string;
  readonly limits: z.infer<typeof unpackLimits>;
  readonly report: Report;
  readonly signal: AbortSignal;
}

/** Below so many bytes no ratio is a bomb. */
const harmlessBytes = 50e6;
const reportEveryMs = 200;

/**
 * Unpacks zip, tar or tar.gz into a new folder: plain files only, none outside of it. Hidden files are left out and
 * counted, what cannot be had is listed. Throws `UserError`, and leaves nothing, when the archive is damaged as a whole,
 * grows beyond the limits, or the disk is full.
 */
export async function unpackArchive(input: UnpackInput): Promise<ArchiveOutcome> {
  const { archive, into, signal } = input;
  try {
    const { size } = await stat(archive);
    return await withStagedFolder(into, (folder) => new Unpacker(input, folder, size).run());
  } catch (error) {
    signal.throwIfAborted();
    if (isDiskFull(error)) throw new UserError(`The disk of ${into} is full. Nothing was unpacked; make room first.`);
    if (error instanceof UserError) throw error;
    throw new UserError(
      `${basename(archive)} cannot be unpacked: ${errorReason(error)}. Nothing was written; get the archive again.`,
    );
  }
}

class Unpacker {
  private bytes = 0;
  private entries = 0;
  private images = 0;
  private files = 0;
  private leftOut = 0;
  private lastReport = 0;
  private readonly failed: { path: string; reason: string }[] = [];

  constructor(
    private readonly input: UnpackInput,
    private readonly folder: string,
    private readonly size: number,
  ) {}

  async run(): Promise<ArchiveOutcome> {
    const { archive, kind, signal, limits, into } = this.input;
    const entries = kind === 'zip' ? readZip(archive) : readTar(archive, kind === 'tar.gz');
    for await (const entry of entries) {
      signal.throwIfAborted();
      if (++this.entries > limits.maxEntries)
        throw new UserError(`${basename(archive)} has more than ${limits.maxEntries} entries.`);
      await this.take(entry);
      this.tell(entry.position, false);
    }
    this.tell(this.size, true);
    const { images, files, leftOut, failed } = this;
    if (files === 0 && failed.length === 0) throw new UserError(`${basename(archive)} holds no files.`);
    return { images, files, leftOut, failed, out: into };
  }

  private async take(entry: ArchiveEntry): Promise<void> {
    const target = entryPath(entry.name, process.platform);
    if (target.kind === 'refused') return void this.failed.push({ path: entry.name, reason: target.reason });
    if (entry.kind === 'folder') return;
    if (target.kind === 'left-out') return void this.leftOut++;
    const fail = (reason: string): void => void this.failed.push({ path: target.path, reason });
    if (entry.kind === 'link') return fail('It is a link.');
    if (entry.kind === 'other') return fail('It is no plain file.');
    if (entry.problem !== undefined) return fail(entry.problem);
    const file = await this.create(target.path);
    if (typeof file === 'string') return fail(file);
    try {
      const reason = await this.write(entry, file.handle);
      if (reason === undefined) return;
      fail(reason);
    } finally {
      await file.handle.close();
    }
    await rm(file.path, { force: true });
  }

  /** A new file, numbered where its name is taken; or why it cannot be. */
  private async create(path: string): Promise<{ handle: FileHandle; path: string } | string> {
    const full = join(this.folder, path);
    try {
      await mkdir(dirname(full), { recursive: true });
      const { stem, ending } = splitName(basename(full));
      for (let n = 1; ; n++) {
        const candidate = join(dirname(full), numberedStem(stem, n, utf8Length(ending)) + ending);
        const handle = await open(candidate, 'wx', 0o644).catch((error: unknown) => {
          if (isSystemError(error) && error.code === 'EEXIST') return undefined;
          throw error;
        });
        if (handle) return { handle, path: candidate };
      }
    } catch (error) {
      if (isDiskFull(error) || !isSystemError(error)) throw error;
      if (['EEXIST', 'ENOTDIR'].includes(error.code)) return 'A file of the archive stands where its folder would be.';
      return `It cannot be written: ${errorReason(error)}.`;
    }
  }

  /** Writes the content; why it is no good, or undefined. */
  private async write(entry: ArchiveEntry, handle: FileHandle): Promise<string | undefined> {
    let crc = 0;
    let head: Uint8Array = new Uint8Array();
    let content: AsyncIterable<Uint8Array>;
    try {
      content = await entry.open();
    } catch (error) {
      return `It is damaged: ${errorReason(error)}.`;
    }
    try {
      for await (const chunk of content) {
        this.input.signal.throwIfAborted();
        this.count(chunk.length);
        // The first chunk may be a few bytes, too few to tell a picture.
        if (head.length < sniffBytes) head = Buffer.concat([head, chunk.subarray(0, sniffBytes - head.length)]);
        if (entry.crc !== undefined) crc = crc32(chunk, crc);
        await handle.appendFile(chunk);
      }
    } catch (error) {
      // In a tar nothing after it could be read; in a zip the others can.
      if (error instanceof UserError || entry.crc === undefined || isDiskFull(error)) throw error;
      return `It is damaged: ${errorReason(error)}.`;
    }
    if (entry.crc !== undefined && crc !== entry.crc) return 'It is damaged: its checksum differs.';
    this.files++;
    if (sniff(Buffer.from(head)).kind === 'image') this.images++;
    return undefined;
  }

  private count(bytes: number): void {
    this.bytes += bytes;
    const { maxGigabytes, maxRatio } = this.input.limits;
    const name = basename(this.input.archive);
    if (this.bytes > maxGigabytes * 1e9) throw new UserError(`${name} holds more than ${maxGigabytes} GB.`);
    if (this.bytes > harmlessBytes && this.bytes > maxRatio * this.size)
      throw new UserError(
        `${name} grows to more than ${maxRatio} times its size, as archives do that are made to fill a disk.`,
      );
  }

  private tell(position: number, finished: boolean): void {
    const now = performance.now();
    if (!finished && now - this.lastReport < reportEveryMs) return;
    this.lastReport = now;
    const megabytes = (bytes: number): number => Math.round(bytes / 1e6);
    this.input.report({
      task: 'unpack',
      done: Math.min(megabytes(position), megabytes(this.size)),
      total: megabytes(this.size),
      finished,
    });
  }
}
