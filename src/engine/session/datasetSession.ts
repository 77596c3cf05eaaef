import { basename, relative, sep } from 'node:path';
import type { FindingKind } from '../../core/finding';
import type { PathFrame } from '../../core/pathFrame';
import type { DismissalChange } from '../../core/dismissal';
import type { SheetSettings } from '../../core/collage/sheetSettings';
import type { FoundSheets } from '../../protocol/collages';
import { CollageDesk } from './collageDesk';
import { emptyFolders } from './emptyFolders';
import { CollageSearch, unsearched } from './collageSearch';
import { FindingsDesk } from './findingsDesk';
import { readReference, type Reference } from './reference';
import { understandLayout, type Layout, type LayoutKind } from '../../core/layout';
import { isInShard, type Shard } from '../../core/shard';
import { fillDigits, pinDigit, type PinnedDigits } from '../../core/pinnedDigits';
import type {
  DatasetSummary,
  Grouping,
  ImageDetails,
  ImageList,
  RankingState,
  RowColumns,
  SortKey,
  View,
} from '../../protocol/dataset';
import type { DatasetEvent } from '../../protocol/notifications';
import type { NotebookFacts } from '../../protocol/notebookRequests';
import type { CopyOutcome, CopySettings } from '../../protocol/cleanCopy';
import { lstatIfThere } from '../changes/directories';
import { diskOps } from '../changes/fileOps';
import { scanFolder, type LeftOut } from '../dataset/scan';
import type { Engine } from '../engine';
import { UserError } from '../errors';
import type { StoredFacts } from '../images/readImage';
import type { JobCall, Report } from '../jobs/progress';
import type { Cache } from '../store/cache';
import { type ApplyingInput } from './applying';
import { columnsOf, decisionOf, detailsOf, summarise, type Described } from './describe';
import { ChangeDesk } from './changeDesk';
import { CopyDesk } from './copyDesk';
import { DatasetState } from './datasetState';
import { DecisionDesk } from './decisionDesk';
import { Embeddings } from './embeddings';
import { ImageTable } from './imageTable';
import { ModelDesk } from './modelDesk';
import { inventory, rankedImages, type Inventory, type RankedImages } from './inventory';
import { HeadFitter } from '../model/head/headFitter';
import type { Model } from '../model/modelCard';
import type { HeadInput } from '../model/head/headInput';
import { MapDesk } from './mapDesk';
import { ImageTableDesk } from './imageTableDesk';
import { PredictionsDesk } from './predictionsDesk';
import { Ranker } from './ranker';
import { ExampleReader } from './exampleReader';
import { ReadingDesk } from './readingDesk';
import { ReferenceDesk } from './referenceDesk';
import { TagSources } from './tagSources';
import { ReportDesk } from './reportDesk';
import { ReviewDesk } from './reviewDesk';
import { SortingDesk } from './sortingDesk';
import { reconcile } from './reconcile';
import { TrainingDesk } from './trainingDesk';
import { headReport, trainingImages, type HeadReport, type TrainingImage } from './trainingImages';
import { listImages } from './listImages';
import { keepShownOrder, runQuery, wouldMove } from './view';

export interface OpenOptions extends JobCall {
  readonly layout?: LayoutKind;
  /** Nothing is written beside the dataset and nothing can be decided. */
  readonly readOnly: boolean;
  readonly note: (text: string) => void;
}

/** One open dataset: what is listed, indexed, decided and ranked. The parts do the work; this ties them together. */
export class DatasetSession {
  readonly table = new ImageTable();
  private readonly embeddings: Embeddings;
  private readonly ranker: Ranker;
  /** Which model the embeddings are of. */
  private readonly models: ModelDesk;
  /** Everything suspicious. */
  readonly findings: FindingsDesk;
  readonly collageSearch: CollageSearch;
  /** Clean copies to train on. */
  private readonly copies: CopyDesk;
  /** Sorting of what has no label, and more of a kind. */
  readonly sorter: SortingDesk;
  /** When to stop. */
  readonly review: ReviewDesk;
  /** Splitting collages. */
  readonly collages: CollageDesk;
  /** Images on a plane, like beside like. */
  readonly map: MapDesk;
  /** Images that all others are held against. */
  readonly references: ReferenceDesk;
  private readonly tagSources: TagSources;
  /** The dataset in a page to be passed on. */
  readonly report: ReportDesk;
  private emptyFolders: readonly string[] = [];
  /** What is decided. */
  readonly decisions: DecisionDesk;
  /** What changes files. */
  readonly changes: ChangeDesk;
  /** What reads them. */
  readonly reading: ReadingDesk;
  /** Networks of the user's own. */
  readonly training: TrainingDesk;
  /** Decisions and scores as a table, for a notebook. */
  readonly tables: ImageTableDesk;
  /** Scores that a program of the user's own wrote. */
  readonly predictions: PredictionsDesk;
  private layout: Layout = { kind: 'pile', subsets: new Map() };
  private leftOut: LeftOut[] = [];
  private indexing: AbortController | undefined;
  /** The reading and ranking that was begun last. */
  private preparing: Promise<void> = Promise.resolve();
  /** Somebody looks: what changes is read and ranked by itself. */
  private live = false;
  /** The root was moved away or deleted while it was open. */
  private isGone = false;
  private isClosed = false;
  private shown: { order: Uint32Array; query: string; sort: SortKey; group: Grouping } | undefined;

  private constructor(
    private readonly engine: Engine,
    private readonly cache: Cache<StoredFacts>,
    private readonly state: DatasetState,
    /** How the folder that was named relates to the root. */
    readonly frame: PathFrame,
    private readonly options: OpenOptions,
    model: Model,
  ) {
    this.embeddings = new Embeddings(model.card.embedding.width);
    this.models = new ModelDesk(this.table, this.embeddings, model);
    this.training = new TrainingDesk({
      engine,
      root: state.root,
      images: () => this.trainingImages(),
      embeddings: this.embeddings,
      requireWritable: () => state.requireWritable(),
      report: (progress) => this.tell({ kind: 'progress', progress }),
      onNews: (news) => this.tell({ kind: 'training', news }),
      onMessage: (severity, text) => this.tell({ kind: 'message', message: { severity, text } }),
    });
    this.ranker = new Ranker({
      table: this.table,
      embeddings: this.embeddings,
      decisionOf: (row) => decisionOf(this.table, state.decisions, row),
      fitter: new HeadFitter({ script: engine.program('fitThread'), threads: engine.threads }),
      trainedOn: () => this.models.trainedOn,
      seed: engine.options.seed,
      onScores: () => this.scored(),
      onError: (error) => this.tellError(error),
      onNote: (text) => this.tell({ kind: 'message', message: { severity: 'warning', text } }),
    });
    this.tables = new ImageTableDesk({
      root: state.root,
      described: () => this.described(),
      onError: (error) => this.tellError(error),
    });
    this.predictions = new PredictionsDesk({
      root: state.root,
      table: this.table,
      program: engine.program('predictionsThread'),
      ranker: this.ranker,
      origins: async () => (await state.changes?.origins()) ?? new Map<string, string>(),
      remembered: () => state.preferences.predictions,
      remember: (predictions) => state.prefer({ predictions }),
      onChange: () => this.tellSummary(),
      onMessage: (severity, text) => this.tell({ kind: 'message', message: { severity, text } }),
      onError: (error) => this.tellError(error),
    });
    this.collages = new CollageDesk({
      table: this.table,
      state,
      splitter: () => engine.splitter,
      sizeOf: (hash) => {
        const facts = cache.imageFacts(hash);
        return facts && { width: facts.width, height: facts.height };
      },
      lanes: engine.threads,
    });
    this.review = new ReviewDesk(() => this.described(), engine.options.seed);
    this.sorter = new SortingDesk({
      table: this.table,
      embeddings: this.embeddings,
      state,
      program: engine.program('fitThread'),
      seed: engine.options.seed,
      scores: () => this.ranker.scores,
      input: () => this.ranker.input(),
      settled: async () => {
        await this.preparing;
        await this.decisions.settled();
        await this.ranker.settled();
      },
      find: (query) => runQuery(this.described(), query, 'name').order,
      onSimilarity: () => this.tell({ kind: 'rows', rows: 'all', what: 'scores' }),
    });
    this.map = new MapDesk({
      table: this.table,
      embeddings: this.embeddings,
      modelVersion: () => this.models.version,
      cache,
      root: state.root,
      program: engine.program('mapThread'),
      seed: engine.options.seed,
      scores: () => this.ranker.scores,
      findings: () => this.findings.found.bits,
      decisionOf: (row) => decisionOf(this.table, state.decisions, row),
      report: (progress) => this.tell({ kind: 'progress', progress }),
    });
    this.collageSearch = new CollageSearch({
      root: state.root,
      table: this.table,
      cache,
      splitter: () => engine.splitter,
      lanes: engine.threads,
    });
    this.findings = new FindingsDesk({
      table: this.table,
      cache,
      embeddings: this.embeddings,
      state,
      program: engine.program('findingsThread'),
      scores: () => this.ranker.scores,
      digestOf: (row, hash, signal) => this.reading.digest(row, hash, signal),
      collages: async () => this.collageSearch.found(await this.collages.splitBefore()),
      reference: (signal) => this.references.heldAgainst(signal),
      emptyFolders: () => this.emptyFolders,
      isReady: () => this.indexing === undefined,
      record: (changes, label, dismissals) => this.decisions.record(changes, label, dismissals),
      judge: async (settings) => {
        if (!options.readOnly) await state.requireWritable();
        await state.decisions.judge(settings);
      },
      onSummary: (findings) => this.tell({ kind: 'findings', findings }),
      onError: (error) => this.tellError(error),
    });
    const examples = new ExampleReader({
      readers: () => engine.readers,
      limits: engine.options.limits,
      store: (version) => cache.embeddings(version),
      embedderOf: (wanted) => this.tagSources.embedderOf(wanted),
    });
    this.tagSources = new TagSources({
      engine,
      root: state.root,
      table: this.table,
      cache,
      model: () => this.models.model,
      embeddings: this.embeddings,
      embedFile: async (wanted, path, signal) => (await examples.read(path, wanted, signal)).embedding,
      embedAll: (wanted, call) => this.reading.embedWith(wanted, call),
    });
    this.references = new ReferenceDesk({
      root: state.root,
      table: this.table,
      embeddings: this.embeddings,
      state,
      model: () => this.models.model,
      examples,
      tagger: (source) => this.tagSources.tagger(source),
      service: this.tagSources.service,
      told: (call) => this.told(call),
      findings: () => this.findings,
      found: () => this.findings.found,
      onProblem: (error) => this.tellError(error),
      settled: () => this.preparing,
    });
    this.report = new ReportDesk({
      described: () => this.described(),
      findings: this.findings,
      map: this.map,
      model: () => this.models.name,
      history: async () => (await this.changes.history()).applies,
      thumbnail: (row) => this.thumbnail(row),
      query: () => this.shown?.query ?? '',
      readers: () => engine.readers,
      seed: engine.options.seed,
    });
    this.reading = new ReadingDesk({
      root: state.root,
      engine,
      cache,
      table: this.table,
      models: this.models,
      embedderOf: (wanted) => this.tagSources.embedderOf(wanted),
      told: (call) => this.told(call),
      onRows: (rows) => this.tell({ kind: 'rows', rows, what: 'images' }),
    });
    this.decisions = new DecisionDesk({
      table: this.table,
      state,
      collages: this.collages,
      sorter: this.sorter,
      layout: () => this.layout,
      scores: () => this.ranker.scores,
      digits: () => this.digits,
      applying: () => this.applying(),
      read: (rows) => this.reading.read(rows, untold()),
      onEdit: (rows, dismissals) => this.edited(rows, dismissals),
      tellSummary: () => this.tellSummary(),
    });
    this.changes = new ChangeDesk({
      state,
      applying: () => this.applying(),
      emptyFolders: () => this.emptyFolders,
      told: (call) => this.told(call),
      follow: () => this.follow(),
      tellSummary: () => this.tellSummary(),
    });
    this.copies = new CopyDesk({
      engine,
      root: state.root,
      frame,
      table: this.table,
      state,
      findings: this.findings,
      factsOf: (hash) => cache.imageFacts(hash),
    });
  }

  /** Opens the dataset that `folder` is or lies in, recovers what a crash left, and lists its files. */
  static async open(engine: Engine, folder: string, options: OpenOptions): Promise<DatasetSession> {
    const state = await DatasetState.open(folder, {
      stateFolder: engine.options.stateFolder,
      readOnly: options.readOnly,
      note: options.note,
    });
    const frame = frameOf(folder, state.root);
    const model = await engine.models.readCard();
    const session = new DatasetSession(engine, engine.cache(), state, frame, options, model);
    await session.scan(options);
    return session;
  }

  get id(): string {
    return this.state.root;
  }

  get root(): string {
    return this.state.root;
  }

  /** Lists the files again; returns true when something changed. */
  async scan({ report, signal }: JobCall): Promise<boolean> {
    const scan = await scanFolder(this.root, {
      exclude: this.engine.options.exclude,
      signal,
      onProgress: (done) => report({ task: 'scan', done, total: 0, finished: false }),
    });
    report({ task: 'scan', done: scan.files.length, total: scan.files.length, finished: true });
    const { layout, unsorted } = this.state.preferences;
    this.layout = understandLayout(scan.tree, this.options.layout ?? layout, unsorted);
    this.leftOut = scan.leftOut;
    this.emptyFolders = emptyFolders(scan.tree);
    const { added, changed, missing } = this.table.update(scan.files, this.layout);
    this.models.forget([...changed, ...missing]);
    return added.length + changed.length + missing.length > 0;
  }

  /** Reads what is not known yet. Resolves to the number of files that had to be read. */
  async index(call: JobCall): Promise<number> {
    const read = await this.reading.read(Uint32Array.from(this.table.files.keys()), call);
    await this.reading.embedAnew(call);
    this.findings.found.indexChanged();
    await this.reconcile();
    return read;
  }

  /** Reads what is not known yet of one part of the dataset, for a cache that is merged with those of the others. */
  indexShard(shard: Shard, call: JobCall): Promise<number> {
    const rows = Uint32Array.from(this.table.files.keys());
    return this.reading.read(
      rows.filter((row) => isInShard(this.table.path(row), shard)),
      call,
    );
  }

  /** Whoever looks goes on with the embeddings and scores there are, until the model's own are there. */
  useModel(model: Model): void {
    this.models.change(model);
    this.tellSummary();
    if (this.live) void this.prepare();
  }

  /** Fits the head and scores every image. */
  async rank(call: JobCall): Promise<void> {
    await this.ranker.fit(call.signal);
  }

  /** Lists, reads and ranks in the background, telling whoever looks. Never rejects: failures are told as messages. */
  prepare(): Promise<void> {
    this.live = true;
    return (this.preparing = this.readAndRank());
  }

  private async readAndRank(): Promise<void> {
    this.indexing?.abort(new UserError('Started anew.'));
    const controller = (this.indexing = new AbortController());
    const call = {
      signal: controller.signal,
      report: (progress: Parameters<Report>[0]) => this.tell({ kind: 'progress', progress }),
    };
    try {
      await this.index(call);
      this.tellSummary();
      if (!this.options.readOnly) await this.predictions.begin();
      await this.rank(call);
      this.findings.found.refresh();
      this.lookForCollages();
    } catch (error) {
      if (!controller.signal.aborted) this.tellError(error);
    } finally {
      if (this.indexing === controller) this.indexing = undefined;
      this.tellSummary();
    }
  }

  /** In the background: what may be a sheet is read whole. */
  private lookForCollages(): void {
    this.collageSearch.start({
      report: (progress) => this.tell({ kind: 'progress', progress }),
      onNews: () => this.findings.found.collagesChanged(),
      onFailed: (failed) => this.tell({ kind: 'message', message: { severity: 'warning', text: unsearched(failed) } }),
      onError: (error) => this.tellError(error),
    });
  }

  cancel(): void {
    this.collages.cancel();
    this.collageSearch.stop();
    this.indexing?.abort(new UserError('Cancelled.'));
    this.ranker.cancel();
  }

  summary(): DatasetSummary {
    return summarise(this.described());
  }

  /** Runs a query. With `keepOrder` (and no groups) rows that are shown already stay in their order. */
  view(query: string, sort: SortKey, group: Grouping = 'none', keepOrder = false): View {
    const fresh = runQuery(this.described(), query, sort, group);
    const view =
      keepOrder && group === 'none' && this.shown
        ? { ...fresh, order: keepShownOrder(this.shown.order, fresh.order) }
        : fresh;
    this.shown = { order: view.order, query, sort, group };
    return view;
  }

  /** The first images that a query finds; what is shown stays as it is. */
  list(query: string, sort: SortKey, limit: number): ImageList {
    return listImages(this.described(), query, sort, limit);
  }

  rows(rows: Uint32Array): RowColumns {
    return columnsOf(this.described(), rows);
  }

  details(row: number): ImageDetails {
    this.requireRow(row);
    const hash = this.table.hashes[row];
    return detailsOf(this.described(), row, hash === undefined ? undefined : this.cache.imageFacts(hash));
  }

  thumbnail(row: number): Uint8Array | undefined {
    const hash = row < this.table.length ? this.table.hashes[row] : undefined;
    return hash === undefined ? undefined : this.cache.thumbnail(hash);
  }

  /** Absolute path of a row's file. */
  file(row: number): string {
    this.requireRow(row);
    return `${this.root}/${this.table.path(row)}`;
  }

  inventory(): Inventory {
    return inventory(this.described(), this.leftOut, this.frame);
  }

  ranked(): RankedImages {
    return rankedImages(this.described(), this.frame);
  }

  /** What a network trains on: labelled images, as decided. */
  trainingImages(): TrainingImage[] {
    return trainingImages(this.table, this.state.decisions);
  }

  /** How good the head is on images that it did not train on. */
  headReport(): HeadReport {
    return headReport(this.table, this.state.decisions, this.ranker.scores);
  }

  /** The images of this dataset as those that others are compared with; see `readReference`. */
  asReference(leaveOut: ReadonlySet<string>, call: JobCall): Promise<Reference> {
    const { table, cache, embeddings, frame, state } = this;
    const digestOf = (row: number, hash: string): Promise<string | undefined> =>
      this.reading.digest(row, hash, call.signal);
    const parts = { table, cache, embeddings, frame, decisions: state.decisions, digestOf, root: this.root };
    return readReference(parts, leaveOut, call.signal);
  }

  findSheets(rows: Uint32Array, settings: SheetSettings, call: JobCall): Promise<FoundSheets> {
    return this.collages.find(rows, settings, this.told(call));
  }

  /** Those of some rows on which nobody has decided, and of which nobody has said that a finding is no problem. */
  undecided(rows: readonly number[], kind: FindingKind): number[] {
    const { table, state, findings } = this;
    return rows.filter(
      (row) =>
        decisionOf(table, state.decisions, row) === undefined &&
        !state.decisions.dismissals.covers(findings.dismissalOf({ kind, images: [row] })),
    );
  }

  /** What the head is fitted to, for a command that fits one of its own. */
  examples(): HeadInput {
    return this.ranker.input();
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
      subsets: [...this.layout.subsets].map(([folder, subset]) => ({ folder, subset })),
      classes: classes.map(({ name }) => name),
      query: this.shown?.query ?? '',
    };
  }

  /** Folders of the root that are subsets. */
  get subsetFolders(): string[] {
    return [...this.layout.subsets.keys()];
  }

  /** Writes a clean copy to train on; see `CopyDesk`. */
  exportCopy(settings: CopySettings, out: string, call: JobCall): Promise<CopyOutcome> {
    return this.copies.copy(settings, out, this.told(call));
  }

  /** A call whose progress is told to whoever looks, too. */
  private told(call: JobCall): JobCall {
    const report: Report = (progress) => {
      call.report(progress);
      this.tell({ kind: 'progress', progress });
    };
    return { ...call, report };
  }

  /** One image as the page can show it, its longer side at most `side` pixels; undefined when it cannot be shown. */
  preview(row: number, side: number, signal: AbortSignal): Promise<Uint8Array | undefined> {
    return this.reading.rendition(this.file(row), side, signal);
  }

  /** Fits anew now. */
  async retrain(call: JobCall): Promise<{ images: number; seconds: number }> {
    await this.rank(call);
    const { state } = this.ranker;
    return { images: this.summary().images, seconds: state.kind === 'fitted' ? state.seconds : 0 };
  }

  /** Follows what others did to the files and to the decisions; true when there was something. */
  async followOutside(): Promise<boolean> {
    if (!(await this.isThere())) return false;
    const decided = await this.state.decisions.follow();
    const files = await this.rescan();
    if (decided) {
      this.tell({ kind: 'rows', rows: 'all', what: 'decisions' });
      await this.findings.found.allDecided();
    }
    if (files) {
      this.tell({ kind: 'membership' });
      void this.prepare();
    }
    if (decided || files) this.tellSummary();
    return decided || files;
  }

  /** Whether the root is where it was; said when it goes and when it comes back. */
  private async isThere(): Promise<boolean> {
    const isThere = (await lstatIfThere(diskOps, this.root)) !== undefined;
    if (isThere !== this.isGone) return isThere;
    this.isGone = !isThere;
    const text = isThere
      ? `${this.root} is back.`
      : `${this.root} is no longer there. Decisions are kept; they can be applied when it is back, or at its new place.`;
    this.tell({ kind: 'message', message: { severity: isThere ? 'info' : 'error', text } });
    return isThere;
  }

  /** Lists the files again, without more than that. */
  rescan(): Promise<boolean> {
    return this.scan(untold());
  }

  /** Decisions follow files that somebody else moved; said when there were any. */
  private async reconcile(): Promise<void> {
    const { state } = this;
    if (!state.changes) return;
    const kept = [...(await state.changes.kept('trash')), ...(await state.changes.kept('set-aside'))];
    const inTrash = new Set(kept.map(({ path, hash }) => JSON.stringify([path, hash])));
    const changes = reconcile(this.table, state.decisions, (path, hash) => inTrash.has(JSON.stringify([path, hash])));
    if (changes.length === 0) return;
    await this.decisions.record(changes, 'Follow Moved Files');
    const moved = changes.filter(({ after }) => after).length;
    const text = `Files were moved outside: ${moved} decisions followed their images, ${changes.length - 2 * moved} had been carried out.`;
    this.tell({ kind: 'message', message: { severity: 'info', text } });
  }

  /** After files were moved: list them again; what moved is known by its content and costs nothing. */
  private async follow(): Promise<void> {
    await this.rescan();
    this.findings.found.indexChanged();
    if (this.live) void this.prepare();
    this.tell({ kind: 'membership' });
    this.tellSummary();
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.cancel();
    await this.training.stop();
    this.map.cancel();
    this.findings.close();
    await this.predictions.close();
    await this.tables.close();
    await this.ranker.dispose();
    await this.tagSources.close();
    await this.state.close();
  }

  tell(event: DatasetEvent): void {
    // What still ends in the background must not speak for a session of the same dataset that was opened since.
    if (this.isClosed) return;
    if (event.kind === 'membership' || (event.kind === 'rows' && event.what !== 'images')) this.tables.touched();
    this.engine.options.onEvent(this.id, event);
  }

  tellSummary(): void {
    this.tell({ kind: 'summary', summary: this.summary() });
  }

  private tellError(error: unknown): void {
    const text = error instanceof Error ? error.message : String(error);
    this.tell({ kind: 'message', message: { severity: 'error', text } });
  }

  /** Decisions were recorded: say which rows, and learn from them. */
  private edited(rows: readonly number[], dismissals: readonly DismissalChange[]): void {
    this.tell({ kind: 'rows', rows: Uint32Array.from(rows), what: 'decisions' });
    // Who dismisses what was found about a label unflags its images.
    if (dismissals.some(({ dismissal }) => dismissal.kind === 'label'))
      this.tell({ kind: 'rows', rows: 'all', what: 'scores' });
    this.tellSummary();
    if (rows.length > 0) this.ranker.decided(rows);
    this.findings.found.decided(rows);
  }

  /** The ranker has new scores: say which rows, and how many a re-order would move. */
  private scored(): void {
    this.tell({ kind: 'rows', rows: 'all', what: 'scores' });
    this.tellSummary();
    this.findings.found.scoresChanged();
    if (!this.shown) return;
    const { order, query, sort, group } = this.shown;
    this.tell({ kind: 'would-move', count: wouldMove(order, runQuery(this.described(), query, sort, group).order) });
  }

  /** Pins a class to a digit key, for good. */
  async pin(digit: number, name: string): Promise<void> {
    if (!this.table.knowsClass(name)) throw new UserError(`There is no class ${name} in ${basename(this.root)}.`);
    await this.state.prefer({ digits: pinDigit(this.digits, digit, name) });
    this.tellSummary();
  }

  async saveQueries(queries: readonly string[]): Promise<void> {
    await this.state.prefer({ queries });
    this.tellSummary();
  }

  /** Remembers how the folder is to be understood from its next opening on; undefined: as it looks. */
  chooseLayout(layout: LayoutKind | undefined): Promise<void> {
    return this.state.prefer({ layout, unsorted: undefined });
  }

  /** From its next opening on these folders are no classes: what lies in them is unsorted. '*': all there are now. */
  countAsUnsorted(folders: readonly string[] | '*'): Promise<void> {
    const { table, layout, state } = this;
    const all = (): string[] =>
      table.files.map(({ path }) => path.split('/')).flatMap(([top, below]) => (below ? [top] : []));
    const unsorted = new Set([...(layout.unsorted ?? []), ...(folders === '*' ? all() : folders)]);
    return state.prefer({ unsorted: [...unsorted], ...(layout.kind === 'pile' && { layout: undefined }) });
  }

  private get digits(): PinnedDigits {
    return fillDigits(this.state.preferences.digits, this.table.classes);
  }

  private applying(): ApplyingInput {
    const { engine, root, layout, table, state } = this;
    const cutter = { splitter: () => engine.splitter, lanes: engine.threads };
    return { root, layout, table, state, cutter, convert: (request, signal) => this.reading.convert(request, signal) };
  }

  private requireRow(row: number): void {
    if (row >= this.table.length) throw new UserError(`There is no image number ${row} in ${this.root}.`);
  }

  private described(): Described {
    const { scores, state } = this.ranker;
    const ranking: RankingState = this.models.isChanging && scores ? { kind: 'stale', because: 'model' } : state;
    return {
      id: this.id,
      name: basename(this.root),
      root: this.root,
      layout: this.layout,
      table: this.table,
      decisions: this.state.decisions,
      scores: this.ranker.scores,
      findings: this.findings.found.bits,
      similarity: this.sorter.similarity,
      ranking,
      skipped: this.leftOut.length,
      canUndoApply: this.state.canUndo,
      digits: this.digits,
      savedQueries: this.state.preferences.queries,
      predictions: this.predictions.state,
    };
  }
}

function frameOf(folder: string, root: string): PathFrame {
  const from = (a: string, b: string): string => relative(a, b).split(sep).join('/');
  const inside = from(root, folder);
  const above = inside === '..' || inside.startsWith('../');
  return above ? { prefix: from(folder, root), scope: '' } : { prefix: '', scope: inside };
}

/** A call that nobody follows or ends. */
function untold(): JobCall {
  return { report: () => undefined, signal: new AbortController().signal };
}
