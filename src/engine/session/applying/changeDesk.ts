import type { ApplyOutcome, PlanPreview, UndoOutcome } from '../../../protocol/dataset';
import type {
  EmptyTrashOutcome,
  ExportedDecisions,
  ExportFormat,
  ImportPreview,
  RestoreOutcome,
  TrashListing,
} from '../../../protocol/exchange';
import type { History } from '../../changes/journal/history';
import { UserError } from '../../errors';
import { exportDecisions } from '../../exchange/exportDecisions';
import { readImport, type ImportSource } from '../../exchange/importDecisions';
import { unhashedRows } from '../../exchange/readImages';
import type { JobCall } from '../../jobs/progress';
import { withEitherSignal } from '../../jobs/withEitherSignal';
import { applyDecisions, undoApply, type ApplyingInput, type CameBack } from './applying';
import type { DatasetState } from '../datasetState';
import { namingAppliedBefore } from './appliedBefore';
import type { Skipped } from '../../../core/plan/plan';
import { moveIn, type SortedFile } from './moveIn';
import type { PlannedDecision } from './planning';
import { previewPlan } from './previewPlan';
import { returnRows, type ReturnedRows } from '../labels/returnRows';
import { removeEmptyFolders } from './removeEmptyFolders';
import { emptyTrash, listTrash, restoreFromTrash, type TrashReference } from './trashing';

interface ChangeParts {
  readonly state: DatasetState;
  applying(): ApplyingInput;
  /** Folders that the last listing found without an image. */
  emptyFolders(): readonly string[];
  /** A call whose progress is told to whoever looks, too. */
  told(call: JobCall): JobCall;
  /** Files were moved: lists them again. */
  follow(): Promise<void>;
  /** Makes rows ready to be told by their content. */
  identify(rows: Uint32Array): Promise<void>;
  /** Takes in what another window decided meanwhile. */
  followDecisions(): Promise<unknown>;
  tellSummary(): void;
}

/** What changes files, what would, and what did: plan, apply, undo, trash. */
export class ChangeDesk {
  /** What changes files now, each until the decisions follow it. */
  private readonly running = new Set<Promise<unknown>>();
  private readonly ending = new AbortController();
  private cancelling = new AbortController();

  constructor(private readonly parts: ChangeParts) {}

  /** Resolves when nothing changes files any more: only then the decisions know all that was done. */
  async settled(): Promise<void> {
    while (this.running.size > 0) await Promise.allSettled(this.running);
  }

  /** What runs ends after the file that it is at, and so does whatever is asked for from here on. */
  stop(): void {
    this.ending.abort(new UserError('The engine was closed.'));
  }

  /** What runs now ends after the file that it is at. */
  cancel(): void {
    this.cancelling.abort(new UserError('Cancelled.'));
    this.cancelling = new AbortController();
  }

  private change<T>(call: JobCall, work: (call: JobCall) => Promise<T>): Promise<T> {
    const signals = [call.signal, this.ending.signal, this.cancelling.signal];
    const running = withEitherSignal(signals, (signal) => work({ ...call, signal })).finally(() =>
      this.running.delete(running),
    );
    this.running.add(running);
    return running;
  }

  /** What Apply would do, for the page. */
  async planPreview(): Promise<PlanPreview> {
    await this.parts.followDecisions();
    return previewPlan(this.parts.applying());
  }

  /** What an apply of the pending (or given) decisions would do, in full. */
  async dryRun(given?: readonly PlannedDecision[]): Promise<ApplyOutcome & { operations: PlanPreview['operations'] }> {
    await this.parts.followDecisions();
    const { operations, skipped } = await previewPlan(this.parts.applying(), given, Infinity);
    return { applied: 0, skipped: await this.explained(skipped), cancelled: false, operations };
  }

  /** Carries the pending (or given) decisions out, then follows the files. */
  apply(asked: JobCall, given?: readonly PlannedDecision[]): Promise<ApplyOutcome> {
    return this.change(asked, async (call) => {
      await this.parts.followDecisions();
      const { back, ...outcome } = await applyDecisions(this.parts.applying(), this.parts.told(call), given);
      const { skipped } = await this.followRows(back, call);
      return { ...outcome, skipped: [...(await this.explained(outcome.skipped)), ...skipped] };
    });
  }

  private async explained(skipped: readonly Skipped[]): Promise<Skipped[]> {
    const { changes } = this.parts.state;
    return changes && skipped.length > 0 ? namingAppliedBefore(skipped, await changes.takenAway()) : [...skipped];
  }

  /** Undoes the newest apply, or the one named, then follows the files. */
  undoApply(asked: JobCall, apply?: string): Promise<UndoOutcome> {
    return this.change(asked, async (call) => {
      // It may be another window's apply: its decisions are pending again only where they are known.
      await this.parts.followDecisions();
      const { back, undone, skipped, journal } = await undoApply(this.parts.applying(), this.parts.told(call), apply);
      const rows = await this.followRows(back, call);
      // What was put back row by row is no conflict any more.
      const left = skipped.filter(({ path }) => !rows.tables.has(path));
      return { undone: undone + rows.relabelled, skipped: [...left, ...rows.skipped], journal };
    });
  }

  /** Moves images of a folder outside into the dataset's classes, then follows the files. */
  moveIn(
    sorted: { pile: string; files: readonly SortedFile[]; subset?: string },
    asked: JobCall,
  ): Promise<ApplyOutcome> {
    return this.change(asked, async (call) => {
      const outcome = await moveIn(this.parts.applying(), sorted, call);
      await this.parts.follow();
      return outcome;
    });
  }

  /** Removes folders that the last listing found without an image, where they hold nothing else; then lists anew. */
  removeEmptyFolders(folders: readonly string[], asked: JobCall): Promise<ApplyOutcome> {
    return this.change(asked, async (call) => {
      const known = new Set(this.parts.emptyFolders());
      const empty = folders.filter((folder) => known.has(folder));
      const outcome = await removeEmptyFolders(this.parts.state.root, this.parts.state, empty, this.parts.told(call));
      await this.parts.follow();
      return outcome;
    });
  }

  exportDecisions(format: ExportFormat): Promise<ExportedDecisions> {
    return exportDecisions(this.parts.applying(), format);
  }

  /** What an import of a file would do here; the engine keeps nothing of it. */
  async readImport(file: ImportSource): Promise<ImportPreview> {
    await this.parts.identify(unhashedRows(this.parts.applying().table));
    return readImport(this.parts.applying(), file);
  }

  trash(): Promise<TrashListing> {
    return listTrash(this.parts.applying());
  }

  /** Puts files of the trash back, then follows them. */
  restoreFromTrash(asked: JobCall, files: readonly TrashReference[]): Promise<RestoreOutcome> {
    return this.change(asked, async (call) => {
      const { back, ...outcome } = await restoreFromTrash(this.parts.applying(), this.parts.told(call), files);
      const { skipped } = await this.followRows(back, call);
      return { ...outcome, skipped: [...outcome.skipped, ...skipped] };
    });
  }

  /** Removes what is in the trash for good. */
  emptyTrash(asked: JobCall): Promise<EmptyTrashOutcome> {
    return this.change(asked, async (call) => {
      const outcome = await emptyTrash(this.parts.applying(), this.parts.told(call));
      await this.parts.followDecisions();
      this.parts.tellSummary();
      return outcome;
    });
  }

  /** Lists files again, and brings the rows back of those that came back. */
  private async followRows(back: CameBack, call: JobCall): Promise<ReturnedRows> {
    await this.parts.follow();
    const rows = await returnRows(this.parts.applying(), back, this.parts.told(call));
    if (rows.tables.size > 0) await this.parts.follow();
    return rows;
  }

  async history(): Promise<{ applies: History['applies']; log: string[] }> {
    const changes = this.parts.state.changes;
    if (!changes) return { applies: [], log: [] };
    return { applies: (await changes.history()).applies, log: await changes.historyLines() };
  }
}
