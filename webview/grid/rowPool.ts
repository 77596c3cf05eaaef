import type { GridLayout } from '../../src/core/gridLayout';
import type { Page } from '../state/page';
import type { Cell } from './cell';
import { GridRow } from './gridRow';

/** The rows in the document: those in use by their number, and spare ones to be used again. */
export class RowPool {
  private readonly used = new Map<number, GridRow>();
  private spare: GridRow[] = [];
  private readonly cellOf = new WeakMap<Element, Cell>();

  constructor(private readonly parent: HTMLElement) {}

  /** Forgets which rows show what: the layout or the order has changed. */
  reset(layout: GridLayout, isNewLayout: boolean): void {
    this.spare.push(...this.used.values());
    this.used.clear();
    if (!isNewLayout) return;
    for (const row of this.spare) this.fit(row, layout);
  }

  /** Shows exactly the wanted rows, re-using those that are no longer wanted. */
  show(page: Page, layout: GridLayout, wanted: ReadonlySet<number>, offset: number): void {
    for (const [index, row] of this.used)
      if (!wanted.has(index)) {
        this.used.delete(index);
        this.spare.push(row);
      }
    for (const index of wanted) {
      let row = this.used.get(index);
      if (!row) {
        row = this.spare.pop() ?? this.create(layout);
        row.bind(page, layout, index);
        row.element.hidden = false;
        this.used.set(index, row);
      }
      row.place(layout, offset);
    }
    for (const row of this.spare) row.element.hidden = true;
    // A few spare rows spare the making of new ones; more would only fill the document.
    while (this.spare.length > 2) this.spare.pop()?.element.remove();
  }

  update(page: Page): void {
    for (const row of this.used.values()) row.update(page);
  }

  cellAt(element: Element): Cell | undefined {
    const cell = element.closest('.cell');
    return cell ? this.cellOf.get(cell) : undefined;
  }

  *cells(): Iterable<Cell> {
    for (const row of this.used.values()) for (const cell of row.cells) if (cell.row >= 0) yield cell;
  }

  private create(layout: GridLayout): GridRow {
    const row = new GridRow();
    this.fit(row, layout);
    this.parent.append(row.element);
    return row;
  }

  private fit(row: GridRow, layout: GridLayout): void {
    row.fit(layout);
    for (const cell of row.cells) this.cellOf.set(cell.element, cell);
  }
}
