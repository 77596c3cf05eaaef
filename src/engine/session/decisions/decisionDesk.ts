import { noSuchClass } from '../../../core/nearestName';
import type { Decision, DecisionChange } from '../../../core/decisions/decision';
import {
  combineDecisions,
  editLabel,
  isOfLabelAlone,
  reverseChanges,
  sameDecision,
} from '../../../core/decisions/decision';
import { translateChange } from '../../../core/decisions/epoch';
import type { DismissalChange } from '../../../core/decisions/dismissal';
import { reverseDismissals } from '../../../core/decisions/dismissal';
import type { SplitOptions } from '../../../core/collage/splitDecision';
import { isUnsortedFolder, placeOf, type Layout } from '../../../core/layout';
import type { ImportChoice } from '../../../protocol/exchange';
import type { EditReceipt } from '../../../protocol/requests';
import { UserError } from '../../errors';
import { importedDecisions, type ImportSource } from '../../exchange/importDecisions';
import { unhashedRows } from '../../exchange/readImages';
import { TimeSlice } from '../../jobs/timeSlice';
import { Turns } from '../../jobs/turns';
import type { ApplyingInput } from '../applying/applying';
import type { CollageDesk } from '../collages/collageDesk';
import type { DatasetState } from '../datasetState';
import { decisionOf } from '../describe';
import type { ImageTable } from '../imageTable';
import { mergeClasses } from './mergeClasses';
import type { Scores } from '../ranking/scores';
import type { SortingDesk } from '../sorting/sortingDesk';

interface DecisionParts {
  readonly table: ImageTable;
  readonly state: DatasetState;
  readonly collages: CollageDesk;
  readonly sorter: SortingDesk;
  layout(): Layout;
  scores(): Scores | undefined;
  /** From the first decision on the hand knows its digits: a new class does not shift them. */
  keepDigits(): Promise<void>;
  applying(): ApplyingInput;
  /** Makes the content of `rows` known. */
  identify(rows: Uint32Array): Promise<void>;
  /** An edit is on the disk: it changed what is decided of `rows`, and these dismissals. */
  onEdit(rows: readonly number[], dismissals: readonly DismissalChange[]): void;
  tellSummary(): void;
}

/** Every edit of what is decided, in the order they were asked for; each is on the disk when it resolves. */
export class DecisionDesk {
  private readonly turns = new Turns();

  constructor(private readonly parts: DecisionParts) {}

  /** Decides for some rows; null clears. The decision is on the disk when this resolves. */
  async decide(rows: Uint32Array, decision: Decision | null): Promise<EditReceipt> {
    if (decision?.kind === 'relabel' && isUnsortedFolder(decision.to, this.parts.layout()))
      throw new UserError(
        `The folder ${decision.to} counts as unsorted here: give the class another name, or choose the layout anew.`,
      );
    const receipt = await this.change(rows, () => decision ?? undefined);
    await this.parts.collages.remember(decision);
    return receipt;
  }

  /**
   * Decides to split sheets as the last batch found them. What a person decided of a sheet meanwhile stands, and one that
   * was split since is not split again.
   */
  async decideSheets(rows: Uint32Array, options: SplitOptions): Promise<EditReceipt> {
    const { collages, state, table } = this.parts;
    const before = new Set(await collages.amongSplit(rows));
    const isOpen = (row: number): boolean => {
      if (before.has(row)) return false;
      const decision = decisionOf(table, state.decisions, row);
      return decision === undefined || isOfLabelAlone(decision);
    };
    const proposed = rows.filter((row) => collages.proposed(row, options) !== undefined && isOpen(row));
    const receipt = await this.change(proposed, (row) => collages.proposed(row, options));
    if (proposed.length > 0) await collages.remember(collages.proposed(proposed[0], options) ?? null);
    return receipt;
  }

  /**
   * Accepts what is proposed for each row: the suggested label where it differs from the given one, else a keep; with
   * `sorted` the class last proposed for the pile.
   */
  async accept(rows: Uint32Array, sorted = false): Promise<EditReceipt> {
    if (sorted) {
      const proposed = rows.filter((row) => this.parts.sorter.proposedFor(row) !== undefined);
      return this.change(proposed, (row) => ({ kind: 'relabel', to: this.parts.sorter.proposedFor(row) ?? '' }));
    }
    return this.change(rows, (row) => {
      const scores = this.parts.scores();
      const predicted = scores && row < scores.rows ? this.parts.table.className(scores.predicted[row]) : undefined;
      if (predicted === undefined || scores?.predicted[row] === this.parts.table.given[row]) return { kind: 'keep' };
      return { kind: 'relabel', to: predicted };
    });
  }

  /** Replays changes of an edit (undo, redo); after a later apply they mean the opposite decision. */
  async edit(
    changes: readonly DecisionChange[],
    epoch: number,
    dismissals: readonly DismissalChange[] = [],
  ): Promise<EditReceipt> {
    const { decisions } = this.parts.state;
    const later = decisions.epochs.slice(epoch);
    const labelOf = (path: string): string => placeOf(path, this.parts.layout()).label ?? '';
    const wanted =
      later.length === 0
        ? changes
        : changes.flatMap((c) => translateChange(c, later, labelOf, (p, h) => decisions.book.get(p, h)));
    // VS Code's stack may be older than what is in force (it survives a revert): only what differs is an edit.
    const effective = wanted.map((change) => ({ ...change, before: decisions.book.get(change.path, change.hash) }));
    return this.record(
      effective.filter(({ before, after }) => !sameDecision(before, after)),
      'Edit',
      dismissals.filter(({ dismissal, after }) => decisions.dismissals.records(dismissal) !== after),
    );
  }

  /** Relabels every image of a class to another one, as one edit. Throws `UserError` where there is no such class. */
  async mergeClasses(from: string, to: string): Promise<EditReceipt> {
    const { table } = this.parts;
    for (const name of [from, to]) if (!table.knowsClass(name)) throw new UserError(noSuchClass(name, table.classes));
    if (from === to) throw new UserError(`${from} cannot be merged into itself.`);
    const changes = mergeClasses(this.parts.table, this.parts.state.decisions, from, to);
    return this.record(changes, `Merge ${from} into ${to}`);
  }

  /** Records the chosen decisions of a file as one edit. */
  async importDecisions(file: ImportSource, chosen: readonly ImportChoice[]): Promise<EditReceipt> {
    await this.parts.identify(unhashedRows(this.parts.table));
    const decisions = importedDecisions(this.parts.applying(), file, chosen);
    return this.change(Uint32Array.from(decisions.keys()), (row) => decisions.get(row), 'Import Decisions');
  }

  unsaved(): EditReceipt {
    const changes = [...this.parts.state.decisions.unsavedChanges];
    const dismissals = [...this.parts.state.decisions.unsavedDismissals];
    return {
      changes,
      dismissals,
      epoch: this.parts.state.decisions.epoch,
      label: `Recover ${changes.length} Decisions`,
    };
  }

  async revert(): Promise<EditReceipt> {
    const { unsavedChanges, unsavedDismissals } = this.parts.state.decisions;
    const receipt = await this.record(reverseChanges(unsavedChanges), 'Revert', reverseDismissals(unsavedDismissals));
    await this.save();
    return receipt;
  }

  async save(): Promise<number> {
    await this.parts.state.decisions.save();
    this.parts.tellSummary();
    return this.parts.state.decisions.offset;
  }

  /** Resolves when what was decided so far is on the disk, or was refused. */
  async settled(): Promise<void> {
    await this.turns.settled();
  }

  /** Decides in the order of the keys. What was not read yet is read first: a decision is about a content. */
  private change(
    rows: Uint32Array,
    decide: (row: number) => Decision | undefined,
    label?: string,
  ): Promise<EditReceipt> {
    return this.turns.run(async () => {
      await this.parts.identify(rows);
      return this.changeRead(rows, decide, label);
    });
  }

  private async changeRead(
    rows: Uint32Array,
    decide: (row: number) => Decision | undefined,
    label?: string,
  ): Promise<EditReceipt> {
    const changes: DecisionChange[] = [];
    let last: Decision | undefined;
    let unknown: number | undefined;
    const slice = new TimeSlice();
    for (const row of rows) {
      if (slice.isOver()) await slice.next();
      // A file that cannot be read as an image can still be thrown out.
      const isUnreadable = this.parts.table.status[row] === 'unreadable';
      const hash = row < this.parts.table.length ? this.parts.table.hashes[row] : undefined;
      if (hash === undefined && isUnreadable) unknown = row;
      if (hash === undefined || !(this.parts.table.isImage(row) || isUnreadable)) continue;
      const after = this.effective(row, decide(row));
      last = after;
      changes.push({
        path: this.parts.table.path(row),
        hash,
        before: decisionOf(this.parts.table, this.parts.state.decisions, row),
        after,
      });
    }
    if (changes.length === 0 && unknown !== undefined)
      throw new UserError(
        `Nothing can be decided of ${this.parts.table.path(unknown)}: ${this.parts.table.reasons[unknown] ?? 'it cannot be read'}`,
      );
    return this.record(changes, label ?? editLabel(last, changes.length));
  }

  /** A relabel to the class where the image already stands is a keep; what was decided of its file holds. */
  private effective(row: number, decision: Decision | undefined): Decision | undefined {
    const given = this.parts.table.className(this.parts.table.given[row]) ?? '';
    if (decision?.kind === 'relabel' && decision.to !== '') this.parts.table.classIndex(decision.to);
    const settled: Decision | undefined =
      decision?.kind === 'relabel' && decision.to === given ? { kind: 'keep' } : decision;
    return combineDecisions(decisionOf(this.parts.table, this.parts.state.decisions, row), settled, given);
  }

  private async rowsOf(changes: readonly DecisionChange[]): Promise<number[]> {
    const rows: number[] = [];
    const slice = new TimeSlice();
    for (const { path } of changes) {
      if (slice.isOver()) await slice.next();
      const row = this.parts.table.rowOf(path);
      if (row !== undefined) rows.push(row);
    }
    return rows;
  }

  /** Records an edit as it is, and says so to whoever looks. */
  async record(
    changes: readonly DecisionChange[],
    label: string,
    dismissals: readonly DismissalChange[] = [],
  ): Promise<EditReceipt> {
    if (changes.length > 0 || dismissals.length > 0) {
      await this.parts.state.requireWritable();
      await this.parts.state.decisions.edit(changes, dismissals);
      this.parts.onEdit(await this.rowsOf(changes), dismissals);
      await this.parts.keepDigits();
    }
    return {
      changes,
      ...(dismissals.length > 0 && { dismissals }),
      epoch: this.parts.state.decisions.epoch,
      label,
    };
  }
}
