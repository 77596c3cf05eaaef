import type { FindingKind } from '../../core/findings/finding';
import type { PathFrame } from '../../core/pathFrame';
import type { SheetSettings } from '../../core/collage/sheetSettings';
import type { FoundSheets } from '../../protocol/collages';
import { readReference, type Reference } from './findings/reference';
import { type LayoutKind } from '../../core/layout';
import type { ImageDetails, RowColumns } from '../../protocol/dataset';
import type { NotebookFacts } from '../../protocol/notebookRequests';
import type { CopyOutcome, CopySettings } from '../../protocol/cleanCopy';
import type { Engine } from '../engine';
import { UserError } from '../errors';
import type { JobCall } from '../jobs/progress';
import { columnsOf, decisionOf, detailsOf } from './describe';
import { DatasetState } from './datasetState';
import { inventory, rankedImages, type Inventory, type RankedImages } from './inventory';
import type { Model } from '../model/modelCard';
import { headReport, type HeadReport } from './ranking/trainingImages';
import { SessionParts } from './sessionParts';
import { frameOf } from './fileListing';

/** How a dataset is opened. */
export interface OpenOptions extends JobCall {
  readonly layout?: LayoutKind;
  /** Nothing is written beside the dataset and nothing can be decided. */
  readonly readOnly: boolean;
  readonly note: (text: string) => void;
}

/** One open dataset: its parts, for whoever works with one of them, and what can be asked of the whole. */
export class DatasetSession extends SessionParts {
  /** Opens the dataset that `folder` is or lies in, recovers what a crash left, and lists its files. */
  static async open(engine: Engine, folder: string, options: OpenOptions): Promise<DatasetSession> {
    const { layout, readOnly, note } = options;
    const state = await DatasetState.open(folder, { stateFolder: engine.options.stateFolder, readOnly, note });
    const frame = frameOf(folder, state.root);
    const model = await engine.models.readCard();
    const session = new DatasetSession({ engine, cache: engine.cache(), state, frame, model, layout, readOnly, note });
    try {
      await session.listing.scan(options);
    } catch (error) {
      await session.close();
      throw error;
    }
    return session;
  }

  get id(): string {
    return this.base.state.root;
  }

  get root(): string {
    return this.base.state.root;
  }

  get frame(): PathFrame {
    return this.base.frame;
  }

  /** Whoever looks goes on with the embeddings and scores there are, until the model's own are there. */
  useModel(model: Model): void {
    this.models.change(model);
    this.events.summary();
    this.preparation.startAgain();
  }

  cancel(): void {
    this.collages.cancel();
    this.preparation.cancel();
  }

  /** Fits anew now. */
  async retrain({ signal }: JobCall): Promise<{ images: number; seconds: number }> {
    await this.ranker.fit(signal);
    const { state } = this.ranker;
    return { images: this.summary().images, seconds: state.kind === 'fitted' ? state.seconds : 0 };
  }

  rows(rows: Uint32Array): RowColumns {
    return columnsOf(this.described(), rows);
  }

  details(row: number): ImageDetails {
    this.requireRow(row);
    const hash = this.table.hashes[row];
    return detailsOf(this.described(), row, hash === undefined ? undefined : this.base.cache.imageFacts(hash));
  }

  /** Absolute path of a row's file. */
  file(row: number): string {
    this.requireRow(row);
    return `${this.root}/${this.table.path(row)}`;
  }

  inventory(): Inventory {
    return inventory(this.described(), this.listing.leftOut, this.frame);
  }

  ranked(): RankedImages {
    return rankedImages(this.described(), this.frame);
  }

  /** How good the head is on images that it did not train on. */
  headReport(): HeadReport {
    return headReport(this.table, this.base.state.decisions, this.ranker.scores);
  }

  /** The images of this dataset as those that others are compared with; see `readReference`. */
  asReference(leaveOut: ReadonlySet<string>, call: JobCall): Promise<Reference> {
    const { table, embeddings } = this;
    const { cache, frame, state } = this.base;
    const digestOf = (row: number, hash: string): Promise<string | undefined> =>
      this.reading.digest(row, hash, call.signal);
    const parts = { table, cache, embeddings, frame, decisions: state.decisions, digestOf, root: this.root };
    return readReference(parts, leaveOut, call.signal);
  }

  findSheets(rows: Uint32Array, settings: SheetSettings, call: JobCall): Promise<FoundSheets> {
    return this.collages.find(rows, settings, this.events.told(call));
  }

  /** Those of some rows on which nobody has decided, and of which nobody has said that a finding is no problem. */
  undecided(rows: readonly number[], kind: FindingKind): number[] {
    const { dismissals } = this.base.state.decisions;
    return rows.filter(
      (row) => !this.isDecided(row) && !dismissals.covers(this.findings.dismissalOf({ kind, images: [row] })),
    );
  }

  isDecided(row: number): boolean {
    return decisionOf(this.table, this.base.state.decisions, row) !== undefined;
  }

  /** Embeddings of rows that were read, [rows, width] float32. */
  embeddingsOf(rows: readonly number[]): Float32Array {
    const packed = new Float32Array(rows.length * this.embeddings.width);
    rows.forEach((row, i) => packed.set(this.embeddings.get(row), i * this.embeddings.width));
    return packed;
  }

  /** What a notebook needs to know, and the query that was shown last. */
  notebookFacts(): NotebookFacts {
    const classes = this.summary().classes.filter(({ images }) => images > 0);
    return {
      root: this.root,
      subsets: [...this.listing.layout.subsets].map(([folder, subset]) => ({ folder, subset })),
      classes: classes.map(({ name }) => name),
      query: this.shown.query,
    };
  }

  /** Writes a clean copy to train on; see `CopyDesk`. */
  exportCopy(settings: CopySettings, out: string, call: JobCall): Promise<CopyOutcome> {
    return this.copies.copy(settings, out, this.events.told(call));
  }

  /** One image as the page can show it, its longer side at most `side` pixels; undefined when it cannot be shown. */
  preview(row: number, side: number, signal: AbortSignal): Promise<Uint8Array | undefined> {
    return this.reading.rendition(this.file(row), side, signal);
  }

  /** Nobody looks any more: what runs is ended, what is known stays. */
  async rest(): Promise<void> {
    this.cancel();
    this.map.cancel();
    this.findings.found.cancel();
    await this.training.stop();
    await this.tables.close();
  }

  async close(): Promise<void> {
    // The log of decisions is open until it knows what was done.
    await this.changes.settled();
    this.events.close();
    await this.rest();
    this.moves.cancel();
    this.findings.close();
    await this.predictions.close();
    await this.ranker.dispose();
    await this.tagSources.close();
    await this.base.state.close();
  }

  private requireRow(row: number): void {
    if (row >= this.table.length) throw new UserError(`There is no image number ${row} in ${this.root}.`);
  }
}
