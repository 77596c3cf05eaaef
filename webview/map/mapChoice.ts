import { messageOf } from '../../src/core/messageOf';
import type { Lasso } from '../../src/core/map/lasso';
import { MapCollection } from '../collections/mapCollection';
import { cellLabel } from '../grid/cellLabel';
import type { Page } from '../state/page';
import { t } from '../strings';
import type { MapData } from './mapData';
import type { MapModel } from './mapModel';

/** Images that are taken from around one. */
const around = 48;

/** What is chosen on the map: one image to focus, or several to look at in the grid. */
export class MapChoice {
  constructor(
    private readonly page: Page,
    private readonly data: MapData,
    private readonly model: MapModel,
  ) {}

  focus(point: number): void {
    const { shown } = this.page;
    const row = this.model.rowAt(point);
    const position = shown.view.positionOf(row);
    if (position >= 0) shown.focus(position);
    // It stands in the query, not in what was last taken from the map.
    else void shown.show({ query: shown.wanted.request.query }, { focusRow: row });
  }

  /** Focuses the nearest image of the grid in a direction; gives its point, undefined where there is none. */
  step(direction: readonly [number, number]): number | undefined {
    const { model, page } = this;
    const from = model.cursor >= 0 ? model.cursor : (model.points?.kind.findIndex((_, at) => model.isInGrid(at)) ?? -1);
    const to = model.cursor < 0 ? from : this.data.index?.inDirection(from, direction, model.isInGrid);
    if (to === undefined || to < 0) {
      page.announced.emit(t('No image further this way.'));
      return undefined;
    }
    this.focus(to);
    const row = model.rowAt(to);
    page.images.rows.ensure([row]).then(
      () => page.announced.emit(cellLabel(page, row)),
      (error: unknown) => page.say('error', messageOf(error)),
    );
    return to;
  }

  inside(lasso: Lasso): MapCollection | undefined {
    const rows = this.model.rowsInside(lasso);
    if (rows.length > 0) return new MapCollection(this.page, rows, 'lasso');
    this.page.say('info', t('No image lies in the lasso.'));
    return undefined;
  }

  /** The focused image and those nearest to it, as a lasso for the keyboard. */
  aroundFocus(): MapCollection | undefined {
    const { model, data } = this;
    const { cursor, points } = model;
    if (cursor < 0 || !points) return undefined;
    const found = data.index?.nearest(points.x[cursor], points.y[cursor], 2, around + 1, model.isOffered) ?? [];
    const chosen = [cursor, ...found.filter((point) => point !== cursor)].slice(0, around + 1);
    const rows = Uint32Array.from(chosen, (point) => model.rowAt(point));
    return new MapCollection(this.page, rows, 'around');
  }
}
