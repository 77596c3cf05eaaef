import { messageOf } from '../../src/core/messageOf';
import type { Grouping, SortKey, View } from '../../src/protocol/dataset';
import type { Collection } from '../collections/collection';
import type { Comparison } from '../compare/comparison';
import type { HostConnection } from '../messages';
import { countOfImages, t } from '../strings';
import { ImageView, type ViewRequest } from './imageView';
import type { PageSignals } from './pageSignals';
import type { SavedState } from './savedState';
import type { Selection } from './selection';

/** Where in what is shown the user is. */
type Place = Partial<Pick<SavedState, 'focusRow' | 'focusPosition' | 'topPosition'>>;

/** The images that stand in the grid, in which order, and which of them has the focus. */
export class ShownImages {
  view: ImageView;
  /** What is shown instead of the answer to a query. */
  collection: Collection | undefined;
  /** What is compared, in the place of the grid. */
  comparison: Comparison | undefined;
  /** What is shown, or what is on its way: what is asked for next is built from it. */
  wanted: { readonly request: ViewRequest; readonly collection: Collection | undefined };
  /** How what is on its way is meant; undefined while nothing is. */
  private loading: 'new' | 'reorder' | 'keep' | undefined;
  /** While a re-order is under way: keys that come meanwhile mean the new order. */
  reordering: Promise<void> | undefined;
  /** -1 while the view is empty. */
  focusPosition = -1;
  /** The item at the top of the viewport, kept for a reload. */
  topPosition = 0;
  /** How many images would stand elsewhere in the order of the present scores. */
  wouldMove = 0;
  /** Counts the moves of the focus, so that what comes late does not move it again. */
  moves = 0;
  private asked = 0;
  /** What is shown changed while another view was on its way; that one is loaded again when it is there. */
  private isOutdated = false;
  /** The page stands where the user left it. */
  private isRestored = false;
  private wasRanked: boolean;
  private readonly onOtherQuery: () => void;

  constructor(
    private readonly host: Pick<HostConnection, 'request'>,
    private readonly signals: PageSignals,
    private readonly selection: Selection,
    start: { readonly request: ViewRequest; readonly isRanked: boolean; readonly onOtherQuery: () => void },
  ) {
    this.view = new ImageView(start.request, { order: new Uint32Array(0), notes: [] });
    this.wanted = { request: start.request, collection: undefined };
    this.wasRanked = start.isRanked;
    this.onOtherQuery = start.onOtherQuery;
  }

  /** What stands there is about to be replaced; not while it is only followed. */
  get isLoading(): boolean {
    return this.loading !== undefined && this.loading !== 'keep';
  }

  get total(): number {
    return this.view.length;
  }

  get focusRow(): number {
    return this.focusPosition >= 0 ? this.view.rowAt(this.focusPosition) : -1;
  }

  /** Shows the images for the first time, from where the user was before the page was reloaded. */
  begin(place: Place, first: View | undefined): void {
    this.isRestored = place.focusRow !== undefined;
    const answer = first ? Promise.resolve(first) : undefined;
    void this.show(this.view.request, place, 'new', answer);
  }

  /** Asks for another query, order or grouping and shows it from the top, or from where the user was. */
  async show(
    change: Partial<ViewRequest>,
    place: Place = {},
    how: 'new' | 'reorder' | 'keep' = 'new',
    ahead?: Promise<View>,
  ): Promise<void> {
    if (how === 'keep' && this.loading !== undefined) {
      this.isOutdated = true;
      return;
    }
    const request = { ...this.wanted.request, ...change };
    const asked = ++this.asked;
    const collection = Object.keys(change).length === 0 ? this.wanted.collection : undefined;
    this.wanted = { request, collection };
    this.loading = how;
    const { moves } = this;
    try {
      const answer = collection
        ? await collection.load(how === 'keep')
        : await (ahead ?? this.host.request('view', { ...request, keepOrder: how === 'keep' }));
      if (asked !== this.asked) return;
      if (how === 'reorder') this.signals.beforeReorder.emit();
      const isNewQuery = request.query !== this.view.request.query || collection !== this.collection;
      this.collection = collection;
      // Where the user is by now, who went on while it was on its way.
      const from = this.placeAfter(how, place, moves);
      const focusRow = from.focusRow ?? (isNewQuery ? -1 : this.focusRow);
      this.view = new ImageView(request, answer);
      const known = focusRow >= 0 ? this.view.positionOf(focusRow) : -1;
      this.focusPosition = known >= 0 ? known : Math.min(Math.max(0, from.focusPosition ?? 0), this.total - 1);
      this.topPosition = Math.min(from.topPosition ?? Math.max(0, known), Math.max(0, this.total - 1));
      if (how === 'keep') this.dropWhatLeft();
      else {
        this.selection.clear();
        this.comparison = undefined;
      }
      this.wouldMove = 0;
      this.loading = undefined;
      this.signals.announced.emit(countOfImages(this.total));
      if (isNewQuery) this.onOtherQuery();
      this.signals.changed.emit('view');
      this.signals.reveal.emit(from.topPosition === undefined ? 'focus' : 'top');
    } catch (error) {
      if (asked === this.asked) {
        this.loading = undefined;
        this.wanted = { request: this.view.request, collection: this.collection };
      }
      this.signals.say('error', t('The query failed: {0}', messageOf(error)));
    }
    if (this.loading !== undefined || !this.isOutdated) return;
    this.isOutdated = false;
    await this.show({}, {}, 'keep');
  }

  /** Keys act on nothing that is out of sight. */
  private dropWhatLeft(): void {
    const isShown = (row: number): boolean => this.view.positionOf(row) >= 0;
    if (this.selection.retain(isShown)) this.signals.changed.emit('selection');
    if (!this.comparison || this.comparison.rows.every(isShown)) return;
    this.comparison = undefined;
    this.signals.changed.emit('panels');
  }

  /** Where the user stands in an answer that was asked for at `place`, `moves` moves of the focus ago. */
  private placeAfter(how: 'new' | 'reorder' | 'keep', place: Place, moves: number): Place {
    if (how === 'keep') return { focusPosition: this.focusPosition, topPosition: this.topPosition };
    // Who clicked an image meanwhile means that one, wherever it stands now.
    return how === 'reorder' && moves !== this.moves ? {} : place;
  }

  /** Shows the same in the order of the present scores, from the top. */
  reorder(): Promise<void> {
    return this.show({}, { focusRow: -1, focusPosition: 0, topPosition: 0 }, 'reorder');
  }

  /** The first ranking orders the grid by itself, as long as nobody has begun to look through it. */
  orderOnce(isRanked: boolean): void {
    if (this.wasRanked || !isRanked) return;
    this.wasRanked = true;
    if (this.moves === 0) void this.show({}, this.isRestored ? {} : { focusRow: -1, focusPosition: 0 }, 'reorder');
  }

  /** Shows the same anew: what is gone leaves, what is new comes last; nothing else moves. */
  follow(): Promise<void> {
    return this.show({}, {}, 'keep');
  }

  /** Leaves what is shown instead of a query; the image that has the focus keeps it where the query finds it. */
  backToQuery(): Promise<void> {
    return this.show({ query: this.wanted.request.query }, { focusRow: this.focusRow });
  }

  /** Shows images that no query finds: findings, clusters, a sample. */
  open(collection: Collection): Promise<void> {
    this.collection = collection;
    this.wanted = { ...this.wanted, collection };
    return this.show({}, { focusRow: -1, focusPosition: 0 });
  }

  /** Goes to an image, in the grid as it is shown or, where it is not in there, among all images. */
  async goTo(row: number): Promise<void> {
    const position = this.view.positionOf(row);
    if (position >= 0) this.focus(position);
    else await this.show({ query: '' }, { focusRow: row });
  }

  /** Keys that come before `work` is done wait for it: they mean what is shown then. */
  async hold(work: Promise<void>): Promise<void> {
    // A key is not lost with work that fails.
    const ended = work.catch((error: unknown) => this.signals.say('error', messageOf(error)));
    this.reordering = ended;
    await ended;
    if (this.reordering === ended) this.reordering = undefined;
  }

  setSort(sort: SortKey): void {
    void this.show({ sort });
  }

  setGroup(group: Grouping): void {
    void this.show({ group });
  }

  focus(position: number, options: { extend?: boolean; keepSelection?: boolean; reveal?: boolean } = {}): void {
    if (this.total === 0) return;
    const to = Math.max(0, Math.min(this.total - 1, position));
    const from = this.focusPosition;
    this.moves++;
    this.focusPosition = to;
    if (options.extend) {
      this.selection.extend(this.view.order, Math.max(0, from), to);
      this.signals.changed.emit('selection');
    } else if (!options.keepSelection && this.selection.step()) this.signals.changed.emit('selection');
    this.signals.changed.emit('focus');
    if (options.reveal !== false) this.signals.reveal.emit('focus');
  }

  setComparison(comparison: Comparison | undefined): void {
    this.comparison = comparison;
    this.signals.changed.emit('panels');
    if (!comparison) this.signals.reveal.emit('focus');
  }
}
