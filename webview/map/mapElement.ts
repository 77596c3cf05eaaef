import { html, nothing, type TemplateResult } from 'lit';
import type { PointStyle } from '../../src/core/map/drawPoints';
import type { Lasso } from '../../src/core/map/lasso';
import type { MapColouring } from '../../src/core/map/mapKinds';
import { MapViewport } from '../../src/core/map/mapViewport';
import type { MapCollection } from '../collections/mapCollection';
import { cellLabel } from '../grid/cellLabel';
import { Panel } from '../panel';
import type { Topic } from '../state/pageSignals';
import { t } from '../strings';
import { MapCanvas } from './mapCanvas';
import { MapChoice } from './mapChoice';
import { pointStyle } from './mapColours';
import { MapData } from './mapData';
import { MapHover } from './mapHover';
import { mapHeader } from './mapHeader';
import { legendTemplate } from './mapLegend';
import { MapModel } from './mapModel';
import { listenToPointer } from './mapPointer';
import { mapNotice, mapStateTemplate } from './mapStates';
import { pointRadius } from './pointRadius';

/** Beside the grid from this width of both on, over it below. */
const besideFrom = 640;
const reachPixels = 14;
const zoomStep = 1.5;

const directions: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** The embedding map: images as points, like beside like, that a lasso takes into the grid. */
export class MapElement extends Panel {
  protected override readonly topics: readonly Topic[] = ['panels', 'view', 'focus', 'summary', 'progress'];
  private readonly viewport = new MapViewport();
  private readonly hover = new MapHover(() => this.page);
  private data!: MapData;
  private model!: MapModel;
  private choice!: MapChoice;
  private canvas: MapCanvas | undefined;
  private pointStyle: PointStyle | undefined;
  private drawsLasso = false;
  private hovered = -1;
  private lasso: Lasso = [];
  private isShown = false;
  private wasReading = false;

  override connectedCallback(): void {
    super.connectedCallback();
    const { page } = this;
    this.data = new MapData(page, () => this.dataChanged());
    this.model = new MapModel(page, this.data);
    this.choice = new MapChoice(page, this.data, this.model);
    page.changed.on((topic) => {
      if (topic === 'view' && this.isShown) this.model.follow();
      if (topic === 'progress' && this.isShown) this.followReading();
    });
    page.rowsChanged.on(() => this.isShown && this.data.factsSoon());
    new ResizeObserver(() => this.measure()).observe(this);
    if (this.parentElement) new ResizeObserver(() => this.measure()).observe(this.parentElement);
    // Another theme has other colours.
    new MutationObserver(() => this.restyle()).observe(document.body, { attributeFilter: ['class'] });
  }

  override focus(): void {
    this.querySelector('canvas')?.focus({ preventScroll: true });
  }

  protected override render(): TemplateResult | typeof nothing {
    const { page, model, data } = this;
    if (page.overlays.mapPlace === 'closed') return nothing;
    const hasMap = (data.map?.rows.length ?? 0) > 1;
    return html`<section class="map" aria-label=${t('Embedding Map')}>
      ${mapHeader({
        colouring: model.colouring,
        drawsLasso: this.drawsLasso,
        hasMap,
        isLoaded: data.state.kind === 'loaded',
        colour: (by) => this.colour(by),
        toggleLasso: () => this.toggleLasso(),
        zoomIn: () => this.zoom(zoomStep),
        zoomOut: () => this.zoom(1 / zoomStep),
        fit: () => this.fit(),
        layOut: () => void data.load(true),
        close: () => page.overlays.setMap(false),
      })}
      ${mapNotice(data)}
      <div class="map-stage">
        <canvas
          class="map-canvas ${this.drawsLasso ? 'draws-lasso' : ''}"
          tabindex="0"
          role="application"
          aria-roledescription=${t('Embedding map')}
          aria-label=${this.spoken()}
          @keydown=${(event: KeyboardEvent) => this.onKey(event)}
        ></canvas>
        ${mapStateTemplate(page, data)} ${this.hover.element}
      </div>
      ${
        hasMap
          ? legendTemplate(model.kinds.kinds, page.summary, model.isolated, (kind) => {
              model.isolated = kind;
              model.follow();
              this.requestUpdate();
            })
          : nothing
      }
    </section>`;
  }

  protected override updated(): void {
    const isShown = this.page.overlays.mapPlace !== 'closed';
    if (isShown !== this.isShown) {
      this.isShown = isShown;
      if (isShown) this.opened();
      else this.closed();
    }
    this.redraw();
  }

  private opened(): void {
    const canvas = this.querySelector('canvas');
    if (!canvas) return;
    this.canvas = new MapCanvas(canvas, this.viewport);
    listenToPointer(canvas, {
      viewport: this.viewport,
      drawsLasso: () => this.drawsLasso,
      moved: () => this.moved(),
      lassoChanged: (lasso) => {
        this.lasso = lasso;
        this.redraw();
      },
      lassoDrawn: (lasso) => this.openInGrid(this.choice.inside(lasso)),
      hovered: (x, y) => this.point(x, y),
      left: () => this.leave(),
      clicked: (x, y) => this.choose(x, y),
    });
    this.measure();
    canvas.focus({ preventScroll: true });
    this.wasReading = this.isReading;
    void this.data.load();
  }

  private closed(): void {
    this.canvas = undefined;
    this.leave();
    this.dispatchEvent(new CustomEvent('winnow-focus-grid', { bubbles: true }));
  }

  private get isReading(): boolean {
    return ['scan', 'index', 'embed'].some((task) => this.page.progress.has(task as 'scan' | 'index' | 'embed'));
  }

  /** When what was being read is read, the map has it or says that it lacks it. */
  private followReading(): void {
    const { isReading } = this;
    if (this.wasReading && !isReading) void this.data.load((this.data.map?.rows.length ?? 0) < 2);
    this.wasReading = isReading;
  }

  private dataChanged(): void {
    this.model.recount();
    this.restyle();
    this.requestUpdate();
  }

  private colour(by: MapColouring): void {
    this.model.colouring = by;
    this.model.isolated = undefined;
    this.dataChanged();
  }

  private measure(): void {
    if (!this.isShown) return;
    const room = this.parentElement?.clientWidth ?? 0;
    this.page.overlays.placeMap(room >= besideFrom ? 'beside' : 'over');
    if (this.canvas?.fit()) this.redraw();
  }

  private restyle(): void {
    if (!this.isShown) return;
    const radius = pointRadius(this.data.map?.rows.length ?? 0, this.viewport.zoom);
    this.pointStyle = pointStyle(this.model.kinds.kinds, radius * devicePixelRatio);
    this.redraw();
  }

  private redraw(): void {
    const { points, cursor } = this.model;
    if (!this.canvas || !points || !this.pointStyle || points.kind.length !== points.x.length) return;
    this.canvas.draw({ points, style: this.pointStyle, cursor, hover: this.hovered, lasso: this.lasso });
  }

  // ---- Looking

  private moved(): void {
    this.leave();
    const radius = pointRadius(this.data.map?.rows.length ?? 0, this.viewport.zoom) * devicePixelRatio;
    if (this.pointStyle) this.pointStyle = { ...this.pointStyle, radius };
    this.redraw();
  }

  private zoom(factor: number): void {
    const { cursor, points } = this.model;
    if (cursor >= 0 && points)
      this.viewport.zoomBy(factor, ...this.viewport.toPixels(points.x[cursor], points.y[cursor]));
    else this.viewport.zoomBy(factor);
    this.moved();
  }

  private fit(): void {
    this.viewport.fit();
    this.moved();
  }

  private nearest(px: number, py: number): number {
    const reach = reachPixels / this.viewport.scale;
    const found = this.data.index?.nearest(...this.viewport.toMap(px, py), reach, 1, this.model.isOffered);
    return found?.[0] ?? -1;
  }

  private point(px: number, py: number): void {
    const at = this.nearest(px, py);
    if (at < 0) this.hover.hide();
    else this.hover.show(this.model.rowAt(at), px, py);
    if (at === this.hovered) return;
    this.hovered = at;
    this.redraw();
  }

  private leave(): void {
    this.hover.hide();
    this.hovered = -1;
    this.redraw();
  }

  // ---- Choosing

  private choose(px: number, py: number): void {
    const at = this.nearest(px, py);
    if (at >= 0) this.choice.focus(at);
    this.focus();
  }

  private onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || !this.model.points) return;
    const direction = Object.hasOwn(directions, event.key) ? directions[event.key] : undefined;
    if (direction) this.step(direction);
    else if (event.key === 'Enter') this.openInGrid(this.choice.aroundFocus());
    else if (event.key === '+' || event.key === '=') this.zoom(zoomStep);
    else if (event.key === '-') this.zoom(1 / zoomStep);
    else if (event.key === 'Home') this.fit();
    else if (event.key === 'Escape' && this.drawsLasso) this.toggleLasso();
    else if (event.key === 'Escape') this.page.overlays.setMap(false);
    else return;
    event.preventDefault();
  }

  private step(direction: readonly [number, number]): void {
    const to = this.choice.step(direction);
    const { points } = this.model;
    if (to === undefined || !points) return;
    this.viewport.bringIntoSight(points.x[to], points.y[to]);
    this.moved();
  }

  private toggleLasso(): void {
    this.drawsLasso = !this.drawsLasso;
    this.requestUpdate();
  }

  private openInGrid(collection: MapCollection | undefined): void {
    const { page } = this;
    if (!collection) return;
    void page.shown.open(collection).then(() => {
      if (page.overlays.mapPlace === 'over') page.overlays.setMap(false);
      else this.dispatchEvent(new CustomEvent('winnow-focus-grid', { bubbles: true }));
    });
  }

  private spoken(): string {
    const { page } = this;
    const images = this.data.map?.rows.length ?? 0;
    const place = this.model.cursor < 0 ? '' : cellLabel(page, page.shown.focusRow);
    return t(
      '{0} images, like beside like. Arrow keys go from image to image, Enter opens those around one. {1}',
      images,
      place,
    );
  }
}

customElements.define('winnow-map', MapElement);
