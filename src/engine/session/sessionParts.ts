import { basename } from 'node:path';
import type { PathFrame } from '../../core/pathFrame';
import type { DismissalChange } from '../../core/decisions/dismissal';
import { CollageDesk } from './collages/collageDesk';
import { CollageSearch } from './collages/collageSearch';
import { FindingsDesk } from './findings/findingsDesk';
import { type LayoutKind } from '../../core/layout';
import type { RankingState } from '../../protocol/dataset';
import type { Engine } from '../engine';
import type { StoredFacts } from '../images/readImage';
import type { Cache } from '../store/cache';
import { type ApplyingInput } from './applying/applying';
import { decisionOf, summarise, type Described } from './describe';
import { ChangeDesk } from './applying/changeDesk';
import { CopyDesk } from './exports/copyDesk';
import { DatasetCounts } from './datasetCounts';
import type { DatasetState } from './datasetState';
import { DecisionDesk } from './decisions/decisionDesk';
import { Embeddings } from './reading/embeddings';
import { ImageTable } from './imageTable';
import { ModelDesk } from './reading/modelDesk';
import { HeadFitter } from '../model/head/headFitter';
import type { Model } from '../model/modelCard';
import { LabelDesk } from './labels/labelDesk';
import { MapDesk } from './viewing/mapDesk';
import { ImageTableDesk } from './exports/imageTableDesk';
import { PredictionsDesk } from './ranking/predictionsDesk';
import { Ranker } from './ranking/ranker';
import { ExampleReader } from './references/exampleReader';
import { ReadingDesk } from './reading/readingDesk';
import { ReferenceDesk } from './references/referenceDesk';
import { TagSources } from './references/tagSources';
import { ReportDesk } from './exports/reportDesk';
import { ReviewDesk } from './reviewing/reviewDesk';
import { SortingDesk } from './sorting/sortingDesk';
import { TrainingDesk } from './ranking/trainingDesk';
import { trainingImages } from './ranking/trainingImages';
import { runQuery } from './viewing/view';
import { FileListing, untold } from './fileListing';
import { OutsideChanges } from './outsideChanges';
import { PreferenceDesk } from './preferenceDesk';
import { Preparation } from './preparation';
import { SessionEvents } from './sessionEvents';
import { Provenance } from './viewing/provenance';
import { inSlices } from '../jobs/steps';
import { MoveCounter } from './viewing/moveCounter';
import { ShownView } from './viewing/shownView';
import { WordSearch } from './viewing/wordSearch';
import type { DatasetSummary } from '../../protocol/dataset';
import type { TrainingImage } from './ranking/trainingImages';

/** What a dataset is opened with. */
export interface SessionBase {
  readonly engine: Engine;
  readonly cache: Cache<StoredFacts>;
  readonly state: DatasetState;
  /** How the folder that was named relates to the root. */
  readonly frame: PathFrame;
  readonly model: Model;
  readonly layout: LayoutKind | undefined;
  /** Says something to whoever opened it. */
  readonly note: (text: string) => void;
  /** Nothing is written beside the dataset and nothing can be decided. */
  readonly readOnly: boolean;
}

/** The parts of an open dataset, each made of what it needs of the others, and how news of one reach the rest. */
export class SessionParts {
  readonly table = new ImageTable();
  readonly events: SessionEvents;
  private readonly counts: DatasetCounts;
  /** Which files there are. */
  readonly listing: FileListing;
  /** Labels that stand in tables. */
  readonly labels: LabelDesk;
  /** Where images came from. */
  readonly provenance: Provenance;
  /** What the user chose for this dataset. */
  readonly preferences: PreferenceDesk;
  readonly embeddings: Embeddings;
  readonly ranker: Ranker;
  /** Which model the embeddings are of. */
  readonly models: ModelDesk;
  /** Everything suspicious. */
  readonly findings: FindingsDesk;
  readonly collageSearch: CollageSearch;
  /** Clean copies to train on. */
  readonly copies: CopyDesk;
  /** Sorting of what has no label, and more of a kind. */
  readonly sorter: SortingDesk;
  /** Ranking by words. */
  readonly words: WordSearch;
  /** When to stop. */
  readonly review: ReviewDesk;
  /** Splitting collages. */
  readonly collages: CollageDesk;
  /** Images on a plane, like beside like. */
  readonly map: MapDesk;
  /** Images that all others are held against. */
  readonly references: ReferenceDesk;
  readonly tagSources: TagSources;
  /** The dataset in a page to be passed on. */
  readonly report: ReportDesk;
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
  /** What the page shows. */
  readonly shown = new ShownView(() => this.described());
  /** How many rows a re-order would move. */
  protected readonly moves: MoveCounter;
  /** What others do to the files meanwhile. */
  readonly outside: OutsideChanges;
  /** Reading and ranking. */
  readonly preparation: Preparation;

  constructor(readonly base: SessionBase) {
    const { engine, cache, state, frame, model, readOnly } = base;
    this.counts = new DatasetCounts(this.table);
    this.events = new SessionEvents(
      (event) => {
        if (event.kind === 'membership' || (event.kind === 'rows' && event.what !== 'images')) this.tables.touched();
        engine.options.onEvent(state.root, event);
      },
      () => this.summary(),
    );
    this.moves = new MoveCounter({
      count: (signal) => this.shown.wouldMove(signal),
      onCount: (count) => this.events.tell({ kind: 'would-move', count }),
      onError: (error) => this.events.error(error),
    });
    this.labels = new LabelDesk({
      root: state.root,
      program: engine.program('labelsThread'),
      asked: base.layout,
      named: engine.options.labels,
      remembered: () => state.preferences,
      note: base.note,
    });
    this.provenance = new Provenance({
      root: state.root,
      table: this.table,
      crops: () => this.collages.written(),
      epochs: () => state.decisions.epochs,
    });
    this.listing = new FileListing({
      state,
      table: this.table,
      exclude: engine.options.exclude,
      kind: base.layout,
      labels: this.labels,
      provenance: this.provenance,
      onUpdate: async ({ changed, missing }, signal) => {
        this.models.forget([...changed, ...missing]);
        await this.recount(signal);
      },
    });
    this.preferences = new PreferenceDesk({
      state,
      table: this.table,
      listing: this.listing,
      tellSummary: () => this.events.summary(),
      onError: (error) => this.events.error(error),
    });
    this.embeddings = new Embeddings(model.card.embedding.width);
    this.models = new ModelDesk(this.table, this.embeddings, model);
    this.training = new TrainingDesk({
      engine,
      root: state.root,
      images: () => this.trainingImages(),
      embeddings: this.embeddings,
      requireWritable: () => state.requireWritable(),
      report: (progress) => this.events.progress(progress),
      onNews: (news) => this.events.tell({ kind: 'training', news }),
      onMessage: (severity, text) => this.events.message(severity, text),
    });
    this.ranker = new Ranker({
      table: this.table,
      embeddings: this.embeddings,
      decisionOf: (row) => decisionOf(this.table, state.decisions, row),
      fitter: new HeadFitter({ script: engine.program('fitThread'), threads: engine.threads }),
      trainedOn: () => this.models.trainedOn,
      seed: engine.options.seed,
      onScores: () => this.scored(),
      onError: (error) => this.events.error(error),
      onNote: (text) => this.events.message('warning', text),
    });
    this.tables = new ImageTableDesk({
      root: state.root,
      described: () => this.described(),
      settled: () => this.preparation.finished(),
      onError: (error) => this.events.error(error),
    });
    this.predictions = new PredictionsDesk({
      root: state.root,
      table: this.table,
      program: engine.program('predictionsThread'),
      ranker: this.ranker,
      origins: async () => (await state.changes?.origins()) ?? new Map<string, string>(),
      remembered: () => state.preferences.predictions,
      remember: (predictions) => state.prefer({ predictions }),
      onChange: () => this.events.summary(),
      onMessage: (severity, text) => this.events.message(severity, text),
      onError: (error) => this.events.error(error),
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
      onError: (error) => this.events.error(error),
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
        await this.preparation.settled();
        await this.decisions.settled();
        await this.ranker.settled();
      },
      find: (query) => runQuery(this.described(), query, 'name').order,
      onSimilarity: () => this.events.tell({ kind: 'rows', rows: 'all', what: 'scores' }),
    });
    this.words = new WordSearch({
      table: this.table,
      embeddings: this.embeddings,
      model: () => this.models.model,
      textEmbedder: (wanted) => engine.textEmbedder(wanted),
      similarity: () => this.sorter.similarity,
      show: (similarity) => this.sorter.showSimilarity(similarity),
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
      report: (progress) => this.events.progress(progress),
    });
    this.collageSearch = new CollageSearch({
      root: state.root,
      table: this.table,
      cache,
      splitter: () => engine.splitter,
      lanes: engine.threads,
    });
    this.findings = new FindingsDesk({
      root: state.root,
      table: this.table,
      cache,
      embeddings: this.embeddings,
      state,
      program: engine.program('findingsThread'),
      scores: () => this.ranker.scores,
      digestOf: (row, hash, signal) => this.reading.digest(row, hash, signal),
      collages: async () => this.collageSearch.found(await this.collages.splitBefore()),
      reference: (signal) => this.references.heldAgainst(signal),
      emptyFolders: () => this.listing.emptyFolders,
      namedSources: (signal) => this.provenance.sources(signal),
      isReady: () => !this.preparation.isRunning,
      identify: (rows) => this.reading.identify(rows, untold()),
      record: (changes, label, dismissals) => this.decisions.record(changes, label, dismissals),
      judge: async (settings) => {
        if (!readOnly) await state.requireWritable();
        await state.decisions.judge(settings);
      },
      onSummary: (findings) => this.events.tell({ kind: 'findings', findings }),
      onError: (error) => this.events.error(error),
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
      told: (call) => this.events.told(call),
      findings: () => this.findings,
      found: () => this.findings.found,
      onProblem: (error) => this.events.error(error),
      settled: () => this.preparation.settled(),
    });
    this.report = new ReportDesk({
      described: () => this.described(),
      findings: this.findings,
      review: this.review,
      map: this.map,
      model: () => this.models.name,
      history: async () => (await this.changes.history()).applies,
      thumbnail: (row) => this.thumbnail(row),
      query: () => this.shown.query,
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
      told: (call) => this.events.told(call),
      onRows: (rows) => this.events.tell({ kind: 'rows', rows, what: 'images' }),
    });
    this.decisions = new DecisionDesk({
      table: this.table,
      state,
      collages: this.collages,
      sorter: this.sorter,
      layout: () => this.listing.layout,
      scores: () => this.ranker.scores,
      keepDigits: () => this.preferences.keepDigits(),
      applying: () => this.applying(),
      identify: (rows) => this.reading.identify(rows, untold()),
      onEdit: (rows, dismissals) => this.edited(rows, dismissals),
      tellSummary: () => this.events.summary(),
    });
    this.changes = new ChangeDesk({
      state,
      applying: () => this.applying(),
      emptyFolders: () => this.listing.emptyFolders,
      told: (call) => this.events.told(call),
      follow: () => this.moved(),
      identify: (rows) => this.reading.identify(rows, untold()),
      followDecisions: () => this.outside.followDecisions(),
      tellSummary: () => this.events.summary(),
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
    this.outside = new OutsideChanges({
      state,
      table: this.table,
      listing: this.listing,
      decisions: this.decisions,
      ranker: this.ranker,
      findings: this.findings,
      events: this.events,
      prepare: () => void this.preparation.start(),
    });
    this.preparation = new Preparation({
      table: this.table,
      reading: this.reading,
      ranker: this.ranker,
      findings: this.findings,
      collageSearch: this.collageSearch,
      predictions: this.predictions,
      outside: this.outside,
      events: this.events,
      recount: (signal) => this.recount(signal),
      readOnly,
    });
  }

  /** The state of every part, for whoever describes or queries the dataset. */
  described(): Described {
    const { models, findings, sorter, listing, preferences, predictions, table } = this;
    const { state } = this.base;
    const { scores, state: ranked } = this.ranker;
    const ranking: RankingState = models.isChanging && scores ? { kind: 'stale', because: 'model' } : ranked;
    return {
      id: state.root,
      name: basename(state.root),
      root: state.root,
      layout: listing.layout,
      table,
      counts: this.counts,
      decisions: state.decisions,
      scores,
      findings: findings.found.bits,
      similarity: sorter.similarity,
      ranking,
      skipped: listing.leftOut.length,
      canUndoApply: state.canUndo,
      digits: preferences.digits,
      savedQueries: state.preferences.queries,
      predictions: predictions.state,
      provenance: this.provenance,
    };
  }

  /** Counts anew what changed with many rows at once, so that the next summary need not. */
  recount(signal: AbortSignal): Promise<void> {
    return inSlices(
      this.counts.steps(() => this.described()),
      signal,
    );
  }

  summary(): DatasetSummary {
    return summarise(this.described());
  }

  /** What a network trains on: labelled images, as decided. */
  trainingImages(): TrainingImage[] {
    return trainingImages(this.table, this.base.state.decisions);
  }

  /** A row's thumbnail, JPEG or WebP; undefined where there is none. */
  thumbnail(row: number): Uint8Array | undefined {
    const hash = row < this.table.length ? this.table.hashes[row] : undefined;
    return hash === undefined ? undefined : this.base.cache.thumbnail(hash);
  }

  private applying(): ApplyingInput {
    const { engine, state } = this.base;
    return {
      root: state.root,
      layout: this.listing.layout,
      table: this.table,
      state,
      labels: this.labels,
      cutter: { splitter: () => engine.splitter, lanes: engine.threads },
      convert: (request, signal) => this.reading.convert(request, signal),
    };
  }

  /** Decisions were recorded: say which rows, and learn from them. */
  private edited(rows: readonly number[], dismissals: readonly DismissalChange[]): void {
    this.events.tell({ kind: 'rows', rows: Uint32Array.from(rows), what: 'decisions' });
    // Who dismisses what was found about a label unflags its images.
    if (dismissals.some(({ dismissal }) => dismissal.kind === 'label'))
      this.events.tell({ kind: 'rows', rows: 'all', what: 'scores' });
    this.events.summary();
    if (rows.length > 0) this.ranker.decided(rows);
    this.findings.found.decided(rows);
  }

  /** The ranker has new scores: say which rows, and, when they stay a while, how many a re-order would move. */
  private scored(): void {
    this.events.tell({ kind: 'rows', rows: 'all', what: 'scores' });
    this.events.summary();
    this.findings.found.changed('scores');
    this.moves.countSoon();
  }

  /** After files were moved: list them again; what moved is known by its content and costs nothing. */
  private async moved(): Promise<void> {
    await this.listing.rescan();
    this.findings.found.indexChanged();
    this.preparation.startAgain();
    // Also of a file that stays where it is, as a sheet that was split: it is decided no longer.
    this.events.tell({ kind: 'rows', rows: 'all', what: 'decisions' });
    this.events.tell({ kind: 'membership' });
    this.events.summary();
  }
}
