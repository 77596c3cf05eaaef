import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Plan, Skipped } from '../../core/plan';
import { errorReason, isSystemError, UserError } from '../errors';
import { readLog } from '../log/appendLog';
import { DataFolders, stagingFolder, trashFolder, type Location } from './dataFolders';
import { ensureFolder, lstatIfThere } from './directories';
import { diskOps, type FileOps } from './fileOps';
import { historyLines, summarize, type History } from './history';
import { Journal, readJournal, type JournalState } from './journal';
import type { RunKind } from './journalRecords';
import { acquireLock, type Lock, type LockOptions } from './lock';
import { countApplied, isRecoveryNeeded, movedFiles, recoverJournal, type RecoveryReport } from './recover';
import { resolvePlan } from './resolvePlan';
import type {
  ApplyResult,
  CheckedPlan,
  EmptyTrashResult,
  RestoreAllResult,
  RestoreResult,
  TrashSize,
  UndoResult,
} from './results';
import { StepRunner, type RunOptions, type RunOutcome, type StepOutcome } from './runSteps';
import { planRestore } from './restorePlan';
import { isFolderStep, type Step } from './step';
import { keptOperations, removeEmptyFolders, trashEntries, type TrashEntry } from './trash';
import { inverse, newestUndoable, planUndo, undoable } from './undoSteps';

export interface ChangesOptions extends Omit<LockOptions, 'signal'> {
  readonly ops?: FileOps;
  readonly now?: () => Date;
  /** Random part of a run's name. */
  readonly random?: () => string;
}

/** Name of the journal in the state folder. */
export const journalFile = 'journal.jsonl';

const nothingRecovered: RecoveryReport = { runs: [], completed: [], rolledBack: [], problems: [] };

/**
 * The one place where files of a dataset change. Both folders must exist (see `openStateFolder`); nothing is written
 * by opening. Every method that changes files holds the dataset's lock, first recovers what a crash left half done,
 * and throws LockedError while another process changes the dataset and LogDamagedError for a damaged journal.
 */
export async function openChanges(root: string, stateFolder: string, options: ChangesOptions = {}): Promise<Changes> {
  const ops = options.ops ?? diskOps;
  return new Changes(ops, await DataFolders.open(ops, root, stateFolder), options);
}

interface Session {
  readonly journal: Journal;
  readonly lock: Lock;
  readonly recovered: RecoveryReport;
}

export class Changes {
  private readonly now: () => Date;
  private lastTurn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly ops: FileOps,
    private readonly folders: DataFolders,
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
    const turn = this.lastTurn.then(async () => {
      const lock = await this.acquire(options);
      try {
        return await work(new Changes(this.ops, this.folders, this.options, lock));
      } finally {
        await lock.release();
      }
    });
    this.lastTurn = turn.catch(() => undefined);
    return turn;
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
    const log = await readLog(this.journalPath, this.ops);
    if (log.records.length === 0 && log.tornBytes === 0) return nothingRecovered;
    if (!log.damage && log.tornBytes === 0) {
      const state = readJournal(log.records, this.journalPath);
      if (state.unresolved().length === 0 && state.runs.every(({ end }) => end)) return nothingRecovered;
    }
    return this.session((session) => Promise.resolve(session.recovered));
  }

  /** What `apply` would do now. Changes nothing. */
  async check(plan: Plan, options: RunOptions = {}): Promise<CheckedPlan> {
    const { operations, skipped } = await resolvePlan(this.ops, this.folders, plan, 'check', options);
    return { operations, skipped };
  }

  /** Carries a plan out. What cannot be done is skipped with the reason; only lock and journal failures throw. */
  async apply(plan: Plan, options: RunOptions = {}): Promise<ApplyResult> {
    return this.session(async (session) => {
      const run = this.newRun();
      const checking = { signal: options.signal };
      const { steps, skipped } = await resolvePlan(this.ops, this.folders, plan, run, checking);
      const recovered = session.recovered.runs.length > 0 ? { recovered: session.recovered } : {};
      if (steps.length === 0)
        return { applied: 0, skipped, moved: [], journalId: undefined, cancelled: false, ...recovered };
      const { outcomes, cancelled } = await this.runSteps(session, run, 'apply', steps, options);
      return {
        applied: countDone(steps, outcomes),
        skipped: [...skipped, ...failures(steps, outcomes)],
        moved: movedFiles(session.journal.state.run(run)),
        journalId: run,
        cancelled,
        ...recovered,
      };
    }, options);
  }

  /** Takes an apply back: the newest that is not yet undone, or the one named. Conflicts stay where they are. */
  async undo(options: RunOptions & { journalId?: string } = {}): Promise<UndoResult> {
    return this.session(async (session) => {
      const { state } = session.journal;
      const recovered = session.recovered.runs.length > 0 ? { recovered: session.recovered } : {};
      const target = options.journalId === undefined ? newestUndoable(state) : state.run(options.journalId);
      if (options.journalId !== undefined && target?.kind !== 'apply')
        throw new UserError(`There is no apply ${options.journalId} in ${this.journalPath}.`);
      const nothing = {
        undone: 0,
        conflicts: [],
        moved: [],
        undoes: target?.id,
        journalId: undefined,
        cancelled: false,
      };
      if (!target) return { ...nothing, ...recovered };
      const run = this.newRun();
      const removed = [...target.operations.values()].filter(({ undoneBy }) => undoneBy?.kind === 'remove');
      const gone = removed.map(({ from }) => ({
        path: from.path,
        reason: 'It was removed when the trash was emptied.',
      }));
      const checking = { signal: options.signal };
      const inverses = undoable(target).map((operation) => inverse(operation, run));
      const { steps, conflicts } = await planUndo(this.ops, this.folders, inverses, checking);
      const all = [...gone, ...conflicts];
      const { outcomes, cancelled } = await this.runSteps(session, run, 'undo', steps, options, target.id);
      await this.tidyTrash(steps);
      return {
        undone: countDone(steps, outcomes),
        conflicts: [...all, ...failures(steps, outcomes)],
        moved: movedFiles(session.journal.state.run(run)),
        undoes: target.id,
        journalId: run,
        cancelled,
        ...recovered,
      };
    }, options);
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

  /**
   * Where files stood before earlier applies: present path -> former path, both below the root. A plan that takes
   * one back to its old folder gives it its old name.
   */
  async origins(): Promise<Map<string, string>> {
    const origins = new Map<string, string>();
    for (const { operations } of (await this.readState()).runs)
      for (const { from, to, outcome } of operations.values()) {
        if (!outcome?.done || !to || from.base !== 'root') continue;
        const first = origins.get(from.path) ?? from.path;
        origins.delete(from.path);
        if (to.base === 'root' && to.path !== first) origins.set(to.path, first);
      }
    return origins;
  }

  /** Puts one file back from the trash or from what was set aside, with its sidecars; a taken name gets a number. */
  async restore(entry: Pick<TrashEntry, 'journal' | 'operation'>, options: RunOptions = {}): Promise<RestoreResult> {
    const { moved, conflicts } = await this.restoreAll([entry], options);
    return { restored: moved[0]?.to, conflicts };
  }

  /** Puts files back as `restore` does, in one run. Entries that are no longer in the trash are conflicts. */
  async restoreAll(
    entries: readonly Pick<TrashEntry, 'journal' | 'operation'>[],
    options: RunOptions = {},
  ): Promise<RestoreAllResult> {
    return this.session(async (session) => {
      const { state } = session.journal;
      const run = this.newRun();
      const { inverses, gone } = await planRestore(this.ops, this.folders, state, entries, run);
      const { steps, conflicts } = await planUndo(this.ops, this.folders, inverses, { signal: options.signal });
      if (steps.length === 0) return { moved: [], conflicts: [...gone, ...conflicts], cancelled: false };
      const { outcomes, cancelled } = await this.runSteps(session, run, 'restore', steps, options);
      await this.tidyTrash(steps);
      const moved = movedFiles(state.run(run));
      return { moved, conflicts: [...gone, ...conflicts, ...failures(steps, outcomes)], cancelled };
    }, options);
  }

  /** What *Empty Trash* would remove. */
  async trashSize(): Promise<TrashSize> {
    let files = 0;
    let bytes = 0;
    for (const { statePath, size } of await this.kept('trash')) {
      if (!(await lstatIfThere(this.ops, this.folders.absolute({ base: 'state', path: statePath })))) continue;
      files++;
      bytes += size;
    }
    return { files, bytes };
  }

  /** Removes for good what the journal knows to be in the trash, unchanged since it was put there; nothing else. */
  async emptyTrash(options: RunOptions = {}): Promise<EmptyTrashResult> {
    return this.session(async (session) => {
      const operations = keptOperations(session.journal.state, 'trash');
      const steps = operations.map((operation): Step => {
        const of = { run: operation.run.id, operation: operation.number };
        const from: Location = operation.to!;
        const path = operation.from.path;
        return { kind: 'remove', from, path, expected: operation.expected, knownLink: operation.link?.rewritten, of };
      });
      if (steps.length === 0) return { files: 0, bytes: 0, skipped: [], cancelled: false };
      const { outcomes, cancelled } = await this.runSteps(session, this.newRun(), 'empty-trash', steps, options);
      await this.tidyTrash(steps);
      const removed = steps.filter((_, i) => outcomes[i].kind === 'done');
      const bytes = removed.reduce((sum, { expected }) => sum + (expected?.size ?? 0), 0);
      return { files: removed.length, bytes, skipped: failures(steps, outcomes), cancelled };
    }, options);
  }

  /** A folder for new files that a plan will copy in, made where needed; its paths begin with `staging/`. */
  async staging(): Promise<string> {
    const path = join(this.folders.state, stagingFolder);
    await ensureFolder(this.ops, path);
    return path;
  }

  /** Holds the lock, opens the journal and recovers; `work` then may change files. */
  private session<T>(work: (session: Session) => Promise<T>, options: RunOptions = {}): Promise<T> {
    return this.withLock(async ({ lock }) => {
      if (!lock) throw new Error('Files change only under the lock.');
      const journal = await Journal.open(this.journalPath, this.folders, this.ops, this.now);
      try {
        const needed = isRecoveryNeeded(journal);
        const recovered = needed ? await recoverJournal(this.ops, this.folders, journal) : nothingRecovered;
        return await work({ journal, lock, recovered });
      } finally {
        await journal.close();
      }
    }, options);
  }

  private async runSteps(
    session: Session,
    run: string,
    kind: RunKind,
    steps: readonly Step[],
    options: RunOptions,
    undoes?: string,
  ): Promise<RunOutcome> {
    const { journal, lock } = session;
    await journal.append([journal.begin(run, kind, steps.length, undoes)], { durable: false });
    const context = { ops: this.ops, folders: this.folders, journal, lock };
    const outcome = await new StepRunner(context, run, steps, options).runAll();
    await this.end(journal, run, outcome);
    return outcome;
  }

  /** A run that cannot be ended (full disk) is ended by the recovery at the next start. */
  private async end(journal: Journal, run: string, { outcomes, cancelled }: RunOutcome): Promise<void> {
    if (outcomes.some(({ kind }) => kind === 'open')) return;
    const begun = journal.state.run(run);
    const applied = begun ? countApplied(begun) : 0;
    const skipped = outcomes.filter(({ kind }) => kind === 'skipped').length;
    try {
      await journal.append([{ type: 'end', run, applied, skipped, ...(cancelled && { cancelled }) }]);
    } catch (error) {
      // Everything that was done is done; its intents are durable, which is all that the recovery needs.
      if (!isSystemError(error) && !(error instanceof UserError)) throw error;
    }
  }

  /** What undo and *Empty Trash* leave empty below `trash/`; only tidiness, so a failure is no failure. */
  private async tidyTrash(steps: readonly Step[]): Promise<void> {
    const left = steps.flatMap(({ from }) => {
      return from.base === 'state' && from.path.startsWith(`${trashFolder}/`) ? [from.path] : [];
    });
    try {
      await removeEmptyFolders(this.ops, this.folders, left);
    } catch (error) {
      if (!isSystemError(error) && !(error instanceof UserError)) throw error;
    }
  }

  private async readState(): Promise<JournalState> {
    const log = await readLog(this.journalPath, this.ops);
    return readJournal(log.records, this.journalPath);
  }

  /** Sortable, readable, and never the same twice: `20250131-094502-1f3a`. */
  private newRun(): string {
    const stamp = this.now().toISOString().replaceAll(/[-:]/g, '').replace('T', '-').slice(0, 15);
    return `${stamp}-${(this.options.random ?? (() => randomBytes(3).toString('hex')))()}`;
  }
}

function countDone(steps: readonly Step[], outcomes: readonly StepOutcome[]): number {
  return steps.filter((step, i) => outcomes[i].kind === 'done' && !isFolderStep(step) && !step.isSidecar).length;
}

function failures(steps: readonly Step[], outcomes: readonly StepOutcome[]): Skipped[] {
  return steps.flatMap(({ path }, i) => {
    const outcome = outcomes[i];
    return outcome.kind === 'skipped' || outcome.kind === 'open' ? [{ path, reason: outcome.reason }] : [];
  });
}
