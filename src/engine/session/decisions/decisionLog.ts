import { stat } from 'node:fs/promises';
import * as z from 'zod';
import { DecisionBook } from '../../../core/decisions/decisionBook';
import type { DecisionChange } from '../../../core/decisions/decision';
import { DecisionHistory } from '../../../core/decisions/decisionHistory';
import type { Epoch } from '../../../core/decisions/epoch';
import { DismissalBook, type DismissalChange } from '../../../core/decisions/dismissal';
import { defaultFindingSettings, type FindingSettings } from '../../../core/findings/findingSettings';
import { dismissalChange, findingSettings } from '../../../protocol/findingRequests';
import { decisionChange } from '../../../protocol/requests';
import { UserError } from '../../errors';
import { TimeSlice } from '../../jobs/timeSlice';
import { AppendLog } from '../../log/appendLog';
import { SharedChanges } from './sharedChanges';

/** Changes in a line of the log: an edit of a million images is many lines, each of which is soon written and read. */
const changesPerLine = 2000;

/** Runs `work` while no other process writes this dataset's state. */
export type WithLock = <T>(work: () => Promise<T>) => Promise<T>;

/** `to` is null for a file that left the dataset (trash, set aside); `from` is null for one that came back. */
const move = z.object({
  from: z.string().nullable(),
  to: z.string().nullable(),
  made: z.object({ source: z.string(), hash: z.string(), part: z.int().optional() }).optional(),
  label: z.object({ before: z.string(), after: z.string() }).optional(),
});

/** A line of `decisions.log`, beside what the log itself adds to every line. */
const entry = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('edit'),
    changes: z.array(decisionChange),
    dismissals: z.array(dismissalChange).optional(),
  }),
  /** How findings are judged from here on. */
  z.object({ kind: z.literal('settings'), settings: findingSettings }),
  z.object({ kind: z.literal('save') }),
  /** An apply: what it did to the decisions, and where it moved files. Begins a new epoch. */
  z.object({ kind: z.literal('applied'), journal: z.string(), changes: z.array(decisionChange), moves: z.array(move) }),
  /** The last apply was undone: its decisions are pending again. */
  z.object({
    kind: z.literal('unapplied'),
    journal: z.string(),
    changes: z.array(decisionChange),
    moves: z.array(move),
  }),
]);
type Entry = z.infer<typeof entry>;

/** The decisions of one dataset and their log: every edit is on the disk before it counts. */
export class DecisionLog {
  readonly book = new DecisionBook();
  readonly dismissals = new DismissalBook();
  readonly epochs: Epoch[] = [];
  readonly history = new DecisionHistory();
  /** How findings are judged in this dataset. */
  private judging: FindingSettings = defaultFindingSettings;
  /** Edits since the last save, oldest first: what a revert takes back. */
  private unsaved: DecisionChange[] = [];
  private unsavedDismissed: DismissalChange[] = [];
  /** Records taken in. */
  private known = 0;
  /** Paths that others decided on of which `follow` has not told yet; undefined where they wrote nothing. */
  private news: Set<string> | undefined;

  private constructor(
    private log: AppendLog | undefined,
    private readonly withLock: WithLock,
  ) {}

  /**
   * Opens the log at `path`, or an empty one in memory (a restricted workspace) when there is no path. `isNews`: what it
   * holds came meanwhile, and the first `follow` tells of it.
   */
  static async open(path: string | undefined, withLock: WithLock, isNews = false): Promise<DecisionLog> {
    if (path === undefined) return new DecisionLog(undefined, withLock);
    const decisions = new DecisionLog(await withLock(() => AppendLog.open(path)), withLock);
    try {
      decisions.replay(0, isNews);
    } catch (error) {
      await decisions.close();
      throw error;
    }
    return decisions;
  }

  /**
   * Takes in what another window or the command line wrote; gives the paths that it decided on when there was something,
   * also where it came with an edit of ours since the last call.
   */
  async follow(): Promise<ReadonlySet<string> | undefined> {
    if (await this.isBehind()) await this.withLock(() => this.catchUp());
    const { news } = this;
    this.news = undefined;
    return news;
  }

  /** Others' decisions that were settled here, without anybody asking for it: the next `follow` tells of them. */
  tellOf(paths: Iterable<string>): void {
    this.news ??= new Set();
    for (const path of paths) this.news.add(path);
  }

  get epoch(): number {
    return this.epochs.length;
  }

  get saved(): boolean {
    return this.unsaved.length === 0 && this.unsavedDismissed.length === 0;
  }

  get offset(): number {
    return this.log?.offset ?? 0;
  }

  /** Changes since the last save, oldest first. */
  get unsavedChanges(): readonly DecisionChange[] {
    return this.unsaved;
  }

  /** Dismissals since the last save, oldest first. */
  get unsavedDismissals(): readonly DismissalChange[] {
    return this.unsavedDismissed;
  }

  get settings(): FindingSettings {
    return this.judging;
  }

  async edit(changes: readonly DecisionChange[], dismissals: readonly DismissalChange[] = []): Promise<void> {
    if (changes.length === 0 && dismissals.length === 0) return;
    const lines: Entry[] = [];
    for (let start = 0; start === 0 || start < changes.length; start += changesPerLine)
      lines.push({
        kind: 'edit',
        changes: changes.slice(start, start + changesPerLine),
        ...(start === 0 && dismissals.length > 0 && { dismissals: [...dismissals] }),
      });
    await this.append(lines);
  }

  /** Remembers how findings are judged; without a log, for as long as the dataset is open. */
  async judge(settings: FindingSettings): Promise<void> {
    if (this.log) await this.append([{ kind: 'settings', settings }]);
    else this.judging = settings;
  }

  async save(): Promise<void> {
    if (!this.saved) await this.append([{ kind: 'save' }]);
  }

  /** `settle` gives the changes when it is their turn: somebody may have decided while files were moved. */
  async applied({ journal, moves }: Omit<Epoch, 'changes'>, settle: () => DecisionChange[]): Promise<void> {
    await this.append(() => [{ kind: 'applied', journal, changes: settle(), moves: [...moves] }]);
  }

  /** `settle` as with `applied`. */
  async unapplied({ journal, moves }: Omit<Epoch, 'changes'>, settle: () => DecisionChange[]): Promise<void> {
    await this.append(() => [{ kind: 'unapplied', journal, changes: settle(), moves: [...moves] }]);
  }

  async close(): Promise<void> {
    await this.log?.close();
  }

  /** Writes lines at once and takes them in, others' turns in between. */
  private async append(made: readonly Entry[] | (() => readonly Entry[])): Promise<void> {
    if (!this.log)
      throw new UserError('Decisions cannot be recorded here: the workspace is restricted or the disk is read-only.');
    await this.withLock(async () => {
      await this.catchUp();
      const lines = typeof made === 'function' ? made() : made;
      await this.log?.append(lines);
      const at = Date.now();
      const slice = new TimeSlice();
      for (const line of lines) {
        if (slice.isOverNow()) await slice.next();
        this.take(line, at);
      }
    });
  }

  private async isBehind(): Promise<boolean> {
    return this.log !== undefined && (await stat(this.log.path)).size !== this.log.offset;
  }

  /** Only under the lock: somebody else may still write otherwise, or catch up as well. */
  private async catchUp(): Promise<void> {
    const { log, known } = this;
    if (!log || !(await this.isBehind())) return;
    await log.close();
    this.log = await AppendLog.open(log.path);
    this.replay(known, true);
  }

  private noteNews(line: Entry): void {
    this.tellOf('changes' in line ? line.changes.map(({ path }) => path) : []);
  }

  /** Takes the records from number `from` on; `isNews`: they are others'. */
  private replay(from: number, isNews: boolean): void {
    const shared = new SharedChanges();
    for (const record of this.log?.takeRecords().slice(from) ?? []) {
      const parsed = entry.safeParse(record);
      if (!parsed.success)
        throw new UserError(
          `${this.log?.path ?? ''}, line ${record.seq}, is from a newer Winnow or not one of its lines. Update Winnow, or move the file away to begin anew.`,
        );
      const line = sharing(parsed.data, shared);
      this.take(line, Date.parse(record.time), isNews);
      if (isNews) this.noteNews(line);
    }
  }

  /** `isOthers`: another window's edits are not ours to take back. */
  private take(line: Entry, at: number, isOthers = false): void {
    this.known++;
    switch (line.kind) {
      case 'edit':
        this.book.apply(line.changes);
        this.history.add('decided', line.changes, at);
        this.dismissals.apply(line.dismissals ?? []);
        if (isOthers) break;
        // One by one: a call takes no million arguments.
        for (const change of line.changes) this.unsaved.push(change);
        for (const change of line.dismissals ?? []) this.unsavedDismissed.push(change);
        break;
      case 'settings':
        this.judging = line.settings;
        break;
      case 'save':
        this.unsaved = [];
        this.unsavedDismissed = [];
        break;
      case 'applied':
      case 'unapplied':
        // Both begin an epoch: paths change, and what was pending is now on disk (or pending again) and saved.
        this.book.apply(line.changes);
        this.history.add(line.kind === 'applied' ? 'applied' : 'undone', line.changes, at);
        this.epochs.push(line);
        this.unsaved = [];
        this.unsavedDismissed = [];
        break;
    }
  }
}

/** The same line in strings and objects that it shares with others. */
function sharing(line: Entry, shared: SharedChanges): Entry {
  if (!('changes' in line)) return line;
  const changes = shared.changes(line.changes);
  return 'moves' in line ? { ...line, changes, moves: shared.moves(line.moves) } : { ...line, changes };
}
