import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Plan } from '../../core/plan/plan';
import { errorReason, isSystemError, UserError } from '../errors';
import { Turns } from '../jobs/turns';
import { applyPlan } from './applyPlan';
import { inSession, type ChangeSession } from './changeSession';
import { writtenCrops, type WrittenCrop } from './files/crops';
import { DataFolders, stagingFolder } from './dataFolders';
import { ensureFolder } from './files/directories';
import { emptyTrash, trashSize } from './restore/emptyTrash';
import { diskOps, type FileOps } from './files/fileOps';
import { historyLines, summarize, type History } from './journal/history';
import type { JournalState } from './journal/journal';
import { JournalMemory } from './journal/journalMemory';
import type { KnownPiles } from './knownPiles';
import { acquireLock, type Lock, type LockOptions } from './recovery/lock';
import { origins } from './journal/origins';
import { takenAway, type TakenAway } from './journal/takenAway';
import { nothingRecovered, type RecoveryReport } from './recovery/recover';
import { resolvePlan } from './resolvePlan';
import { restoreEntries } from './restore/restoreEntries';
import type {
  ApplyResult,
  CheckedPlan,
  EmptyTrashResult,
  RestoreAllResult,
  RestoreResult,
  TrashSize,
  UndoResult,
} from './results';
import type { RunOptions } from './steps/stepRun';
import { tableCopies, type TableCopy } from './files/tableCopies';
import { trashEntries, type TrashEntry } from './restore/trash';
import { undoApply, type UndoOptions } from './restore/undoApply';

export interface ChangesOptions extends Omit<LockOptions, 'signal'> {
  /**
   * Told what was recovered before whatever was asked for, once the lock is free again and before the call ends, also
   * where it fails then: it is known once, and never again.
   */
  readonly onRecovered?: (report: RecoveryReport) => Promise<void>;
  readonly ops?: FileOps;
  readonly piles?: KnownPiles;
  readonly now?: () => Date;
  /** Random part of a run's name. */
  readonly random?: () => string;
}

/** Name of the journal in the state folder. */
const journalFile = 'journal.jsonl';

/**
 * The one place where files of a dataset change. Both folders must exist (see `openStateFolder`); nothing is written
 * by opening. Every method that changes files holds the dataset's lock, first recovers what a crash left half done,
 * and throws LockedError while another process changes the dataset and LogDamagedError for a damaged journal.
 */
export async function openChanges(root: string, stateFolder: string, options: ChangesOptions = {}): Promise<Changes> {
  const ops = options.ops ?? diskOps;
  const folders = await DataFolders.open(ops, root, stateFolder, options.piles);
  return new Changes(ops, folders, new JournalMemory(join(folders.state, journalFile), ops), options);
}

export class Changes {
  private readonly now: () => Date;
  private readonly turns = new Turns();

  constructor(
    private readonly ops: FileOps,
    private readonly folders: DataFolders,
    private readonly memory: JournalMemory,
    private readonly options: ChangesOptions,
    /** Set where the lock is held for all calls. */
    private readonly lock?: Lock,
  ) {
    this.now = options.now ?? (() => new Date());
  }

  get journalPath(): string {
    return join(this.folders.state, journalFile);
  }

  /**
   * Holds the dataset's lock while `work` runs with changes of its own that already have it; calls on this object
   * wait for their turn. Throws LockedError when another process holds the lock for longer than `waitMs`.
   */
  withLock<T>(
    work: (changes: Changes) => Promise<T>,
    options: Pick<LockOptions, 'waitMs' | 'signal'> = {},
  ): Promise<T> {
    if (this.lock) return work(this);
    return this.turns.run(async () => {
      const lock = await this.acquire(options);
      try {
        return await work(new Changes(this.ops, this.folders, this.memory, this.options, lock));
      } finally {
        await lock.release();
      }
    });
  }

  private async acquire(options: Pick<LockOptions, 'waitMs' | 'signal'>): Promise<Lock> {
    const { state } = this.folders;
    try {
      return await acquireLock(this.ops, state, { ...this.options, ...options });
    } catch (error) {
      if (!isSystemError(error)) throw error;
      throw new UserError(`The lock in ${state} cannot be taken (${errorReason(error)}).`, { cause: error });
    }
  }

  /** Completes or rolls back what a crash left half done. Takes the lock only when there is something to do. */
  async recover(): Promise<RecoveryReport> {
    const { state, isWhole } = await this.memory.read();
    if (isWhole && state.unresolved().length === 0 && state.runs.every(({ end }) => end)) return nothingRecovered;
    return this.session((session) => Promise.resolve(session.recovered));
  }

  /** What `apply` would do now. Changes nothing. */
  async check(plan: Plan, options: RunOptions = {}): Promise<CheckedPlan> {
    const { operations, skipped } = await resolvePlan(this.ops, this.folders, plan, 'check', options);
    return { operations, skipped };
  }

  /** Carries a plan out. What cannot be done is skipped with the reason; only lock and journal failures throw. */
  apply(plan: Plan, options: RunOptions = {}): Promise<ApplyResult> {
    return this.session((session) => applyPlan(session, plan, options), options);
  }

  /** Writes tables after files that came back: no apply of its own, so that undo goes on with the one before. */
  followUp(plan: Plan, options: RunOptions = {}): Promise<ApplyResult> {
    return this.session((session) => applyPlan(session, plan, options, 'restore'), options);
  }

  /** Tables of labels as they were before they were rewritten, newest first. */
  async tableCopies(): Promise<TableCopy[]> {
    return tableCopies(await this.readState(), this.folders);
  }

  /** Takes an apply back: the newest that is not yet undone, or the one named. Conflicts stay where they are. */
  undo(options: UndoOptions = {}): Promise<UndoResult> {
    return this.session((session) => undoApply(session, options), options);
  }

  /** All applies, oldest first. */
  async history(): Promise<History> {
    return summarize(await this.readState());
  }

  /** The whole journal as a log from which a person can put files back with a shell. */
  async historyLines(): Promise<string[]> {
    return historyLines(await this.readState(), this.folders);
  }

  /** Files in the trash or set aside, oldest first. */
  async kept(place: 'trash' | 'set-aside'): Promise<TrashEntry[]> {
    return trashEntries(await this.readState(), place);
  }

  /** Where files stood before earlier applies: present path -> former path, both below the root. */
  async origins(): Promise<Map<string, string>> {
    return origins(await this.readState());
  }

  /** Files that applies took from where they stood, by their paths there. */
  async takenAway(): Promise<Map<string, TakenAway>> {
    return takenAway(await this.readState());
  }

  /** Crops that applies wrote and that were not taken away again. */
  async crops(): Promise<WrittenCrop[]> {
    return writtenCrops(await this.readState());
  }

  /** Absolute path of a file below the state folder. */
  stateFile(path: string): string {
    return join(this.folders.state, path);
  }

  /** Puts one file back from the trash or from what was set aside, with its sidecars; a taken name gets a number. */
  async restore(entry: Pick<TrashEntry, 'journal' | 'operation'>, options: RunOptions = {}): Promise<RestoreResult> {
    const { moved, conflicts } = await this.restoreAll([entry], options);
    return { restored: moved[0]?.to, conflicts };
  }

  /** Puts files back as `restore` does, in one run. Entries that are no longer in the trash are conflicts. */
  restoreAll(
    entries: readonly Pick<TrashEntry, 'journal' | 'operation'>[],
    options: RunOptions = {},
  ): Promise<RestoreAllResult> {
    return this.session((session) => restoreEntries(session, entries, options), options);
  }

  /** What *Empty Trash* would remove. */
  async trashSize(): Promise<TrashSize> {
    return trashSize(this.ops, this.folders, await this.readState());
  }

  /** Removes for good what the journal knows to be in the trash, unchanged since it was put there; nothing else. */
  emptyTrash(options: RunOptions = {}): Promise<EmptyTrashResult> {
    return this.session((session) => emptyTrash(session, options), options);
  }

  /** A folder for new files that a plan will copy in, made where needed; its paths begin with `staging/`. */
  async staging(): Promise<string> {
    const path = join(this.folders.state, stagingFolder);
    await ensureFolder(this.ops, path);
    return path;
  }

  /** Holds the lock, opens the journal and recovers; `work` then may change files. */
  private async session<T>(work: (session: ChangeSession) => Promise<T>, options: RunOptions = {}): Promise<T> {
    let recovered = nothingRecovered;
    const noting = (session: ChangeSession): Promise<T> => {
      ({ recovered } = session);
      return work(session);
    };
    try {
      return await this.withLock(async ({ lock }) => {
        if (!lock) throw new Error('Files change only under the lock.');
        const { ops, folders, journalPath, memory, now } = this;
        return inSession({ ops, folders, lock, journalPath, memory, now, newRun: () => this.newRun() }, noting);
      }, options);
    } finally {
      if (recovered.runs.length > 0) await this.options.onRecovered?.(recovered);
    }
  }

  private async readState(): Promise<JournalState> {
    return (await this.memory.read()).state;
  }

  /** Sortable, readable, and never the same twice: `20250131-094502-1f3a`. */
  private newRun(): string {
    const stamp = this.now().toISOString().replaceAll(/[-:]/g, '').replace('T', '-').slice(0, 15);
    return `${stamp}-${(this.options.random ?? (() => randomBytes(3).toString('hex')))()}`;
  }
}
