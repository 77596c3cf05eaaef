import { stat } from 'node:fs/promises';
import { z } from 'zod';
import { DecisionBook } from '../../core/decisionBook';
import type { DecisionChange } from '../../core/decision';
import type { Epoch } from '../../core/epoch';
import { decisionChange } from '../../protocol/requests';
import { UserError } from '../errors';
import { AppendLog } from '../log/appendLog';

/** Runs `work` while no other process writes this dataset's state. */
export type WithLock = <T>(work: () => Promise<T>) => Promise<T>;

/** `to` is null for a file that left the dataset (trash, set aside); `from` is null for one that came back. */
const move = z.object({ from: z.string().nullable(), to: z.string().nullable() });

/** A line of `decisions.log`, beside what the log itself adds to every line. */
const entry = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('edit'), changes: z.array(decisionChange) }),
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
  readonly epochs: Epoch[] = [];
  /** Edits since the last save, oldest first: what a revert takes back. */
  private unsaved: DecisionChange[] = [];
  /** Records taken in. */
  private known = 0;

  private constructor(
    private log: AppendLog | undefined,
    private readonly withLock: WithLock,
  ) {}

  /** Opens the log at `path`, or an empty one in memory (a restricted workspace) when there is no path. */
  static async open(path: string | undefined, withLock: WithLock): Promise<DecisionLog> {
    if (path === undefined) return new DecisionLog(undefined, withLock);
    const decisions = new DecisionLog(await withLock(() => AppendLog.open(path)), withLock);
    decisions.replay(0);
    return decisions;
  }

  /** Takes in what another window or the command line wrote; returns true when there was something. */
  async follow(): Promise<boolean> {
    const { log } = this;
    if (!log || (await stat(log.path)).size === log.offset) return false;
    return this.withLock(() => this.catchUp(log));
  }

  get epoch(): number {
    return this.epochs.length;
  }

  get saved(): boolean {
    return this.unsaved.length === 0;
  }

  get offset(): number {
    return this.log?.offset ?? 0;
  }

  /** Changes since the last save, oldest first. */
  get unsavedChanges(): readonly DecisionChange[] {
    return this.unsaved;
  }

  async edit(changes: readonly DecisionChange[]): Promise<void> {
    if (changes.length > 0) await this.append({ kind: 'edit', changes: [...changes] });
  }

  async save(): Promise<void> {
    if (!this.saved) await this.append({ kind: 'save' });
  }

  async applied(epoch: Epoch): Promise<void> {
    await this.append({
      kind: 'applied',
      journal: epoch.journal,
      changes: [...epoch.changes],
      moves: [...epoch.moves],
    });
  }

  async unapplied(epoch: Epoch): Promise<void> {
    await this.append({
      kind: 'unapplied',
      journal: epoch.journal,
      changes: [...epoch.changes],
      moves: [...epoch.moves],
    });
  }

  async close(): Promise<void> {
    await this.log?.close();
  }

  private async append(line: Entry): Promise<void> {
    if (!this.log)
      throw new UserError('Decisions cannot be recorded here: the workspace is restricted or the disk is read-only.');
    await this.withLock(async () => {
      if (this.log && (await stat(this.log.path)).size !== this.log.offset) await this.catchUp(this.log);
      await this.log?.append([line]);
    });
    this.take(line);
  }

  private async catchUp(log: AppendLog): Promise<boolean> {
    const known = this.known;
    await log.close();
    this.log = await AppendLog.open(log.path);
    this.replay(known);
    return this.known > known;
  }

  /** Takes the records from number `from` on. */
  private replay(from: number): void {
    for (const record of this.log?.records.slice(from) ?? []) {
      const parsed = entry.safeParse(record);
      if (!parsed.success)
        throw new UserError(
          `${this.log?.path ?? ''}, line ${record.seq}, is from a newer Winnow or not one of its lines. Update Winnow, or move the file away to begin anew.`,
        );
      this.take(parsed.data);
    }
  }

  private take(line: Entry): void {
    this.known++;
    switch (line.kind) {
      case 'edit':
        this.book.apply(line.changes);
        this.unsaved.push(...line.changes);
        break;
      case 'save':
        this.unsaved = [];
        break;
      case 'applied':
      case 'unapplied':
        // Both begin an epoch: paths change, and what was pending is now on disk (or pending again) and saved.
        this.book.apply(line.changes);
        this.epochs.push(line);
        this.unsaved = [];
        break;
    }
  }
}
