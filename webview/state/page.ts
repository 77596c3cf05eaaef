import { decisionCodes, type Decision } from '../../src/core/decision';
import { withDefaultKeys, type KeyTable } from '../../src/core/keys';
import type { DatasetSummary, Grouping, SortKey } from '../../src/protocol/dataset';
import type { DatasetEvent, EngineMessage, TaskProgress } from '../../src/protocol/notifications';
import type { PageRequests, PageStart } from '../../src/protocol/requests';
import { messageOf, type HostConnection } from '../messages';
import { t } from '../strings';
import { ClassNames } from './classNames';
import { Previews } from './previews';
import { proposedDecision, settledDecision } from './proposal';
import { Edits } from './edits';
import { SheetEditor } from '../collage/sheetEditor';
import type { Comparison } from '../compare/comparison';
import { Insights } from './insights';
import { TrainingState } from '../training/trainingState';
import { SidePanels } from './sidePanels';
import { goToUndecided } from './pass';
import type { Collection } from '../collections/collection';
import { ImageView, type ViewRequest } from './imageView';
import { decodePicture, releasePicture } from './pictures';
import { ReferenceState } from '../reference/referenceState';
import { RowLoader } from './rowLoader';
import { RowTable } from './rowTable';
import { readSavedState, writeSavedState, type SavedState } from './savedState';
import { Selection } from './selection';
import { Signal } from './signal';
import { Thumbnails } from './thumbnails';

/** What a part of the page can depend on. */
export type Topic =
  | 'summary'
  | 'view'
  | 'rows'
  | 'focus'
  | 'selection'
  | 'layout'
  | 'progress'
  | 'message'
  | 'panels'
  | 'findings'
  | 'training'
  | 'reference';

export type Dialog = 'none' | 'help' | 'classes' | 'apply' | 'health' | 'training' | 'source' | 'reference';

/** For what a class is asked, and who takes it. */
export interface ClassQuestion {
  readonly heading: string;
  readonly take: (name: string) => void;
}

export const zoomSteps = [64, 88, 112, 144, 184, 232, 304, 400] as const;

/** Everything the page knows, and every change of it. The elements draw it and call it; they hold no state of their own. */
export class Page {
  readonly changed = new Signal<Topic>();
  /** Asks the grid to bring the focused image into sight. */
  readonly reveal = new Signal<'focus' | 'top'>();
  /** The grid animates the change of order that follows. */
  readonly beforeReorder = new Signal<void>();
  /** The engine has new scores or decisions of these rows. */
  readonly rowsChanged = new Signal<Uint32Array | 'all'>();
  /** Said to screen readers. */
  readonly announced = new Signal<string>();

  readonly names = new ClassNames();
  readonly table = new RowTable(this.names);
  readonly selection = new Selection();
  readonly thumbnails: Thumbnails;
  readonly previews: Previews;
  readonly rows: RowLoader;
  readonly keys: KeyTable;
  readonly mayChange: boolean;
  /** A cloud service may be asked for tags. */
  readonly mayAskService: boolean;
  readonly edits: Edits;
  readonly panels: SidePanels;
  readonly insights: Insights;
  /** The collage on screen. */
  readonly collage: SheetEditor;
  readonly training: TrainingState;
  /** Images that all others are held against. */
  readonly reference: ReferenceState;

  summary: DatasetSummary;
  view: ImageView;
  /** What is shown instead of the answer to a query. */
  collection: Collection | undefined;
  viewLoading = false;
  /** While a re-order is under way: keys that come meanwhile mean the new order. */
  reordering: Promise<void> | undefined;
  /** -1 while the view is empty. */
  focusPosition = -1;
  /** The item at the top of the viewport, kept for a reload. */
  topPosition = 0;
  zoom = 3;
  showNames = false;
  /** The inspector's section of what the camera wrote is unfolded. */
  showsExif = false;
  dialog: Dialog = 'none';
  /** Set while a class is asked for that is not for the images that a key acts on. */
  classQuestion: ClassQuestion | undefined;
  isLoupeOpen = false;
  /** The embedding map: beside the grid where there is room, over it where there is not. */
  mapPlace: 'closed' | 'beside' | 'over' = 'closed';
  /** What is compared, in the place of the grid. */
  comparison: Comparison | undefined;
  wouldMove = 0;
  message: EngineMessage | undefined;
  readonly progress = new Map<TaskProgress['task'], TaskProgress>();
  private viewAsked = 0;
  /** What is shown changed while another view was on its way; that one is loaded again when it is there. */
  private isOutdated = false;
  private wasRanked: boolean;
  /** The page stands where the user left it. */
  private readonly isRestored: boolean;
  /** Counts the moves of the focus, so that what comes late does not move it again. */
  moves = 0;
  private saveTimer: number | undefined;

  constructor(
    readonly host: HostConnection,
    start: PageStart,
  ) {
    this.summary = start.summary;
    this.names.setWire(start.summary.classes.map(({ name }) => name));
    this.mayChange = start.mayChange;
    this.mayAskService = start.mayAskService;
    this.wasRanked = start.summary.ranking.kind === 'fitted';
    this.keys = withDefaultKeys(start.keys);
    const saved: Partial<SavedState> = readSavedState(start.summary.id);
    this.zoom = Math.max(0, Math.min(zoomSteps.length - 1, saved.zoom ?? this.zoom));
    this.showNames = saved.showNames ?? false;
    this.showsExif = saved.showsExif ?? false;
    this.panels = new SidePanels(saved, () => this.changed.emit('panels'));
    this.insights = new Insights(
      host,
      (what) => this.changed.emit(what),
      (text) => this.say('error', text),
    );
    this.training = new TrainingState(
      host,
      () => this.changed.emit('training'),
      (text) => this.announced.emit(text),
    );
    this.reference = new ReferenceState(host, () => this.changed.emit('reference'));
    const request: ViewRequest = {
      query: start.query || (saved.query ?? ''),
      sort: saved.sort ?? 'suspicion',
      group: saved.group ?? 'none',
    };
    this.message = start.message;
    for (const progress of start.progress) this.progress.set(progress.task, progress);
    this.view = new ImageView(request, { order: new Uint32Array(0), notes: [] });
    const failed = (error: unknown) => this.say('error', messageOf(error));
    this.thumbnails = new Thumbnails(
      (rows, token) => host.request('thumbnails', { rows }, token),
      decodePicture,
      releasePicture,
      failed,
    );
    this.previews = new Previews((row, longestSide, token) => host.request('preview', { row, longestSide }, token));
    this.rows = new RowLoader(
      (row) => this.table.isFresh(row),
      (rows) => host.request('rows', { rows }),
      (columns) => {
        this.table.store(columns, (row) => this.edits.isUnderWay(row));
        this.changed.emit('rows');
      },
      failed,
    );
    this.collage = new SheetEditor(this);
    this.edits = new Edits(this.table, () => this.changed.emit('rows'));
    this.changed.on((topic) => topic !== 'rows' && topic !== 'progress' && this.saveSoon());
    const isSame = request.query === (saved.query ?? request.query);
    this.isRestored = isSame && saved.focusRow !== undefined;
    void this.show(request, isSame ? saved : {});
    void this.insights.look();
    this.countReviewSoon();
  }

  private countReviewSoon(): void {
    const { reviewed, ranking } = this.summary;
    if (reviewed > 0 && ranking.kind === 'fitted') this.insights.reviewSoon(() => this.view.request.query);
  }

  // ---- What is looked at

  get total(): number {
    return this.view.length;
  }

  get focusRow(): number {
    return this.focusPosition >= 0 ? this.view.rowAt(this.focusPosition) : -1;
  }

  /** Asks for another query, order or grouping and shows it from the top, or from where the user was. */
  async show(
    change: Partial<ViewRequest>,
    place: Partial<SavedState> = {},
    how: 'new' | 'reorder' | 'keep' = 'new',
  ): Promise<void> {
    if (how === 'keep' && this.viewLoading) {
      this.isOutdated = true;
      return;
    }
    const request = { ...this.view.request, ...change };
    const asked = ++this.viewAsked;
    const collection = Object.keys(change).length === 0 ? this.collection : undefined;
    this.viewLoading = true;
    try {
      const answer = collection
        ? await collection.load(how === 'keep')
        : await this.host.request('view', { ...request, keepOrder: how === 'keep' });
      if (asked !== this.viewAsked) return;
      if (how === 'reorder') this.beforeReorder.emit();
      const isNewQuery = request.query !== this.view.request.query || collection !== this.collection;
      this.collection = collection;
      const focusRow = place.focusRow ?? (isNewQuery ? -1 : this.focusRow);
      this.view = new ImageView(request, answer);
      const known = focusRow >= 0 ? this.view.positionOf(focusRow) : -1;
      this.focusPosition = known >= 0 ? known : Math.min(place.focusPosition ?? 0, this.total - 1);
      this.topPosition = Math.min(place.topPosition ?? Math.max(0, known), Math.max(0, this.total - 1));
      if (how !== 'keep') {
        this.selection.clear();
        this.comparison = undefined;
      }
      this.wouldMove = 0;
      this.viewLoading = false;
      this.announced.emit(t('{0} images', this.total));
      if (isNewQuery) this.countReviewSoon();
      this.changed.emit('view');
      this.reveal.emit(place.topPosition === undefined ? 'focus' : 'top');
    } catch (error) {
      if (asked === this.viewAsked) this.viewLoading = false;
      this.say('error', t('The query failed: {0}', messageOf(error)));
    }
    if (this.viewLoading || !this.isOutdated) return;
    this.isOutdated = false;
    await this.show({}, {}, 'keep');
  }

  /** Goes to an image, in the grid as it is shown or, where it is not in there, among all images. */
  async goTo(row: number): Promise<void> {
    const position = this.view.positionOf(row);
    if (position >= 0) this.focus(position);
    else await this.show({ query: '' }, { focusRow: row });
  }

  /** Shows images that no query finds: findings, clusters, a sample. */
  open(collection: Collection): Promise<void> {
    this.collection = collection;
    return this.show({}, { focusRow: -1, focusPosition: 0 });
  }

  /** A new pass: the same query in the order of the present scores, from the top. */
  async reorder(): Promise<void> {
    const again = this.show({}, { focusRow: -1, focusPosition: 0, topPosition: 0 }, 'reorder');
    await this.hold(again.then(() => goToUndecided(this, -1)).then(() => undefined));
  }

  /** Keys that come before `work` is done wait for it: they mean what is shown then. */
  async hold(work: Promise<void>): Promise<void> {
    this.reordering = work;
    try {
      await work;
    } finally {
      if (this.reordering === work) this.reordering = undefined;
    }
  }

  setZoom(zoom: number): void {
    const next = Math.max(0, Math.min(zoomSteps.length - 1, zoom));
    if (next === this.zoom) return;
    this.zoom = next;
    this.changed.emit('layout');
  }

  setShowNames(show: boolean): void {
    this.showNames = show;
    this.changed.emit('layout');
  }

  setShowsExif(shows: boolean): void {
    if (shows === this.showsExif) return;
    this.showsExif = shows;
    this.changed.emit('panels');
  }

  setSort(sort: SortKey): void {
    void this.show({ sort });
  }

  setGroup(group: Grouping): void {
    void this.show({ group });
  }

  // ---- Focus and selection

  focus(position: number, options: { extend?: boolean; keepSelection?: boolean; reveal?: boolean } = {}): void {
    if (this.total === 0) return;
    const to = Math.max(0, Math.min(this.total - 1, position));
    const from = this.focusPosition;
    this.moves++;
    this.focusPosition = to;
    if (options.extend) {
      this.selection.extend(this.view.order, Math.max(0, from), to);
      this.changed.emit('selection');
    } else if (!options.keepSelection && this.selection.step()) this.changed.emit('selection');
    this.changed.emit('focus');
    if (options.reveal !== false) this.reveal.emit('focus');
  }

  selectOnly(position: number): void {
    this.selection.only(this.view.rowAt(position), position);
    this.changed.emit('selection');
  }

  toggleSelected(position: number): void {
    if (position < 0 || position >= this.total) return;
    this.selection.toggle(this.view.rowAt(position), position);
    this.changed.emit('selection');
  }

  selectAll(): void {
    this.selection.selectAll(this.view.order);
    this.announced.emit(t('{0} selected', this.selection.size));
    this.changed.emit('selection');
  }

  /** Selects the images at these positions, besides the rows of `before`. */
  selectPositions(positions: readonly number[], before: Uint32Array): void {
    this.selection.set(
      positions.map((position) => this.view.rowAt(position)),
      before,
    );
    this.changed.emit('selection');
  }

  /** Selects a group by any of its images, or deselects it. */
  toggleGroup(position: number): void {
    const { groups, order } = this.view;
    const next = groups.findIndex(({ start }) => start > position);
    const group = groups.at(next < 0 ? -1 : next - 1);
    if (!group || position < 0) return this.say('info', t('There are no groups here. Group the images first.'));
    this.selection.toggleAll(order.subarray(group.start, groups[next]?.start));
    this.announced.emit(t('{0} selected', this.selection.size));
    this.changed.emit('selection');
  }

  clearSelection(): void {
    this.selection.clear();
    this.changed.emit('selection');
  }

  /** What a key acts on: the focused one of a comparison, else the selected images, else the focused one. */
  get targets(): Uint32Array {
    if (this.comparison) return Uint32Array.of(this.comparison.row);
    if (this.selection.size > 0) return this.selection.toArray();
    const focused = this.focusRow >= 0 ? Uint32Array.of(this.focusRow) : new Uint32Array(0);
    return this.collection?.expand?.(focused) ?? focused;
  }

  isUndecided(row: number): boolean {
    if (this.table.hasFlag(row, 'missing') || this.collection?.isDone?.(row)) return false;
    return this.table.decisionCode(row) === decisionCodes.none;
  }

  // ---- Decisions

  decide(wanted: Decision | null, rows = this.targets): Promise<void> {
    const goneAs = this.collection?.goneAs;
    const isGone = wanted?.kind === 'delete' || wanted?.kind === 'set-aside';
    const decision = isGone && goneAs ? { ...wanted, as: goneAs } : wanted;
    return this.record(
      rows,
      (row) => settledDecision(this.table, row, decision),
      () => this.host.request('decide', { rows, decision }),
    );
  }

  accept(rows = this.targets): Promise<void> {
    if (this.collection?.accept) return this.collection.accept(this, rows);
    const proposed = rows.filter((row) => proposedDecision(this.table, row) !== undefined);
    if (proposed.length === 0) {
      this.say('info', t('Nothing is proposed here yet. Press 1 to 9 or c to label it, k to keep it.'));
      return Promise.resolve();
    }
    return this.record(
      proposed,
      (row) => proposedDecision(this.table, row),
      () => this.host.request('accept', { rows: proposed }),
    );
  }

  /** *Not a Problem*: dismisses what was found about these images. */
  dismiss(rows = this.targets): Promise<void> {
    if (this.collection?.dismiss) return this.collection.dismiss(this, rows);
    const suspicious = rows.filter((row) => this.table.hasFlag(row, 'suspicious') && this.isUndecided(row));
    if (suspicious.length > 0) return this.decide({ kind: 'keep' }, suspicious);
    this.say('info', t('Nothing was found about this image.'));
    return Promise.resolve();
  }

  /** Paints decisions at once and has them recorded. */
  async record(
    rows: Uint32Array,
    decisionOf: (row: number) => Decision | undefined,
    send: () => Promise<unknown>,
  ): Promise<void> {
    if (rows.length === 0) return;
    if (!this.mayChange) {
      this.say('warning', t('This workspace is restricted: trust it to decide. Looking is possible.'));
      return;
    }
    this.selection.spend();
    try {
      await this.edits.make(rows, decisionOf, send);
    } catch (error) {
      this.say('error', t('The decision was not recorded and is taken back: {0}', messageOf(error)));
    }
  }

  // ---- Panels, commands and messages

  command(name: PageRequests['command']['params']['name'], row?: number): void {
    void this.host.request('command', { name, row }).catch((error: unknown) => this.say('error', messageOf(error)));
  }

  cancel(task: 'index' | 'rank' | 'apply' | 'split' | 'map' | 'tag'): void {
    void this.host.request('cancel', { task }).catch((error: unknown) => this.say('error', messageOf(error)));
  }

  /** Asks for a class for something else than the images that a key acts on. */
  pickClass(asked: ClassQuestion): void {
    this.classQuestion = asked;
    this.openDialog('classes');
  }

  openDialog(dialog: Dialog): void {
    this.dialog = dialog;
    this.changed.emit('panels');
  }

  setLoupe(isOpen: boolean): void {
    if (isOpen === this.isLoupeOpen || (isOpen && this.focusRow < 0)) return;
    this.isLoupeOpen = isOpen;
    this.changed.emit('panels');
    if (!isOpen) this.reveal.emit('focus');
  }

  setMap(isOpen: boolean): void {
    if (isOpen === (this.mapPlace !== 'closed')) return;
    // Where it stands is said by the map itself, which knows its room.
    this.mapPlace = isOpen ? 'beside' : 'closed';
    this.changed.emit('panels');
  }

  placeMap(place: 'beside' | 'over'): void {
    if (this.mapPlace === 'closed' || this.mapPlace === place) return;
    this.mapPlace = place;
    this.changed.emit('panels');
  }

  setComparison(comparison: Comparison | undefined): void {
    this.comparison = comparison;
    this.changed.emit('panels');
    if (!comparison) this.reveal.emit('focus');
  }

  say(severity: EngineMessage['severity'], text: string): void {
    this.message = { severity, text };
    this.announced.emit(text);
    this.changed.emit('message');
  }

  dismissMessage(): void {
    this.message = undefined;
    this.changed.emit('message');
  }

  // ---- What the engine tells

  receive(event: DatasetEvent): void {
    switch (event.kind) {
      case 'summary':
        this.summary = event.summary;
        this.names.setWire(event.summary.classes.map(({ name }) => name));
        this.orderOnce();
        this.countReviewSoon();
        return this.changed.emit('summary');
      case 'progress':
        if (event.progress.finished) this.progress.delete(event.progress.task);
        else this.progress.set(event.progress.task, event.progress);
        return this.changed.emit('progress');
      case 'message':
        return this.say(event.message.severity, event.message.text);
      case 'rows':
        this.table.outdate(event.rows);
        if (event.what === 'images') {
          this.thumbnails.outdate(event.rows);
          this.previews.outdate(event.rows);
        }
        this.changed.emit('rows');
        return this.rowsChanged.emit(event.rows);
      case 'membership':
        void this.follow();
        return;
      case 'findings':
        if (event.findings.state === 'computed' && this.collection?.followsFindings) void this.follow();
        return this.insights.told(event.findings);
      case 'training':
        return this.training.told(event.news);
      case 'would-move':
        this.wouldMove = event.count;
        return this.changed.emit('progress');
    }
  }

  /** Shows the same anew: what is gone leaves, what is new comes last; nothing else moves. */
  private follow(): Promise<void> {
    return this.show({}, { focusRow: this.focusRow, topPosition: this.topPosition }, 'keep');
  }

  /** The first ranking orders the grid by itself, as long as nobody has begun to look through it. */
  private orderOnce(): void {
    if (this.wasRanked || this.summary.ranking.kind !== 'fitted') return;
    this.wasRanked = true;
    if (this.moves === 0) void this.show({}, this.isRestored ? {} : { focusRow: -1, focusPosition: 0 }, 'reorder');
  }

  private saveSoon(): void {
    if (this.saveTimer !== undefined) return;
    this.saveTimer = window.setTimeout(() => {
      this.saveTimer = undefined;
      const { view, focusRow, focusPosition, topPosition, zoom, showNames, showsExif, panels } = this;
      writeSavedState({
        dataset: this.summary.id,
        ...view.request,
        focusRow,
        focusPosition,
        topPosition,
        zoom,
        showNames,
        showsExif,
        isRailFolded: panels.isFolded('rail'),
        isInspectorFolded: panels.isFolded('inspector'),
      });
    }, 200);
  }

  /** The grid says what is at the top of the viewport. */
  setTop(position: number): void {
    this.topPosition = position;
    this.saveSoon();
  }
}
