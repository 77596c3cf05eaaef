import { dirname } from 'node:path';
import { syncFolder } from '../changes/files/directories';
import { diskOps, type FileOps, type FileStat, type OpenFile } from '../changes/files/fileOps';
import { errorReason, isSystemError, UserError } from '../errors';
import { TimeSlice } from '../jobs/timeSlice';
import { parseLog, type LogRecord, type ParsedLog } from './parseLog';
import { sealLine } from './sealedLine';

/** A finished line of a log no longer reads as it was written. The file is left as it is. */
export class LogDamagedError extends UserError {
  constructor(
    readonly path: string,
    readonly line: number,
    /** Where the line begins, if it cannot be read. */
    readonly byte: number | undefined,
    /** Where the file's content is kept. */
    readonly copy: string,
    problem = 'it is not as it was written',
  ) {
    super(
      `${path} is damaged in line ${line}${byte === undefined ? '' : ` (byte ${byte})`}: ${problem}. ` +
        `Nothing was changed; its content is kept in ${copy}. The lines before it say where every file went. ` +
        `To go on, move the damaged file to another name: a new one is begun then, and the trash stays as it is.`,
    );
  }
}

export interface AppendLogOptions {
  readonly ops?: FileOps;
  readonly now?: () => Date;
  /** Where whoever opens it stopped before: as long as nobody else wrote since, nothing is read again. */
  readonly known?: LogPosition;
}

/** The end of a log as it was read or written, and the file as it was then. */
export interface LogPosition {
  readonly seq: number;
  readonly lastSum: string;
  readonly file: FileStat;
}

/** Reads a log file whole; a missing file is an empty log. */
export async function readLog(path: string, ops: FileOps = diskOps): Promise<ParsedLog> {
  return parseLog(await inWords(path, 'read', () => readAll(ops, path)));
}

/** True while the file at `path` is the one that `file` describes, and nobody wrote it since. */
export async function isUnchanged(path: string, file: FileStat, ops: FileOps = diskOps): Promise<boolean> {
  try {
    const { device, inode, size, mtimeNs, ctimeNs } = await ops.stat(path);
    const isSame = device === file.device && inode === file.inode && size === file.size;
    return isSame && mtimeNs === file.mtimeNs && ctimeNs === file.ctimeNs;
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') return false;
    throw error;
  }
}

/** A disk's failure as a sentence that names the file. */
async function inWords<T>(path: string, what: 'read' | 'opened' | 'written', work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new UserError(`${path} cannot be ${what} (${errorReason(error)}).`, { cause: error });
  }
}

/**
 * An append-only file of checksummed JSON lines. `append` returns when its records are on the disk. Opening cuts off
 * the torn end that a crash left and refuses a damaged log (LogDamagedError) after keeping a copy of it.
 * One writer at a time: hold the dataset's lock.
 */
export class AppendLog {
  private broken: string | undefined;
  /** First record since the last fsync: what a power cut may tear belongs to one group. */
  private group: number;

  private constructor(
    readonly path: string,
    private readonly handle: OpenFile,
    private readonly now: () => Date,
    /** True: it went on from where it was known; there are no records to take. */
    readonly isResumed: boolean,
    private records: readonly LogRecord[],
    private seq: number,
    private lastSum: string,
    private size: number,
  ) {
    this.group = seq + 1;
  }

  static open(path: string, options: AppendLogOptions = {}): Promise<AppendLog> {
    return inWords(path, 'opened', () => AppendLog.openFile(path, options));
  }

  private static async openFile(path: string, options: AppendLogOptions): Promise<AppendLog> {
    const ops = options.ops ?? diskOps;
    const now = options.now ?? (() => new Date());
    const { known } = options;
    if (known && (await isUnchanged(path, known.file, ops))) {
      const { seq, lastSum, file } = known;
      const handle = await openDurably(ops, path);
      return new AppendLog(path, handle, now, true, [], seq, lastSum, file.size);
    }
    const bytes = await readAll(ops, path);
    const log = parseLog(bytes);
    if (log.damage) {
      const copy = await keepCopy(ops, path, bytes, 'damaged');
      throw new LogDamagedError(path, log.damage.line, log.damage.byte, copy);
    }
    // A torn end with a whole line in it is more than half a write: keep what it said for a person to read.
    const torn = bytes.subarray(log.goodBytes);
    if (torn.includes(0x0a)) await keepCopy(ops, path, torn, 'torn');
    const handle = await openDurably(ops, path, log.tornBytes > 0 ? log.goodBytes : undefined);
    return new AppendLog(path, handle, now, false, log.records, log.records.length, log.lastSum, log.goodBytes);
  }

  /** What the log held when it was opened; given once and not kept, since a log may be long. */
  takeRecords(): readonly LogRecord[] {
    const { records } = this;
    this.records = [];
    return records;
  }

  /** Where to go on when it is opened again; undefined when the file may not be as it was written. */
  async position(): Promise<LogPosition | undefined> {
    if (this.broken) return undefined;
    const file = await this.handle.stat();
    return file.size === this.size ? { seq: this.seq, lastSum: this.lastSum, file } : undefined;
  }

  /** Bytes that are written; a reader that stops here sees whole records. */
  get offset(): number {
    return this.size;
  }

  /**
   * Writes the records. With `durable` (the default) it returns when they are on the disk; without, they
   * survive the death of this process but not a power cut. After a failure the file is put back to its last whole
   * record; where that fails too, or after a failed fsync, the log takes no more records.
   */
  async append(records: readonly object[], options: { durable?: boolean } = {}): Promise<void> {
    if (this.broken) throw new UserError(`${this.path} cannot be written: ${this.broken}`);
    if (records.length === 0) return;
    const first = this.seq + 1;
    const time = this.now().toISOString();
    let sum = this.lastSum;
    const lines: Uint8Array[] = [];
    const slice = new TimeSlice();
    for (const record of records) {
      if (slice.isOverNow()) await slice.next();
      const sealed = sealLine(record, { seq: first + lines.length, group: this.group, time }, sum);
      sum = sealed.sum;
      lines.push(Buffer.from(sealed.line));
    }
    const bytes = Buffer.concat(lines);
    try {
      await this.handle.write(bytes);
    } catch (error) {
      await this.cutBack(error);
      throw new UserError(`${this.path} cannot be written (${errorReason(error)}).`, { cause: error });
    }
    this.seq += records.length;
    this.lastSum = sum;
    this.size += bytes.length;
    if (options.durable !== false) await this.sync();
  }

  async sync(): Promise<void> {
    try {
      await this.handle.sync();
      this.group = this.seq + 1;
    } catch (error) {
      // After a failed fsync the page cache may hold what the disk does not: nothing written later could be trusted.
      this.broken = 'an earlier fsync failed';
      throw new UserError(`${this.path} cannot be written (${errorReason(error)}).`, { cause: error });
    }
  }

  async close(): Promise<void> {
    await this.handle.close();
  }

  private async cutBack(cause: unknown): Promise<void> {
    try {
      await this.handle.truncate(this.size);
    } catch {
      this.broken = `an earlier write failed (${isSystemError(cause) ? cause.code : String(cause)})`;
    }
  }
}

/**
 * Opens a log to write on, cut to `size` if that is given, when all that it holds is on the disk: what was read of it,
 * also after a kill, may not have reached the disk yet.
 */
async function openDurably(ops: FileOps, path: string, size?: number): Promise<OpenFile> {
  const handle = await ops.open(path, 'append');
  try {
    if (size !== undefined) await handle.truncate(size);
    await handle.sync();
    await syncFolder(ops, dirname(path));
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function readAll(ops: FileOps, path: string): Promise<Uint8Array> {
  let handle: OpenFile;
  try {
    handle = await ops.open(path, 'read');
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') return new Uint8Array();
    throw error;
  }
  try {
    const stat = await handle.stat();
    if (stat.kind !== 'file') throw new UserError(`${path} is not a regular file.`);
    const bytes = new Uint8Array(stat.size);
    let read = 0;
    while (read < bytes.length) {
      const more = await handle.read(bytes.subarray(read), read);
      if (more === 0) break;
      read += more;
    }
    return bytes.subarray(0, read);
  } finally {
    await handle.close();
  }
}

/** Keeps bytes beside the log under a free name; the same bytes are kept once. */
async function keepCopy(ops: FileOps, path: string, bytes: Uint8Array, what: string): Promise<string> {
  for (let n = 1; ; n++) {
    const copy = `${path}.${what}-${n}`;
    try {
      const handle = await ops.open(copy, 'create', 0o600);
      try {
        await handle.write(bytes);
        await handle.sync();
      } finally {
        await handle.close();
      }
      return copy;
    } catch (error) {
      if (!isSystemError(error) || error.code !== 'EEXIST') throw error;
      if (equalBytes(await readAll(ops, copy), bytes)) return copy;
    }
  }
}

function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
