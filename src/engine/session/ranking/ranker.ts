import { setTimeout as pause } from 'node:timers/promises';
import { isReject, labelDecision, type Decision } from '../../../core/decisions/decision';
import type { RankingState } from '../../../protocol/dataset';
import { FitThreadError } from '../../model/head/headFitter';
import { rejected, unlabelled, type HeadInput, type HeadScores, type HeadUpdate } from '../../model/head/headInput';
import { FitCancelledError } from '../../model/head/rowTeam';
import type { Embeddings } from '../reading/embeddings';
import { copyGroups, copyRings } from '../findings/copyGroups';
import type { ImageTable } from '../imageTable';
import { finish, inSlices, itemsPerStep, type Steps } from '../../jobs/steps';
import { Turns } from '../../jobs/turns';
import { withEitherSignal } from '../../jobs/withEitherSignal';
import { scoresFrom, type Scores } from './scores';

/** What gives every image its scores: the head that is fitted here, or predictions of another model. */
export interface LabelScorer {
  /** False: an update has nothing to change yet. */
  readonly isFitted: boolean;
  fit(input: HeadInput, signal?: AbortSignal): Promise<HeadScores>;
  update(update: HeadUpdate, signal?: AbortSignal): Promise<HeadScores>;
  dispose(): Promise<void>;
}

/** Scores that come from elsewhere, and the name by which the user knows them. */
export interface ForeignScorer extends LabelScorer {
  readonly name: string;
}

export interface RankerParts {
  readonly table: ImageTable;
  readonly embeddings: Embeddings;
  readonly decisionOf: (row: number) => Decision | undefined;
  readonly fitter: LabelScorer;
  /** Content hashes of images that the embedding model trained on. */
  readonly trainedOn?: () => ReadonlySet<string>;
  readonly seed: number;
  /** Told when there are new scores, or a reason why there are none. */
  readonly onScores: () => void;
  readonly onError: (error: unknown) => void;
  /** Told what was mended, in words. */
  readonly onNote?: (text: string) => void;
}

/**
 * Milliseconds before a decision is learned from: a fit takes all cores, and until then the page has its answer and has
 * drawn it.
 */
const answerFirstMs = 50;

/** Scores of before that are left as they are. */
const scoresKept = 3;

/**
 * Keeps the scores of a dataset: fits the head on the labels as decided, and after each decision gives it only what
 * changed. Images that were deleted or set aside (not as copies, sheets or unreadable) train an implicit reject class;
 * kept and relabelled ones are trusted.
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
  private isDisposed = false;
  private updating: Promise<void> = Promise.resolve();
  private newest: Promise<'done' | 'overtaken'> | undefined;
  /** Somebody wants a ranking. */
  private asked = false;
  /** Gathers what a fit is given, one fit at a time. */
  private readonly gathering = new Turns();
  private foreign: ForeignScorer | undefined;
  /** Scores of before, the oldest first; what still reads them is done when so many newer ones have come. */
  private readonly past: Scores[] = [];
  /** By row the next one with the same content, in rings, as of the last fit. */
  private nextCopy = new Int32Array(0);

  constructor(private readonly parts: RankerParts) {}

  get scores(): Scores | undefined {
    return this.current;
  }

  get state(): RankingState {
    return this.status;
  }

  /** Takes scores from elsewhere, or from its own head again, from the next fit on. */
  use(foreign: ForeignScorer | undefined): void {
    this.foreign = foreign;
  }

  private get scorer(): LabelScorer {
    return this.foreign ?? this.parts.fitter;
  }

  /** Fits from the beginning. Rejects with the signal's reason when aborted. */
  async fit(signal: AbortSignal): Promise<void> {
    this.asked = true;
    try {
      await this.fitOnce(signal);
    } catch (error) {
      if (!(error instanceof FitThreadError)) throw error;
      // Once more with a fresh thread; a second death is told.
      this.parts.onNote?.(`Ranking was interrupted (${error.message}) and begins anew.`);
      await this.fitOnce(signal);
    }
  }

  private async fitOnce(signal: AbortSignal): Promise<void> {
    const { table } = this.parts;
    const { scorer } = this;
    if (table.classes.length === 0)
      return this.none('No image has a label yet: label a few of each class (c), and the rest is ranked.');
    const input = await this.gathering.run(() => {
      this.stale.clear();
      return inSlices(this.inputSteps(), signal);
    });
    this.fittedClasses = input.classes;
    this.fittedRows = input.labels.length;
    await this.run(signal, (own) => scorer.fit(input, own));
  }

  /** What the head is fitted to: the labels as decided. */
  input(): HeadInput {
    return finish(this.inputSteps());
  }

  /** The same in steps; what is decided meanwhile is still in `stale` at the end. */
  private *inputSteps(): Steps<HeadInput> {
    const { table, embeddings, seed } = this.parts;
    const groups = yield* copyGroups(table);
    const rows = groups.length;
    const labels = new Int32Array(rows);
    const trusted = new Uint8Array(rows);
    this.nextCopy = copyRings(groups);
    embeddings.reserve(rows);
    for (let start = 0; start < rows; start += itemsPerStep) {
      yield;
      const some = Array.from({ length: Math.min(itemsPerStep, rows - start) }, (_, i) => start + i);
      const copies = this.copiesThatStay(some);
      for (const row of some) [labels[row], trusted[row]] = this.labelOf(row, copies);
    }
    return {
      embeddings: embeddings.data.subarray(0, rows * embeddings.width),
      d: embeddings.width,
      labels,
      trusted,
      groups,
      classes: table.classes.length,
      seed,
    };
  }

  /** Some rows were decided: their labels change, and with them everybody's scores. Several at once are one update. */
  decided(rows: readonly number[]): void {
    for (const row of rows) this.stale.add(row);
    // Without any label there was nothing to rank; the first labels change that.
    if (this.scheduled || (this.current === undefined && !this.asked)) return;
    this.scheduled = true;
    this.updating = pause(answerFirstMs)
      .then(() => {
        this.scheduled = false;
        // Predictions would start their thread anew for nobody.
        return this.isDisposed ? undefined : this.update();
      })
      .catch(this.parts.onError);
  }

  /** Resolves when the scores are those of all decisions made so far. */
  async settled(): Promise<void> {
    for (let seen: unknown; seen !== this.updating;) {
      seen = this.updating;
      await this.updating;
    }
  }

  cancel(): void {
    this.cancelling.abort(new Error('Cancelled.'));
    this.cancelling = new AbortController();
  }

  async dispose(): Promise<void> {
    this.isDisposed = true;
    this.cancel();
    await this.parts.fitter.dispose();
  }

  private async update(): Promise<void> {
    // What a fit is given may be older than these decisions: they come after it.
    await this.gathering.settled();
    const { table } = this.parts;
    const { scorer } = this;
    const never = new AbortController().signal;
    const grown = table.classes.length !== this.fittedClasses || table.length !== this.fittedRows;
    if (grown || !scorer.isFitted) return this.fit(never);
    const rows = Int32Array.from(this.stale);
    this.stale.clear();
    const labels = new Int32Array(rows.length);
    const trusted = new Uint8Array(rows.length);
    const copies = this.copiesThatStay(rows);
    rows.forEach((row, i) => ([labels[i], trusted[i]] = this.labelOf(row, copies)));
    try {
      await this.run(never, (own) => scorer.update({ rows, labels, trusted }, own));
    } catch (error) {
      if (!(error instanceof FitThreadError)) throw error;
      this.parts.onNote?.(`Ranking was interrupted (${error.message}) and begins anew.`);
      await this.fit(never);
    }
  }

  /** Runs one request of the head. One that a newer request overtook ends with that one, which holds its labels. */
  private async run(signal: AbortSignal, request: (signal: AbortSignal) => Promise<HeadScores>): Promise<void> {
    const signals = [signal, this.cancelling.signal];
    const attempt = withEitherSignal(signals, (own) => this.attempt(signal, own, request));
    this.newest = attempt;
    if ((await attempt) === 'overtaken' && this.newest !== attempt) await this.newest;
  }

  /** `own` is aborted with `signal`, and when all is cancelled. */
  private async attempt(
    signal: AbortSignal,
    own: AbortSignal,
    request: (signal: AbortSignal) => Promise<HeadScores>,
  ): Promise<'done' | 'overtaken'> {
    const began = performance.now();
    const { foreign } = this;
    this.status = { kind: 'fitting' };
    try {
      const scores = await request(own);
      if (foreign !== this.foreign) return 'overtaken';
      this.renew(this.scoresOf(scores));
      this.status = { kind: 'fitted', at: Date.now(), seconds: (performance.now() - began) / 1000 };
      this.parts.onScores();
    } catch (error) {
      if (error instanceof FitCancelledError && !own.aborted) return 'overtaken';
      this.status = this.current ? { kind: 'stale' } : { kind: 'none', reason: 'Ranking did not come to its end.' };
      signal.throwIfAborted();
      if (!(error instanceof FitCancelledError)) throw error;
    }
    return 'done';
  }

  private scoresOf(scores: HeadScores): Scores {
    const { table, embeddings, trainedOn } = this.parts;
    const { foreign } = this;
    const [old] = this.past.length === scoresKept ? this.past : [];
    if (!foreign) return scoresFrom(scores, table, (row) => embeddings.has(row), trainedOn?.() ?? new Set(), old);
    const own = scoresFrom(scores, table, (row) => scores.predicted[row] >= 0, new Set(), old);
    return { ...own, source: foreign.name };
  }

  private renew(scores: Scores): void {
    if (this.current) this.past.push(this.current);
    if (this.past.length > scoresKept) this.past.shift();
    this.current = scores;
  }

  private none(reason: string): void {
    this.current = undefined;
    this.status = { kind: 'none', reason };
    this.parts.onScores();
  }

  /** Contents of deleted rows of which another copy stays: such a row went as a copy, not for what it shows. */
  private copiesThatStay(rows: Iterable<number>): ReadonlySet<string> {
    const { table, decisionOf } = this.parts;
    const isOut = (row: number): boolean => {
      const kind = decisionOf(row)?.kind;
      return kind === 'delete' || kind === 'set-aside';
    };
    const asked = new Set<string>();
    const staying = new Set<string>();
    for (const row of rows) {
      const hash = table.hashes[row];
      if (hash === undefined || asked.has(hash) || !isOut(row)) continue;
      asked.add(hash);
      for (let copy = this.nextCopy[row]; copy !== row; copy = this.nextCopy[copy])
        if (table.hashes[copy] === hash && table.isImage(copy) && !isOut(copy)) {
          staying.add(hash);
          break;
        }
    }
    return staying;
  }

  /** The label that a row trains with, and whether a person stands for it. */
  private labelOf(row: number, copies: ReadonlySet<string>): [label: number, trusted: 0 | 1] {
    const { table, embeddings, decisionOf } = this.parts;
    if (!table.isImage(row) || !embeddings.has(row)) return [unlabelled, 0];
    const given = table.given[row];
    const decision = labelDecision(decisionOf(row), table.className(given) ?? '');
    switch (decision?.kind) {
      case 'relabel':
        return decision.to === '' ? [unlabelled, 0] : [table.classIndex(decision.to), 1];
      case 'keep':
        return [given, given >= 0 ? 1 : 0];
      case 'delete':
      case 'set-aside':
        return [isReject(decision) && !copies.has(table.hashes[row] ?? '') ? rejected : unlabelled, 0];
      case 'split':
        // A sheet shows many things: it stands for none of them.
        return [unlabelled, 0];
      case 'convert':
      case 'rename':
      case 'restore':
      case undefined:
        return [given, 0];
    }
  }
}
