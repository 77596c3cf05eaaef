import { basename, relative, sep } from 'node:path';
import type { Decision, DecisionChange } from '../../core/decision';
import { editLabel, reverseChanges, sameDecision } from '../../core/decision';
import { translateChange } from '../../core/epoch';
import { toNamed, type PathFrame } from '../../core/pathFrame';
import type { DuplicateType, Finding } from '../../core/finding';
import { byteGroups } from '../findings/duplicates/byteGroups';
import type { DuplicateGroup } from '../findings/duplicates/duplicateGroup';
import { defaultKeepRule } from '../findings/duplicates/keepRule';
import { duplicateGroups } from './duplicates';
import { findAll, type IndexedKind } from './findings';
import { duplicateFacts, indexedImages } from './indexedImages';
import { placeOf, understandLayout, type Layout, type LayoutKind } from '../../core/layout';
import type {
  ApplyOutcome,
  DatasetSummary,
  ImageDetails,
  PlanPreview,
  RankingState,
  RowColumns,
  SortKey,
  UndoOutcome,
  View,
} from '../../protocol/dataset';
import type { DatasetEvent } from '../../protocol/notifications';
import type { EditReceipt } from '../../protocol/requests';
import type { History } from '../changes/history';
import { scanFolder, type LeftOut } from '../dataset/scan';
import type { Engine } from '../engine';
import { UserError } from '../errors';
import type { StoredFacts } from '../images/readImage';
import type { Report } from '../jobs/progress';
import type { Cache } from '../store/cache';
import { applyDecisions, previewPlan, undoApply, type ApplyingInput } from './applying';
import type { PlannedDecision } from './planning';
import { columnsOf, decisionOf, detailsOf, summarise, type Described } from './describe';
import { DatasetState } from './datasetState';
import { Embeddings } from './embeddings';
import { ImageTable } from './imageTable';
import { Indexer } from './indexer';
import { inventory, rankedImages, type Inventory, type RankedImages } from './inventory';
import { HeadFitter } from '../model/head/headFitter';
import { Ranker } from './ranker';
import { reconcile } from './reconcile';
import { keepShownOrder, runQuery, wouldMove, type Grouping } from './view';

/** What a caller of a longer job gives: where progress goes, and when to stop. */
export interface JobCall {
  readonly report: Report;
  readonly signal: AbortSignal;
}

export interface OpenOptions extends JobCall {
  readonly layout?: LayoutKind;
  /** Nothing is written beside the dataset and nothing can be decided. */
  readonly readOnly: boolean;
  readonly note: (text: string) => void;
}

/** A group of copies with paths as the person knows them. */
export interface NamedGroup extends Pick<DuplicateGroup, 'kind' | 'crossSubset' | 'crossLabel'> {
  readonly images: { readonly path: string; readonly keep: boolean }[];
}

export interface NamedFinding extends Omit<Finding, 'images' | 'proposal'> {
  readonly images: readonly string[];
  readonly proposal?: unknown;
}

/** One open dataset: what is listed, indexed, decided and ranked. The parts do the work; this ties them together. */
export class DatasetSession {
  readonly table = new ImageTable();
  private readonly embeddings: Embeddings;
  private readonly ranker: Ranker;
  private layout: Layout = { kind: 'pile', subsets: new Map() };
  private leftOut: LeftOut[] = [];
  private indexing: AbortController | undefined;
  /** Somebody looks: what changes is read and ranked by itself. */
  private live = false;
  private shown: { order: Uint32Array; query: string; sort: SortKey; group: Grouping } | undefined;

  private constructor(
    private readonly engine: Engine,
    private readonly cache: Cache<StoredFacts>,
    private readonly state: DatasetState,
    /** How the folder that was named relates to the root. */
    readonly frame: PathFrame,
    private readonly options: OpenOptions,
    width: number,
  ) {
    this.embeddings = new Embeddings(width);
    this.ranker = new Ranker({
      table: this.table,
      embeddings: this.embeddings,
      state,
      fitter: new HeadFitter({ script: engine.program('fitThread'), threads: engine.threads }),
      seed: engine.options.seed,
      onScores: () => this.scored(),
      onError: (error) => this.tellError(error),
    });
  }

  /** Opens the dataset that `folder` is or lies in, recovers what a crash left, and lists its files. */
  static async open(engine: Engine, folder: string, options: OpenOptions): Promise<DatasetSession> {
    const state = await DatasetState.open(folder, {
      stateFolder: engine.options.stateFolder,
      readOnly: options.readOnly,
      note: options.note,
    });
    const model = await engine.readModel();
    const frame = frameOf(folder, state.root);
    const session = new DatasetSession(engine, await engine.cache(), state, frame, options, model.card.embedding.width);
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
    this.layout = understandLayout(scan.tree, this.options.layout);
    this.leftOut = scan.leftOut;
    const { added, changed, missing } = this.table.update(scan.files, this.layout);
    for (const row of [...changed, ...missing]) this.embeddings.forget(row);
    return added.length + changed.length + missing.length > 0;
  }

  /** Reads what is not known yet. Resolves to the number of files that had to be read. */
  async index(call: JobCall): Promise<number> {
    const model = await this.engine.readModel();
    const indexer = new Indexer({
      root: this.root,
      table: this.table,
      embeddings: this.embeddings,
      cache: this.cache,
      reader: { pool: this.engine.readers, limits: this.engine.options.limits },
      embedder: await this.engine.embedder(),
      card: model.card,
      onRows: (rows) => this.tell({ kind: 'rows', rows, what: 'images' }),
    });
    const waiting: number[] = [];
    for (let row = 0; row < this.table.length; row++) if (this.table.status[row] === 'waiting') waiting.push(row);
    const read = await indexer.run(waiting, call.report, call.signal);
    await this.reconcile();
    return read;
  }

  /** Fits the head and scores every image. */
  async rank(call: JobCall): Promise<void> {
    await this.ranker.fit(call.signal);
  }

  /** Lists, reads and ranks in the background, telling whoever looks. Never rejects: failures are told as messages. */
  async prepare(): Promise<void> {
    this.live = true;
    this.indexing?.abort(new UserError('Started anew.'));
    const controller = (this.indexing = new AbortController());
    const call = {
      signal: controller.signal,
      report: (progress: Parameters<Report>[0]) => this.tell({ kind: 'progress', progress }),
    };
    try {
      await this.index(call);
      this.tellSummary();
      await this.rank(call);
    } catch (error) {
      if (!controller.signal.aborted) this.tellError(error);
    } finally {
      if (this.indexing === controller) this.indexing = undefined;
      this.tellSummary();
    }
  }

  cancel(): void {
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

  /** Copies of the same bytes, straight from the disk: no index, no decoding. */
  async byteDuplicates(call: JobCall): Promise<{ groups: NamedGroup[]; failed: LeftOut[] }> {
    const { groups, failed } = await byteGroups(
      this.table.files.map((file, row) => ({
        ...duplicateFacts(this.table, row),
        device: file.device,
        inode: file.inode,
      })),
      {
        root: this.root,
        program: this.engine.program('hashThread'),
        threads: this.engine.threads,
        rule: defaultKeepRule,
        signal: call.signal,
      },
    );
    return { groups: this.named(groups, (row) => row), failed: [...failed] };
  }

  /** Copies among the indexed images, of the kinds asked for. */
  async duplicates(kinds: readonly DuplicateType[], call: JobCall): Promise<NamedGroup[]> {
    const columns = indexedImages(this.table, this.cache, this.embeddings);
    const groups = await duplicateGroups(columns, kinds, (row) => this.digest(row, call.signal));
    return this.named(groups, (i) => columns.images[i].row);
  }

  /** Everything suspicious, with paths as the person knows them; what lies outside the folder named is left out. */
  async findings(kinds: readonly IndexedKind[], call: JobCall): Promise<NamedFinding[]> {
    const columns = indexedImages(this.table, this.cache, this.embeddings);
    const input = {
      table: this.table,
      columns,
      scores: this.ranker.scores,
      digestOf: (row: number) => this.digest(row, call.signal),
    };
    const name = (rows: readonly number[]): string[] =>
      rows.flatMap((row) => toNamed(this.frame, this.table.path(row)) ?? []);
    return (await findAll(input, kinds)).flatMap((finding) => {
      const images = name(finding.images);
      const { proposal } = finding;
      if (images.length < finding.images.length) return [];
      return [
        {
          ...finding,
          images,
          ...(proposal && {
            proposal: 'images' in proposal ? { ...proposal, images: name(proposal.images) } : proposal,
          }),
        },
      ];
    });
  }

  private named(groups: readonly DuplicateGroup[], rowOf: (index: number) => number): NamedGroup[] {
    return groups.flatMap(({ kind, images, crossSubset, crossLabel }) => {
      const named = images.flatMap(({ row, keep }) => {
        const path = toNamed(this.frame, this.table.path(rowOf(row)));
        return path === undefined ? [] : [{ path, keep }];
      });
      return named.length > 1 ? [{ kind, images: named, crossSubset, crossLabel }] : [];
    });
  }

  private async digest(row: number, signal: AbortSignal): Promise<string | undefined> {
    const reply = await this.engine.readers.run(
      this.table.path(row),
      { kind: 'digest', path: this.file(row), limits: this.engine.options.limits },
      signal,
    );
    return 'digest' in reply ? reply.digest : undefined;
  }

  /** Decides for some rows; null clears. The decision is on the disk when this resolves. */
  decide(rows: Uint32Array, decision: Decision | null): Promise<EditReceipt> {
    return this.change(rows, () => decision ?? undefined);
  }

  /** Accepts what is proposed for each row: the suggested label where it differs from the given one, else a keep. */
  accept(rows: Uint32Array): Promise<EditReceipt> {
    return this.change(rows, (row) => {
      const { scores } = this.ranker;
      const predicted = scores && row < scores.rows ? this.table.className(scores.predicted[row]) : undefined;
      if (predicted === undefined || scores?.predicted[row] === this.table.given[row]) return { kind: 'keep' };
      return { kind: 'relabel', to: predicted };
    });
  }

  /** Replays changes of an edit (undo, redo); after a later apply they mean the opposite decision. */
  async edit(changes: readonly DecisionChange[], epoch: number): Promise<EditReceipt> {
    const { decisions } = this.state;
    const later = decisions.epochs.slice(epoch);
    const labelOf = (path: string): string => placeOf(path, this.layout).label ?? '';
    const wanted =
      later.length === 0
        ? changes
        : changes.map((c) => translateChange(c, later, labelOf, (p, h) => decisions.book.get(p, h)));
    // VS Code's stack may be older than what is in force (it survives a revert): only what differs is an edit.
    const effective = wanted.map((change) => ({ ...change, before: decisions.book.get(change.path, change.hash) }));
    return this.record(
      effective.filter(({ before, after }) => !sameDecision(before, after)),
      'Edit',
    );
  }

  unsaved(): EditReceipt {
    const changes = [...this.state.decisions.unsavedChanges];
    return { changes, epoch: this.state.decisions.epoch, label: `Recover ${changes.length} Decisions` };
  }

  async revert(): Promise<EditReceipt> {
    const receipt = await this.record(reverseChanges(this.state.decisions.unsavedChanges), 'Revert');
    await this.save();
    return receipt;
  }

  async save(): Promise<number> {
    await this.state.decisions.save();
    this.tellSummary();
    return this.state.decisions.offset;
  }

  /** What Apply would do, for the page. */
  planPreview(): Promise<PlanPreview> {
    return previewPlan(this.applying());
  }

  /** What an apply of the pending (or given) decisions would do, in full. */
  async dryRun(given?: readonly PlannedDecision[]): Promise<ApplyOutcome & { operations: PlanPreview['operations'] }> {
    const { operations, skipped } = await previewPlan(this.applying(), given, Infinity);
    return { applied: 0, skipped, cancelled: false, operations };
  }

  /** Carries the pending (or given) decisions out, then follows the files. */
  async apply(call: JobCall, given?: readonly PlannedDecision[]): Promise<ApplyOutcome> {
    const outcome = await applyDecisions(this.applying(), call, given);
    await this.follow();
    return outcome;
  }

  /** Undoes the newest apply, then follows the files. */
  async undoApply(call: JobCall): Promise<UndoOutcome> {
    const outcome = await undoApply(this.applying(), call);
    await this.follow();
    return outcome;
  }

  async history(): Promise<{ applies: History['applies']; log: string[] }> {
    const changes = this.state.changes;
    if (!changes) return { applies: [], log: [] };
    return { applies: (await changes.history()).applies, log: await changes.historyLines() };
  }

  /** One image as the page can show it, its longer side at most `side` pixels; undefined when it cannot be shown. */
  async preview(row: number, side: number, signal: AbortSignal): Promise<Uint8Array | undefined> {
    const reply = await this.engine.readers.run(
      this.table.path(row),
      { kind: 'rendition', path: this.file(row), side, limits: this.engine.options.limits },
      signal,
    );
    return 'bytes' in reply ? reply.bytes : undefined;
  }

  /** Fits anew now. */
  async retrain(call: JobCall): Promise<{ images: number; seconds: number }> {
    await this.rank(call);
    const { state } = this.ranker;
    return { images: this.summary().images, seconds: state.kind === 'fitted' ? state.seconds : 0 };
  }

  /** Follows what others did to the files and to the decisions; true when there was something. */
  async followOutside(): Promise<boolean> {
    const decided = await this.state.decisions.follow();
    const files = await this.rescan();
    if (decided) this.tell({ kind: 'rows', rows: 'all', what: 'decisions' });
    if (files) {
      this.tell({ kind: 'membership' });
      void this.prepare();
    }
    if (decided || files) this.tellSummary();
    return decided || files;
  }

  /** Lists the files again, without more than that. */
  rescan(): Promise<boolean> {
    return this.scan({ report: () => undefined, signal: new AbortController().signal });
  }

  /** Decisions follow files that somebody else moved; said when there were any. */
  private async reconcile(): Promise<void> {
    const { state } = this;
    if (!state.changes) return;
    const kept = [...(await state.changes.kept('trash')), ...(await state.changes.kept('set-aside'))];
    const inTrash = new Set(kept.map(({ path, hash }) => JSON.stringify([path, hash])));
    const changes = reconcile(this.table, state.decisions, (path, hash) => inTrash.has(JSON.stringify([path, hash])));
    if (changes.length === 0) return;
    await this.record(changes, 'Follow Moved Files');
    const moved = changes.filter(({ after }) => after).length;
    const text = `Files were moved outside: ${moved} decisions followed their images, ${changes.length - 2 * moved} had been carried out.`;
    this.tell({ kind: 'message', message: { severity: 'info', text } });
  }

  /** After files were moved: list them again; what moved is known by its content and costs nothing. */
  private async follow(): Promise<void> {
    await this.rescan();
    if (this.live) void this.prepare();
    this.tell({ kind: 'membership' });
    this.tellSummary();
  }

  async close(): Promise<void> {
    this.cancel();
    await this.ranker.dispose();
    await this.state.close();
  }

  tell(event: DatasetEvent): void {
    this.engine.options.onEvent(this.id, event);
  }

  tellSummary(): void {
    this.tell({ kind: 'summary', summary: this.summary() });
  }

  private tellError(error: unknown): void {
    const text = error instanceof Error ? error.message : String(error);
    this.tell({ kind: 'message', message: { severity: 'error', text } });
  }

  private change(rows: Uint32Array, decide: (row: number) => Decision | undefined): Promise<EditReceipt> {
    const changes: DecisionChange[] = [];
    let last: Decision | undefined;
    for (const row of rows) {
      const hash = row < this.table.length ? this.table.hashes[row] : undefined;
      if (hash === undefined || !this.table.isImage(row)) continue;
      const after = this.effective(row, decide(row));
      last = after;
      changes.push({
        path: this.table.path(row),
        hash,
        before: decisionOf(this.table, this.state.decisions, row),
        after,
      });
    }
    return this.record(changes, editLabel(last, changes.length));
  }

  /** A relabel to the class where the image already stands is a keep. */
  private effective(row: number, decision: Decision | undefined): Decision | undefined {
    if (decision?.kind !== 'relabel') return decision;
    const given = this.table.className(this.table.given[row]) ?? '';
    if (decision.to !== '') this.table.classIndex(decision.to);
    return decision.to === given ? { kind: 'keep' } : decision;
  }

  private async record(changes: readonly DecisionChange[], label: string): Promise<EditReceipt> {
    if (changes.length > 0) {
      await this.state.requireWritable();
      await this.state.decisions.edit(changes);
      const rows = changes.map(({ path }) => this.table.rowOf(path)).filter((row) => row !== undefined);
      this.tell({ kind: 'rows', rows: Uint32Array.from(rows), what: 'decisions' });
      this.tellSummary();
      this.ranker.decided(rows);
    }
    return { changes, epoch: this.state.decisions.epoch, label };
  }

  /** The ranker has new scores: say which rows, and how many a re-order would move. */
  private scored(): void {
    this.tell({ kind: 'rows', rows: 'all', what: 'scores' });
    this.tellSummary();
    if (!this.shown) return;
    const { order, query, sort, group } = this.shown;
    this.tell({ kind: 'would-move', count: wouldMove(order, runQuery(this.described(), query, sort, group).order) });
  }

  private applying(): ApplyingInput {
    return { root: this.root, layout: this.layout, table: this.table, state: this.state };
  }

  private requireRow(row: number): void {
    if (row >= this.table.length) throw new UserError(`There is no image number ${row} in ${this.root}.`);
  }

  private described(): Described {
    const ranking: RankingState = this.ranker.state;
    return {
      id: this.id,
      name: basename(this.root),
      root: this.root,
      layout: this.layout,
      table: this.table,
      decisions: this.state.decisions,
      scores: this.ranker.scores,
      ranking,
      skipped: this.leftOut.length,
      canUndoApply: this.state.canUndo,
    };
  }
}

function frameOf(folder: string, root: string): PathFrame {
  const from = (a: string, b: string): string => relative(a, b).split(sep).join('/');
  const inside = from(root, folder);
  const above = inside === '..' || inside.startsWith('../');
  return above ? { prefix: from(folder, root), scope: '' } : { prefix: '', scope: inside };
}
