import { itemsOfRow, rowTop, type GridLayout } from '../../src/core/gridLayout';
import type { Page } from '../state/page';
import { Cell } from './cell';

/** One row of cells, moved by a transform and bound to one row of the grid after another. */
export class GridRow {
  readonly element = document.createElement('div');
  readonly cells: Cell[] = [];
  index = -1;
  private top = NaN;

  constructor() {
    this.element.className = 'row';
    this.element.setAttribute('role', 'row');
  }

  /** Gives the row as many cells as the layout has columns, each in its place. */
  fit(layout: GridLayout): void {
    while (this.cells.length > layout.columns) this.cells.pop()?.element.remove();
    while (this.cells.length < layout.columns) {
      const cell = new Cell();
      this.cells.push(cell);
      this.element.append(cell.element);
    }
    this.cells.forEach(({ element }, column) => {
      element.style.left = `${layout.left + column * (layout.cellWidth + layout.gap)}px`;
    });
  }

  bind(page: Page, layout: GridLayout, index: number): void {
    this.index = index;
    this.element.setAttribute('aria-rowindex', `${index + 1}`);
    const { first, end } = itemsOfRow(layout, index);
    this.cells.forEach((cell, column) => cell.bind(page, first + column < end ? first + column : -1, column));
  }

  /** Puts the row where it belongs, `offset` being the content position minus the scroll position. */
  place(layout: GridLayout, offset: number): void {
    const top = rowTop(layout, this.index) - offset;
    if (top === this.top) return;
    this.top = top;
    this.element.style.transform = `translateY(${top}px)`;
  }

  update(page: Page): void {
    for (const cell of this.cells) cell.update(page);
  }
}
