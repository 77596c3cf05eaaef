import type { Expected, Relabel } from '../../../core/plan/plan';
import { unsafePathReason } from '../../../core/relativePath';
import { AppendLog, LogDamagedError, type LogPosition } from '../../log/appendLog';
import type { LogRecord } from '../../log/parseLog';
import { tablesFolder, type DataFolders, type Location } from '../dataFolders';
import type { FileOps } from '../files/fileOps';
import {
  journalRecord,
  type BeginRecord,
  type IntentRecord,
  type JournalRecord,
  type OperationReference,
  type RunKind,
  type StepKind,
} from './journalRecords';
import { pathBelow } from '../../pathBelow';
import { SharedValues } from './sharedValues';

/** The content of a table that was replaced. */
export interface Replaced extends Expected {
  readonly backup: Location;
}

export interface JournalOperation {
  readonly run: Run;
  readonly number: number;
  readonly kind: StepKind;
  readonly from: Location;
  readonly to: Location | undefined;
  readonly expected: Expected | undefined;
  readonly method: IntentRecord['method'];
  readonly link: IntentRecord['link'];
  readonly provenance: IntentRecord['provenance'];
  /** Of a rewritten table: what it was before, and where that is kept. */
  readonly replaces: Replaced | undefined;
  /** Images whose labels a rewritten table changes. */
  relabels: Relabel[];
  /** What this operation takes back. */
  readonly of: OperationReference | undefined;
  /** True for a sidecar that travels with an image. */
  readonly isSidecar: boolean;
  readonly time: Date;
  placedInode: bigint | undefined;
  outcome: { readonly done: true } | { readonly done: false; readonly reason: string } | undefined;
  /** The operation that took this one back, or removed its file from the trash. */
  undoneBy: JournalOperation | undefined;
}

const isDone = { done: true } as const;
/** Of the many operations that relabel nothing. */
const none: Relabel[] = [];

export interface Run {
  readonly id: string;
  readonly kind: RunKind;
  readonly time: Date;
  readonly undoes: string | undefined;
  /** Operations that were planned; those not reached before a crash or a cancel have no record. */
  readonly planned: number;
  readonly operations: Map<number, JournalOperation>;
  end?: { readonly applied: number; readonly cancelled: boolean; readonly recovered: boolean };
}

interface OpenRun {
  readonly run: Run;
  readonly begin: BeginRecord;
}

/** What happened to a dataset's files, rebuilt from its journal. */
export class JournalState {
  private readonly opened = new Map<string, OpenRun>();
  private readonly shared = new SharedValues();

  get runs(): Run[] {
    return [...this.opened.values()].map(({ run }) => run);
  }

  run(id: string): Run | undefined {
    return this.opened.get(id)?.run;
  }

  find({ run, operation }: OperationReference): JournalOperation | undefined {
    return this.opened.get(run)?.run.operations.get(operation);
  }

  /** Operations of all runs. */
  get operations(): number {
    let count = 0;
    for (const { run } of this.opened.values()) count += run.operations.size;
    return count;
  }

  /** Operations whose outcome is not known: a crash came between. */
  unresolved(): JournalOperation[] {
    return this.runs.flatMap((run) => [...run.operations.values()].filter((operation) => !operation.outcome));
  }

  /** Takes one record in; returns why it makes no sense, if so. */
  take(record: JournalRecord, time: Date): string | undefined {
    if (record.type === 'begin') return this.begin(record, time);
    const open = this.opened.get(record.run);
    if (!open) return `run ${record.run} was never begun`;
    if (record.type === 'intent') return this.intend(open, record, time);
    if (record.type === 'end') {
      const { applied, cancelled = false, recovered = false } = record;
      open.run.end = { applied, cancelled, recovered };
      return undefined;
    }
    const operation = open.run.operations.get(record.operation);
    if (!operation) return `operation ${record.operation} was never intended`;
    if (record.type === 'placed') operation.placedInode = BigInt(record.inode);
    else if (record.type === 'relabels') {
      if (operation.relabels === none) operation.relabels = [];
      for (const [path, before, after] of record.rows) operation.relabels.push({ path, before, after });
    } else if (record.type === 'skipped') operation.outcome = { done: false, reason: record.reason };
    else {
      operation.outcome = isDone;
      const original = operation.of && this.find(operation.of);
      if (original) original.undoneBy = operation;
    }
    return undefined;
  }

  private begin(record: BeginRecord, time: Date): string | undefined {
    if (this.opened.has(record.run)) return `run ${record.run} is begun twice`;
    const { run: id, kind, undoes, operations: planned } = record;
    this.opened.set(id, { begin: record, run: { id, kind, time, undoes, planned, operations: new Map() } });
    return undefined;
  }

  private intend({ run, begin }: OpenRun, record: IntentRecord, time: Date): string | undefined {
    const from = locate(record.from, begin);
    const to = record.to === undefined ? undefined : locate(record.to, begin);
    if (!from) return `${brief(record.from)} lies outside the dataset`;
    if (record.to !== undefined && !to) return `${brief(record.to)} lies outside the dataset`;
    const isFolder = record.kind === 'make-folder' || record.kind === 'remove-folder';
    if (!to && !isFolder && record.kind !== 'remove') return `operation ${record.operation} has no target`;
    const { size, mtimeMs, hash, kind, method, link, provenance, of, operation: number } = record;
    const isContent = size !== undefined && mtimeMs !== undefined && hash !== undefined && hash !== '';
    const expected = isContent ? this.shared.expected(size, mtimeMs, hash) : undefined;
    if (!isFolder && !expected) return `operation ${number} does not say which file it means`;
    const isSidecar = record.sidecar ?? false;
    const backup = record.replaces && locate(record.replaces.backup, begin);
    if ((kind === 'rewrite') !== (backup !== undefined && isBackup(backup)))
      return `operation ${number} does not say where the table is kept`;
    const replaces = record.replaces && backup && { ...record.replaces, backup };
    // All fields at once and no spread: there may be a hundred thousand of these.
    run.operations.set(number, {
      run,
      number,
      kind,
      from: this.shared.location(from),
      to: to && this.shared.location(to),
      expected,
      method,
      link,
      provenance,
      replaces,
      relabels: none,
      of: of && { run: this.opened.get(of.run)?.run.id ?? of.run, operation: of.operation },
      isSidecar,
      time,
      placedInode: undefined,
      outcome: undefined,
      undoneBy: undefined,
    });
    return undefined;
  }
}

function isBackup({ base, path }: Location): boolean {
  return base === 'state' && path.startsWith(`${tablesFolder}/`);
}

/** A path for one line of a message, whatever it holds. */
function brief(path: string): string {
  return JSON.stringify(path.length > 200 ? `${path.slice(0, 200)}…` : path);
}

/** The location of an absolute path of the journal, which may name a root that has been renamed since. */
function locate(absolute: string, begin: Pick<BeginRecord, 'root' | 'state' | 'pile'>): Location | undefined {
  for (const base of ['state', 'root'] as const) {
    const path = safePathBelow(begin[base], absolute);
    if (path !== undefined) return { base, path };
  }
  const { pile } = begin;
  const path = pile === undefined ? undefined : safePathBelow(pile, absolute);
  return pile === undefined || path === undefined ? undefined : { base: 'pile', pile, path };
}

function safePathBelow(folder: string, absolute: string): string | undefined {
  const path = pathBelow(folder, absolute);
  return path !== undefined && unsafePathReason(path) === undefined ? path : undefined;
}

/** A journal as it was read up to a position. */
export interface KnownJournal {
  readonly state: JournalState;
  readonly position: LogPosition;
}

/** The journal of one dataset: what happened so far, and the place to write what happens next. */
export class Journal {
  private constructor(
    private readonly log: AppendLog,
    private readonly folders: DataFolders,
    private readonly now: () => Date,
    readonly state: JournalState,
  ) {}

  get path(): string {
    return this.log.path;
  }

  /**
   * Goes on from what is known where that still holds. Throws LogDamagedError when the file is damaged or holds what no
   * Winnow of this version writes.
   */
  static async open(
    path: string,
    folders: DataFolders,
    ops: FileOps,
    now: () => Date,
    known?: KnownJournal,
  ): Promise<Journal> {
    const log = await AppendLog.open(path, { ops, now, known: known?.position });
    try {
      const state = known && log.isResumed ? known.state : readJournal(log.takeRecords(), path);
      return new Journal(log, folders, now, state);
    } catch (error) {
      await log.close();
      throw error;
    }
  }

  /** Durable when it returns, unless `durable` is false: then with the next durable record. */
  async append(records: readonly JournalRecord[], options: { durable?: boolean } = {}): Promise<void> {
    await this.log.append(records, options);
    const time = this.now();
    for (const record of records) {
      const problem = this.state.take(record, time);
      if (problem) throw new Error(`The journal was written wrongly: ${problem}.`);
    }
  }

  begin(run: string, kind: RunKind, operations: number, also: { undoes?: string; pile?: string } = {}): JournalRecord {
    const { root, state } = this.folders;
    const { undoes, pile } = also;
    return {
      ...{ type: 'begin', version: 1, run, kind, root, state, operations },
      ...(pile !== undefined && { pile }),
      ...(undoes !== undefined && { undoes }),
    };
  }

  /** What its next opening can go on from; undefined when it must be read again. */
  async known(): Promise<KnownJournal | undefined> {
    const position = await this.log.position();
    return position && { state: this.state, position };
  }

  async close(): Promise<void> {
    await this.log.close();
  }
}

/** Rebuilds the state from records that were read. */
export function readJournal(records: readonly LogRecord[], path: string): JournalState {
  const state = new JournalState();
  let time = new Date(0);
  let written = '';
  for (const record of records) {
    const parsed = journalRecord.safeParse(record);
    // Those that were written together share it.
    if (record.time !== written) time = new Date((written = record.time));
    const problem = parsed.success ? state.take(parsed.data, time) : 'it is of an unknown kind';
    if (problem) throw new LogDamagedError(path, record.seq, undefined, path, problem);
  }
  return state;
}
