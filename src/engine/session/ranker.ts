import type { RankingState } from '../../protocol/dataset';
import type { HeadFitter } from '../model/head/headFitter';
import { rejected, unlabelled, type HeadScores } from '../model/head/headInput';
import { FitCancelledError } from '../model/head/rowTeam';
import type { DatasetState } from './datasetState';
import { decisionOf } from './describe';
import type { Embeddings } from './embeddings';
import { copyGroups } from './copyGroups';
import type { ImageTable } from './imageTable';
import { scoresFrom, type Scores } from './scores';

export interface RankerParts {
  readonly table: ImageTable;
  readonly embeddings: Embeddings;
  readonly state: DatasetState;
  readonly fitter: HeadFitter;
  readonly seed: number;
  /** Told when there are new scores, or a reason why there are none. */
  readonly onScores: () => void;
  readonly onError: (error: unknown) => void;
}

/**
 * Keeps the scores of a dataset: fits the head on the labels as decided, and after each decision gives it only what
 * changed. Images that were deleted or set aside train an implicit reject class; kept and relabelled ones are trusted.
 */
export class Ranker {
  private current: Scores | undefined;
  private status: RankingState = { kind: 'none', reason: 'Not ranked yet.' };
  /** Rows decided since the last update was sent. */
  private readonly stale = new Set<number>();
  private fittedClasses = -1;
  private fittedRows = 0;
  /** Ends the fit or update that runs, when the dataset is closed or the user cancels. */
  private cancelling = new AbortController();
  private scheduled = false;

  constructor(private readonly parts: RankerParts) {}

  get scores(): Scores | undefined {
    return this.current;
  }

  get state(): RankingState {
    return this.status;
  }

  /** Fits from the beginning. Rejects with the signal's reason when aborted. */
  async fit(signal: AbortSignal): Promise<void> {
    const { table, embeddings, fitter, seed } = this.parts;
    const rows = table.length;
    const classes = table.classes.length;
    if (classes === 0) return this.none('No image has a label yet: there is nothing to compare.');
    const labels = new Int32Array(rows);
    const trusted = new Uint8Array(rows);
    for (let row = 0; row < rows; row++) [labels[row], trusted[row]] = this.labelOf(row);
    this.stale.clear();
    await this.run(signal, (own) =>
      fitter.fit(
        {
          embeddings: embeddings.data.subarray(0, rows * embeddings.width),
          d: embeddings.width,
          labels,
          trusted,
          groups: copyGroups(table),
          classes,
          seed,
        },
        own,
      ),
    );
    this.fittedClasses = classes;
    this.fittedRows = rows;
  }

  /** Some rows were decided: their labels change, and with them everybody's scores. Several at once are one update. */
  decided(rows: readonly number[]): void {
    for (const row of rows) this.stale.add(row);
    if (this.scheduled || this.current === undefined) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      this.update().catch(this.parts.onError);
    });
  }

  cancel(): void {
    this.cancelling.abort(new Error('Cancelled.'));
    this.cancelling = new AbortController();
  }

  async dispose(): Promise<void> {
    this.cancel();
    await this.parts.fitter.dispose();
  }

  private async update(): Promise<void> {
    const { table, fitter } = this.parts;
    const never = new AbortController().signal;
    if (table.classes.length !== this.fittedClasses || table.length !== this.fittedRows) return this.fit(never);
    const rows = Int32Array.from(this.stale);
    this.stale.clear();
    const labels = new Int32Array(rows.length);
    const trusted = new Uint8Array(rows.length);
    rows.forEach((row, i) => ([labels[i], trusted[i]] = this.labelOf(row)));
    await this.run(never, (own) => fitter.update({ rows, labels, trusted }, own));
  }

  /** Runs one request of the head. One that a newer request overtook ends quietly: the newer one holds its labels. */
  private async run(signal: AbortSignal, request: (signal: AbortSignal) => Promise<HeadScores>): Promise<void> {
    const began = performance.now();
    this.status = { kind: 'fitting' };
    try {
      const scores = await request(AbortSignal.any([signal, this.cancelling.signal]));
      this.current = scoresFrom(scores, this.parts.table, this.parts.embeddings);
      this.status = { kind: 'fitted', at: Date.now(), seconds: (performance.now() - began) / 1000 };
      this.parts.onScores();
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof FitCancelledError)) throw error;
    }
  }

  private none(reason: string): void {
    this.current = undefined;
    this.status = { kind: 'none', reason };
    this.parts.onScores();
  }

  /** The label that a row trains with, and whether a person stands for it. */
  private labelOf(row: number): [label: number, trusted: 0 | 1] {
    const { table, embeddings, state } = this.parts;
    if (!table.isImage(row) || !embeddings.has(row)) return [unlabelled, 0];
    const decision = decisionOf(table, state.decisions, row);
    const given = table.given[row];
    switch (decision?.kind) {
      case 'relabel':
        return decision.to === '' ? [unlabelled, 0] : [table.classIndex(decision.to), 1];
      case 'keep':
        return [given, given >= 0 ? 1 : 0];
      case 'delete':
      case 'set-aside':
        return [rejected, 0];
      case 'restore':
      case undefined:
        return [given, 0];
    }
  }
}
