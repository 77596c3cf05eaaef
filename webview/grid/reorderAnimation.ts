import { placeOf, rowTop, type GridLayout } from '../../src/core/gridLayout';
import type { Cell } from './cell';

export interface Place {
  readonly x: number;
  readonly y: number;
}

const duration = 320;

/** Where an item stands in the viewport. */
export function placeInViewport(layout: GridLayout, item: number, contentTop: number): Place {
  const { row, column } = placeOf(layout, item);
  return { x: column * (layout.cellWidth + layout.gap), y: rowTop(layout, row) - contentTop };
}

export function prefersStillness(): boolean {
  return (
    document.body.classList.contains('vscode-reduce-motion') || matchMedia('(prefers-reduced-motion: reduce)').matches
  );
}

/** Lets every cell slide from where its image was before; an image that was not in sight fades in. */
export function animateReorder(
  cells: Iterable<Cell>,
  before: ReadonlyMap<number, Place>,
  after: (c: Cell) => Place,
): void {
  for (const cell of cells) {
    const from = before.get(cell.row);
    const to = after(cell);
    if (from && from.x === to.x && from.y === to.y) continue;
    const start = from ? { translate: `${from.x - to.x}px ${from.y - to.y}px` } : { opacity: 0 };
    const end = from ? { translate: '0 0' } : { opacity: 1 };
    cell.element.animate([start, end], { duration, easing: 'cubic-bezier(0.2, 0, 0, 1)' });
  }
}
