import type { Grouping, ImageList, SortKey, View } from '../../../protocol/dataset';
import { finish, inSlices, type Steps } from '../../jobs/steps';
import type { Described } from '../describe';
import { listImages } from './listImages';
import { Scratch } from './scratch';
import { keepShownOrder, querySteps, wouldMove } from './view';

interface AskedView {
  readonly query: string;
  readonly sort: SortKey;
  readonly group?: Grouping;
  readonly keepOrder?: boolean;
}

/** What the page shows: which rows, in which order. */
export class ShownView {
  private shown: { order: Uint32Array; query: string; sort: SortKey; group: Grouping } | undefined;
  private asked = 0;
  /** One count at a time works in it. */
  private readonly scratch = new Scratch();

  constructor(private readonly described: () => Described) {}

  /** The query that was shown last. */
  get query(): string {
    return this.shown?.query ?? '';
  }

  /** Runs a query. With `keepOrder` (and no groups) rows that are shown already stay in their order. */
  show(query: string, sort: SortKey, group: Grouping = 'none', keepOrder = false): View {
    return finish(this.steps({ query, sort, group, keepOrder }));
  }

  /** The same with others' turns in between. Of several that run at once the one that was asked for last is shown. */
  showInSlices(asked: AskedView, signal: AbortSignal): Promise<View> {
    return inSlices(this.steps(asked), signal);
  }

  private *steps({ query, sort, group = 'none', keepOrder = false }: AskedView): Steps<View> {
    const asked = ++this.asked;
    const fresh = yield* querySteps(this.described(), query, sort, group);
    const view =
      keepOrder && group === 'none' && this.shown
        ? { ...fresh, order: keepShownOrder(this.shown.order, fresh.order) }
        : fresh;
    if (asked === this.asked) this.shown = { order: view.order, query, sort, group };
    return view;
  }

  /** The first images that a query finds; what is shown stays as it is. */
  list(query: string, sort: SortKey, limit: number): ImageList {
    return listImages(this.described(), query, sort, limit);
  }

  /**
   * How many rows a re-order would move now; undefined when nothing is shown, or something else meanwhile. Not to be
   * called again before it has resolved.
   */
  async wouldMove(signal: AbortSignal): Promise<number | undefined> {
    const { shown } = this;
    if (!shown) return undefined;
    const { order, query, sort, group } = shown;
    const { scratch } = this;
    scratch.rewind();
    const fresh = await inSlices(querySteps(this.described(), query, sort, group, scratch), signal);
    const count = await inSlices(wouldMove(order, fresh.order, scratch), signal);
    return shown === this.shown ? count : undefined;
  }
}
