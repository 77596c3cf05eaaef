import { join } from 'node:path';
import { openChanges, type Changes } from '../changes/openChanges';
import type { RecoveryReport } from '../changes/recovery/recover';
import { readPreferences, writePreferences, type Preferences } from '../dataset/preferences';
import { findStateFolder, openStateFolder, requireWritableState } from '../dataset/stateFolder';
import { UserError } from '../errors';
import { Turns } from '../jobs/turns';
import { DecisionLog } from './decisions/decisionLog';
import { findDataset } from './findDataset';
import { followRecovery } from './applying/followRecovery';

export interface StateOptions {
  readonly stateFolder?: string;
  readonly readOnly: boolean;
  readonly note: (text: string) => void;
}

const decisionsFile = 'decisions.log';
/** Milliseconds that a decision waits while another window writes its own. */
const patienceMs = 5000;

/**
 * What is kept of a dataset on its own file system: decisions, journal, trash. The state folder is made at the first
 * decision, so that looking at a folder leaves no trace.
 */
export class DatasetState {
  private making: Promise<Changes> | undefined;
  private readonly preferring = new Turns();

  private constructor(
    readonly root: string,
    private log: DecisionLog,
    private opened: Changes | undefined,
    private undoable: boolean,
    private preferred: Preferences,
    private folder: string | undefined,
    private readonly options: StateOptions,
  ) {}

  /** Finds the dataset of `folder` and its state, and recovers what a crash left half done. */
  static async open(folder: string, options: StateOptions): Promise<DatasetState> {
    const { root } = await findDataset(folder, options.stateFolder);
    const existing = await findStateFolder(root, { stateDir: options.stateFolder });
    let opened: DatasetState | undefined;
    const onRecovered = async (report: RecoveryReport): Promise<void> => opened?.settle(report);
    const changes = existing && !options.readOnly ? await openChanges(root, existing, { onRecovered }) : undefined;
    const log = await openLog(changes && existing, changes);
    try {
      const preferred = await readPreferences(existing);
      opened = new DatasetState(root, log, changes, false, preferred, existing, options);
      await opened.recover();
      await opened.noteHistory();
      return opened;
    } catch (error) {
      await log.close(); // A damaged journal, for one: whoever opens the dataset again needs no second handle.
      throw error;
    }
  }

  get decisions(): DecisionLog {
    return this.log;
  }

  get canUndo(): boolean {
    return this.undoable;
  }

  get preferences(): Preferences {
    return this.preferred;
  }

  /**
   * Remembers what a person settled, after what was settled before, here or in another window. Throws `UserError` where
   * nothing may be written.
   */
  prefer(settle: Partial<Preferences> | ((now: Preferences) => Partial<Preferences>)): Promise<void> {
    return this.preferring.run(async () => {
      await this.requireWritable();
      if (this.folder === undefined) return;
      const now = await readPreferences(this.folder);
      const change = typeof settle === 'function' ? settle(now) : settle;
      await writePreferences(this.folder, { ...now, ...change });
      this.adopt(now, change);
    });
  }

  /** How another window understands the folder counts from the next opening on. */
  private adopt(now: Preferences, change: Partial<Preferences> = {}): void {
    const { layout, labels, unsorted } = this.preferred;
    this.preferred = { ...now, layout, labels, unsorted, ...change };
  }

  /** The dataset's changes, if it has any state yet. */
  get changes(): Changes | undefined {
    return this.opened;
  }

  /** Makes the state folder where there is none yet. Throws `UserError` where nothing may be written. */
  async requireWritable(): Promise<Changes> {
    if (this.options.readOnly)
      throw new UserError(
        'This workspace is restricted: images can be looked at, not changed. Trust the workspace to decide.',
      );
    if (this.opened) return this.opened;
    // The first decisions may come faster than the folder is made: it is made once.
    this.making ??= this.makeFolder().finally(() => (this.making = undefined));
    return this.making;
  }

  /** Takes in what others decided, also where the state folder is theirs; see `DecisionLog.follow`. */
  async followDecisions(): Promise<ReadonlySet<string> | undefined> {
    const { opened, options } = this;
    const isMade = opened !== undefined || (await findStateFolder(this.root, { stateDir: options.stateFolder }));
    if (isMade && !options.readOnly) await this.requireWritable();
    return this.log.follow();
  }

  private async makeFolder(): Promise<Changes> {
    const { path, warning } = await openStateFolder(this.root, { stateDir: this.options.stateFolder });
    if (warning) this.options.note(warning);
    await requireWritableState(path);
    const onRecovered = (report: RecoveryReport): Promise<void> => this.settle(report);
    const changes = await openChanges(this.root, path, { onRecovered });
    this.log = await openLog(path, changes, true);
    this.adopt(await readPreferences(path));
    this.folder = path;
    // Last: from now on others take the log for open.
    this.opened = changes;
    return changes;
  }

  /** Asks the journal again whether there is an apply to undo. */
  async noteHistory(): Promise<void> {
    const applies = (await this.opened?.history())?.applies ?? [];
    this.undoable = applies.some(({ applied, folders, undone }) => applied + folders > 0 && !undone);
  }

  async close(): Promise<void> {
    await this.log.close();
  }

  /**
   * Settles what a process that was killed left half done. Whatever changes files does so first; who only looks at them
   * asks for it. Throws LockedError while another process changes the dataset.
   */
  async recover(): Promise<void> {
    await this.opened?.recover();
  }

  /** The files of an interrupted run were settled: the decisions follow what was really done. */
  private async settle({ runs, completed, rolledBack, problems }: RecoveryReport): Promise<void> {
    await followRecovery(this.log, runs);
    await this.noteHistory();
    for (const run of runs)
      this.options.note(
        `An interrupted ${run.kind} was recovered: ${run.applied} of ${run.planned} changes were done, ` +
          `${completed.length} of them completed now, ${rolledBack.length} put back. What was not done is still pending.`,
      );
    for (const { path, reason } of problems) this.options.note(`${path} could not be recovered: ${reason}`);
  }
}

function openLog(folder: string | undefined, changes: Changes | undefined, isNews = false): Promise<DecisionLog> {
  const path = folder === undefined ? undefined : join(folder, decisionsFile);
  const withLock = <T>(work: () => Promise<T>): Promise<T> =>
    changes ? changes.withLock(work, { waitMs: patienceMs }) : work();
  return DecisionLog.open(path, withLock, isNews);
}
