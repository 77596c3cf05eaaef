import {
  itemsInBox,
  itemsOfRow,
  itemsWhollyBetween,
  layoutGrid,
  placeOf,
  rowAt,
  rowsBetween,
  rowTop,
  scrollToShow,
  type GridLayout,
} from '../../src/core/gridLayout';
import { ScrollMap } from '../../src/core/scrollMap';
import { zoomSteps } from '../state/appearance';
import type { Page } from '../state/page';
import { toggleGroup } from '../state/selecting';
import type { Topic } from '../state/pageSignals';
import { t } from '../strings';
import { GroupHeaders } from './groupHeaders';
import { listenToPointer } from './pointer';
import { animateReorder, placeInViewport, prefersStillness, type Place } from './reorderAnimation';
import { RowPool } from './rowPool';
import { listenToRubberBand } from './rubberBand';

const lineHeight = 22;
const nameHeight = 16;
const maxCells = 460;
const gap = 8;
const padding = 8;
/** Beside a notebook two columns are of more use than one large one, up to this zoom. */
const pairedUpTo = 184;

/** The grid of images: a fixed number of cells that shows any number of them. */
export class GridElement extends HTMLElement {
  private readonly scroller = document.createElement('div');
  private readonly content = document.createElement('div');
  private readonly sticky = document.createElement('div');
  private readonly pool = new RowPool(this.content);
  private readonly headers = new GroupHeaders(this.content, this.sticky, (start) => toggleGroup(this.page, start));
  private page!: Page;
  private layout!: GridLayout;
  private map = new ScrollMap(0, 0);
  private contentTop = 0;
  /** Of the viewport, as of the last layout: to ask the document for it makes it lay itself out. */
  private height = 0;
  private scrollTopBefore = 0;
  private direction = 1;
  private flyFrom: Map<number, Place> | undefined;

  attach(page: Page): void {
    this.page = page;
    this.scroller.className = 'scroller';
    this.scroller.tabIndex = 0;
    this.scroller.setAttribute('role', 'grid');
    this.scroller.setAttribute('aria-multiselectable', 'true');
    this.scroller.setAttribute('aria-label', t('Images'));
    this.scroller.dataset.vscodeContext = JSON.stringify({
      webviewSection: 'image',
      preventDefaultContextMenuItems: true,
    });
    this.content.className = 'content';
    this.content.setAttribute('role', 'rowgroup');
    this.sticky.className = 'group-header sticky';
    this.sticky.setAttribute('aria-hidden', 'true');
    this.sticky.hidden = true;
    this.scroller.append(this.content);
    this.append(this.scroller, this.sticky);

    this.relayout(true);
    this.scroller.addEventListener('scroll', () => this.followScroll(), { passive: true });
    this.scroller.addEventListener('scrollend', () => this.settleScrollbar());
    new ResizeObserver(() => this.relayout(false)).observe(this.scroller);
    listenToPointer(this.scroller, page, (target) => this.pool.cellAt(target)?.position ?? -1);
    listenToRubberBand(this.scroller, page, {
      place: ({ x, y }) => ({ x, y: y + this.contentTop }),
      itemsIn: (box) => itemsInBox(this.layout, box),
      scrollBy: (pixels) => (this.scroller.scrollTop += pixels),
    });
    page.changed.on((topic) => this.follow(topic));
    page.reveal.on((what) => (what === 'focus' ? this.revealFocus() : this.moveTo(page.shown.topPosition)));
    page.beforeReorder.on(() => this.rememberPlaces());
    page.images.thumbnails.ready.on(() => this.pool.update(page));
  }

  override focus(): void {
    this.scroller.focus({ preventScroll: true });
  }

  /** Rows that Page Up and Page Down go. */
  get rowsPerPage(): number {
    return Math.max(1, Math.floor(this.height / (this.layout.cellHeight + this.layout.gap)));
  }

  get currentLayout(): GridLayout {
    return this.layout;
  }

  /** Positions of the images wholly inside the viewport, as [first, end). */
  get whollyVisible(): { first: number; end: number } {
    return itemsWhollyBetween(this.layout, this.contentTop, this.contentTop + this.height);
  }

  private follow(topic: Topic): void {
    switch (topic) {
      case 'view':
        return this.relayout(true);
      case 'layout':
        return this.relayout(false);
      case 'rows':
        this.pool.update(this.page);
        return this.want();
      case 'findings':
        return this.pool.update(this.page);
      case 'focus':
      case 'selection':
        this.render();
        return this.pool.update(this.page);
      case 'summary':
      case 'progress':
      case 'message':
      case 'panels':
      case 'training':
      case 'reference':
        return;
    }
  }

  /** Lays out anew for another view, size or zoom; what was at hand stays where it was. */
  private relayout(isNewView: boolean): void {
    const { page, scroller } = this;
    const { clientWidth: width, clientHeight: height } = scroller;
    this.height = height;
    const anchor = isNewView || !this.layout ? -1 : this.anchor();
    const distance = anchor < 0 ? 0 : this.topOf(anchor) - this.contentTop;
    const wasAtTop = this.contentTop === 0;
    const layout = layoutGrid({
      items: page.shown.total,
      width,
      height,
      cell: cellWidth(zoomSteps[page.appearance.zoom], width),
      footer: lineHeight + (page.appearance.showNames ? nameHeight : 0),
      gap,
      padding,
      headerHeight: 28,
      groups: page.shown.view.groups,
      maxCells,
    });
    this.layout = layout;
    this.map = new ScrollMap(layout.contentHeight, height);
    this.content.style.height = `${this.map.scrollHeight}px`;
    this.style.setProperty('--cell-width', `${layout.cellWidth}px`);
    this.style.setProperty('--cell-height', `${layout.cellHeight}px`);
    this.classList.toggle('shows-names', page.appearance.showNames);
    scroller.setAttribute('aria-rowcount', `${layout.rows}`);
    scroller.setAttribute('aria-colcount', `${layout.columns}`);
    this.pool.reset(layout, true);
    if (anchor >= 0 && !(wasAtTop && this.topOf(anchor) + layout.cellHeight <= height))
      this.moveToContent(this.topOf(anchor) - distance);
    else if (anchor >= 0) this.moveToContent(0);
    else this.moveTo(page.shown.topPosition);
    this.fly();
  }

  /** The item that keeps its place when cells change their size: the focused one where it is in sight. */
  private anchor(): number {
    const { focusPosition, total } = this.page.shown;
    if (total === 0 || this.layout.items === 0) return -1;
    if (focusPosition >= 0 && focusPosition < this.layout.items) {
      const top = this.topOf(focusPosition);
      if (top + this.layout.cellHeight > this.contentTop && top < this.contentTop + this.height) return focusPosition;
    }
    return Math.min(total - 1, itemsOfRow(this.layout, rowAt(this.layout, this.contentTop)).first);
  }

  private topOf(item: number): number {
    return rowTop(this.layout, placeOf(this.layout, item).row);
  }

  private moveTo(item: number): void {
    const isFirst = item <= 0 || this.layout.items === 0;
    this.moveToContent(isFirst ? 0 : this.topOf(item) - this.layout.padding - this.layout.headerHeight);
  }

  private moveToContent(top: number): void {
    const scrollTop = this.map.place(top);
    this.scroller.scrollTop = scrollTop;
    this.scrollTopBefore = this.scroller.scrollTop;
    this.contentTop = scrollTop + this.map.offset;
    this.render();
  }

  private revealFocus(): void {
    const { focusPosition } = this.page.shown;
    if (focusPosition < 0) return;
    const top = scrollToShow(this.layout, focusPosition, this.contentTop, this.height);
    if (top !== this.contentTop) this.moveToContent(top);
  }

  private followScroll(): void {
    const { scrollTop } = this.scroller;
    const top = this.map.follow(this.scrollTopBefore, scrollTop);
    this.scrollTopBefore = scrollTop;
    this.direction = top < this.contentTop ? -1 : 1;
    this.contentTop = top;
    if (this.map.isStuck(scrollTop)) this.moveToContent(top);
    else this.render();
  }

  /** After many small steps in a very long grid the scrollbar stands a little off: puts it right while all is still. */
  private settleScrollbar(): void {
    if (Math.abs(this.map.toScroll(this.contentTop) - this.scrollTopBefore) > 1) this.moveToContent(this.contentTop);
  }

  private render(): void {
    const { page, layout, contentTop, height } = this;
    const { first, end } = rowsBetween(layout, contentTop, contentTop + height);
    const wanted = new Set<number>();
    for (let row = Math.max(0, first - layout.overscan); row < Math.min(layout.rows, end + layout.overscan); row++)
      wanted.add(row);
    // The focused cell is always in the document: assistive technology is told of it by its id.
    if (page.shown.focusPosition >= 0 && layout.items > 0) wanted.add(placeOf(layout, page.shown.focusPosition).row);
    this.pool.show(page, layout, wanted, this.map.offset);
    this.headers.show(layout, contentTop, height, this.map.offset);
    this.nameActive();
    if (layout.items > 0) page.setTop(itemsOfRow(layout, first).first);
    this.want();
  }

  private nameActive(): void {
    const { focusPosition } = this.page.shown;
    for (const cell of this.pool.cells())
      if (cell.position === focusPosition) return this.scroller.setAttribute('aria-activedescendant', cell.element.id);
    this.scroller.removeAttribute('aria-activedescendant');
  }

  /** Asks for what is in sight first, then for what comes next in the direction of scrolling, then for the rest. */
  private want(): void {
    const { page, layout, contentTop } = this;
    if (layout.items === 0) return;
    const { first, end } = rowsBetween(layout, contentTop, contentTop + this.height);
    const rows: number[] = [];
    const add = (from: number, to: number) => {
      for (let row = Math.max(0, from); row < Math.min(layout.rows, to); row++) {
        const items = itemsOfRow(layout, row);
        for (let item = items.first; item < items.end; item++) rows.push(page.shown.view.rowAt(item));
      }
    };
    add(first, end);
    const ahead = layout.overscan;
    if (this.direction > 0) {
      add(end, end + ahead);
      add(first - ahead, first);
    } else {
      add(first - ahead, first);
      add(end, end + ahead);
    }
    page.images.thumbnails.want(rows);
    page.images.rows.want(rows);
  }

  private rememberPlaces(): void {
    if (prefersStillness()) return;
    this.flyFrom = new Map();
    for (const cell of this.pool.cells())
      this.flyFrom.set(cell.row, placeInViewport(this.layout, cell.position, this.contentTop));
  }

  private fly(): void {
    if (!this.flyFrom) return;
    const from = this.flyFrom;
    this.flyFrom = undefined;
    animateReorder(this.pool.cells(), from, (cell) => placeInViewport(this.layout, cell.position, this.contentTop));
  }
}

/** The wished width of a cell: at least two of them stand side by side where that is of use. */
function cellWidth(zoom: number, width: number): number {
  const half = Math.floor((width - 2 * padding - gap) / 2);
  return zoom <= pairedUpTo && half >= zoomSteps[0] ? Math.min(zoom, half) : zoom;
}

customElements.define('winnow-grid', GridElement);
