import type { ContentBox } from '../../src/core/gridLayout';
import type { Page } from '../state/page';
import { selectPositions } from '../state/selecting';

export interface RubberBandGrid {
  /** A point of the viewport in content pixels. */
  readonly place: (point: { readonly x: number; readonly y: number }) => { readonly x: number; readonly y: number };
  /** Items that a rectangle touches. */
  readonly itemsIn: (box: ContentBox) => readonly number[];
  readonly scrollBy: (pixels: number) => void;
}

/** A hand that means a click moves less, in pixels. */
const startsAt = 6;
/** This near to the edge the grid scrolls, in pixels. */
const edge = 24;

interface Band {
  /** Where it began, in content pixels. */
  readonly x: number;
  readonly y: number;
  readonly before: Uint32Array;
  isDrawn: boolean;
}

/**
 * A rectangle drawn with the mouse selects what it touches; with Ctrl, Command or Shift beside what is selected. At the
 * edge the grid scrolls on. Escape takes it back.
 */
export function listenToRubberBand(scroller: HTMLElement, page: Page, grid: RubberBandGrid): void {
  const frame = document.createElement('div');
  frame.className = 'rubber-band';
  frame.hidden = true;
  scroller.parentElement?.append(frame);
  let band: Band | undefined;
  let pointer = { x: 0, y: 0 };
  let timer: number | undefined;
  /** The click that ends a drag is none. */
  let isClickOfDrag = false;

  const inViewport = (event: PointerEvent) => {
    const { left, top } = scroller.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };
  const draw = () => {
    if (!band) return;
    const to = grid.place(pointer);
    selectPositions(page, grid.itemsIn({ fromX: band.x, fromY: band.y, toX: to.x, toY: to.y }), band.before);
    const topEdge = Math.max(0, Math.min(band.y, to.y) - (to.y - pointer.y));
    const bottom = Math.min(scroller.clientHeight, Math.max(band.y, to.y) - (to.y - pointer.y));
    Object.assign(frame.style, {
      left: `${Math.min(band.x, to.x)}px`,
      top: `${topEdge}px`,
      width: `${Math.abs(to.x - band.x)}px`,
      height: `${Math.max(0, bottom - topEdge)}px`,
    });
  };
  const scrollAtEdge = () => {
    const over = pointer.y < edge ? pointer.y - edge : Math.max(0, pointer.y - scroller.clientHeight + edge);
    if (over !== 0) {
      grid.scrollBy(over);
      draw();
    }
    timer = window.requestAnimationFrame(scrollAtEdge);
  };
  const end = () => {
    if (timer !== undefined) window.cancelAnimationFrame(timer);
    timer = undefined;
    band = undefined;
    frame.hidden = true;
  };

  scroller.addEventListener('pointerdown', (event) => {
    const isOnScrollbar = event.offsetX >= scroller.clientWidth && event.target === scroller;
    if (event.button !== 0 || event.pointerType !== 'mouse' || isOnScrollbar) return;
    isClickOfDrag = false;
    pointer = inViewport(event);
    const adds = event.ctrlKey || event.metaKey || event.shiftKey;
    band = { ...grid.place(pointer), before: adds ? page.selection.toArray() : new Uint32Array(0), isDrawn: false };
  });
  scroller.addEventListener('pointermove', (event) => {
    if (!band) return;
    const now = inViewport(event);
    if (!band.isDrawn) {
      if (Math.hypot(now.x - pointer.x, now.y - pointer.y) < startsAt) return;
      band.isDrawn = true;
      frame.hidden = false;
      scroller.setPointerCapture(event.pointerId);
      scrollAtEdge();
    }
    pointer = now;
    draw();
  });
  scroller.addEventListener('pointerup', () => {
    isClickOfDrag = band?.isDrawn ?? false;
    end();
  });
  scroller.addEventListener('pointercancel', end);
  scroller.addEventListener(
    'click',
    (event) => {
      if (isClickOfDrag) event.stopImmediatePropagation();
      isClickOfDrag = false;
    },
    { capture: true },
  );
  document.addEventListener(
    'keydown',
    (event) => {
      if (event.key !== 'Escape' || !band?.isDrawn) return;
      selectPositions(page, [], band.before);
      event.stopImmediatePropagation();
      end();
    },
    { capture: true },
  );
}
