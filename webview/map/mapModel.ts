import { layers, type DrawnPoints } from '../../src/core/map/drawPoints';
import { insideLasso, type Lasso } from '../../src/core/map/lasso';
import { mapKinds, type MapColouring, type MapKinds } from '../../src/core/map/mapKinds';
import { decisionCodes } from '../../src/core/decisions/decision';
import { MapCollection } from '../collections/mapCollection';
import type { Page } from '../state/page';
import type { MapData } from './mapData';

const nothing = new Uint8Array(0);
const noKinds: MapKinds = { kinds: [], of: nothing };

/** Which points there are, what each means, and which of them are looked at. */
export class MapModel {
  colouring: MapColouring = 'class';
  /** The one line of the legend that is shown, if not all. */
  isolated: number | undefined;
  kinds: MapKinds = noKinds;
  private layer: Uint8Array = nothing;
  /** 1 for points that the query found: the lasso takes from them. */
  private base: Uint8Array = nothing;

  constructor(
    private readonly page: Page,
    private readonly data: MapData,
  ) {}

  get points(): DrawnPoints | undefined {
    const { map } = this.data;
    return map && { x: map.x, y: map.y, kind: this.kinds.of, layer: this.layer };
  }

  /** New places, facts or another colouring. */
  recount(): void {
    const { state } = this.data;
    this.kinds = state.kind === 'loaded' ? mapKinds(this.colouring, state.facts) : noKinds;
    if (this.isolated !== undefined && !(this.kinds.kinds[this.isolated]?.count > 0)) this.isolated = undefined;
    this.follow();
  }

  /** The grid shows other images. */
  follow(): void {
    const { state } = this.data;
    if (state.kind !== 'loaded') return;
    const { rows } = state.map;
    const { page } = this;
    const isTaken = page.shown.collection instanceof MapCollection;
    if (!isTaken || this.base.length !== rows.length)
      this.base = Uint8Array.from(rows, (row) => (isTaken || page.shown.view.positionOf(row) >= 0 ? 1 : 0));
    this.layer = Uint8Array.from(rows, (row, point) => {
      if (this.base[point] === 0) return layers.behind;
      if (this.isolated !== undefined && this.kinds.of[point] !== this.isolated) return layers.behind;
      const isLeft = state.facts.decision[point] === decisionCodes.none;
      return isLeft && (!isTaken || page.shown.view.positionOf(row) >= 0) ? layers.full : layers.dimmed;
    });
  }

  /** Points that can be pointed at or lassoed: found by the query, and of the kind that is shown. */
  readonly isOffered = (point: number): boolean =>
    this.base[point] === 1 && (this.isolated === undefined || this.kinds.of[point] === this.isolated);

  /** Points whose image stands in the grid. */
  readonly isInGrid = (point: number): boolean =>
    this.isOffered(point) && this.page.shown.view.positionOf(this.rowAt(point)) >= 0;

  rowAt(point: number): number {
    return this.data.map?.rows[point] ?? -1;
  }

  /** The point with the focus; -1 where its image has no place. */
  get cursor(): number {
    return this.page.shown.focusRow < 0 ? -1 : this.data.pointOf(this.page.shown.focusRow);
  }

  /** The offered rows inside a lasso, those of the highest loss first. */
  rowsInside(lasso: Lasso): Uint32Array {
    const { state } = this.data;
    if (state.kind !== 'loaded') return new Uint32Array(0);
    const { map, facts } = state;
    const lossOf = (point: number): number => (Number.isNaN(facts.loss[point]) ? -1 : facts.loss[point]);
    const points = insideLasso(lasso, map.x, map.y, this.isOffered).sort((a, b) => lossOf(b) - lossOf(a) || a - b);
    return Uint32Array.from(points, (point) => map.rows[point]);
  }
}
