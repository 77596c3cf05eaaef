import type { Grouping, ImageList, SortKey, View } from '../../../protocol/dataset';
import type { Described } from '../describe';
import { listImages } from './listImages';
import { keepShownOrder, runQuery, wouldMove } from './view';

/** What the page shows: which rows, in which order. */
export class ShownView {
  private shown: { order: Uint32Array; query: string; sort: SortKey; group: Grouping } | undefined;

  constructor(private readonly described: () => Described) {}

  /** The query that was shown last. */
  get query(): string {
    return this.shown?.query ?? '';
  }

  /** Runs a query. With `keepOrder` (and no groups) rows that are shown already stay in their order. */
  show(query: string, sort: SortKey, group: Grouping = 'none', keepOrder = false): View {
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

  /** How many rows a re-order would move now; undefined when nothing is shown. */
  wouldMove(): number | undefined {
    if (!this.shown) return undefined;
    const { order, query, sort, group } = this.shown;
    return wouldMove(order, runQuery(this.described(), query, sort, group).order);
  }
}
