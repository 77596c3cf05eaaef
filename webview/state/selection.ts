import { RowSet } from './rowSet';

/** Selected images. A range made with Shift ends with the next plain step; images picked one by one stay picked. */
export class Selection {
  private readonly rows = new RowSet();
  private anchor = -1;
  private isRange = false;

  get size(): number {
    return this.rows.size;
  }

  has(row: number): boolean {
    return this.rows.has(row);
  }

  toArray(): Uint32Array {
    return this.rows.toArray();
  }

  clear(): void {
    this.rows.clear();
    this.anchor = -1;
    this.isRange = false;
  }

  /** A plain click: this image alone, until the next step. */
  only(row: number, position: number): void {
    this.clear();
    this.rows.add(row);
    this.anchor = position;
    this.isRange = true;
  }

  toggle(row: number, position: number): void {
    if (this.rows.has(row)) this.rows.delete(row);
    else this.rows.add(row);
    this.anchor = position;
    this.isRange = false;
  }

  /** Everything between where the range began (`from` when there is none yet) and `to`. */
  extend(order: Uint32Array, from: number, to: number): void {
    if (this.anchor < 0 || this.anchor >= order.length) this.anchor = from;
    this.rows.clear();
    const [low, high] = this.anchor < to ? [this.anchor, to] : [to, this.anchor];
    for (let position = low; position <= high; position++) this.rows.add(order[position]);
    this.isRange = true;
  }

  selectAll(order: Uint32Array): void {
    this.clear();
    for (const row of order) this.rows.add(row);
    this.isRange = true;
  }

  /** These rows and those of `before`, as a range: until the next plain step. */
  set(rows: Iterable<number>, before: Iterable<number> = []): void {
    this.clear();
    for (const row of before) this.rows.add(row);
    for (const row of rows) this.rows.add(row);
    this.isRange = true;
  }

  /** Picks all of these rows, or drops them when all are picked already. */
  toggleAll(rows: Uint32Array): void {
    const arePicked = rows.every((row) => this.rows.has(row));
    for (const row of rows)
      if (arePicked) this.rows.delete(row);
      else this.rows.add(row);
    this.isRange = false;
  }

  /** Drops the images that are no longer shown. Places are others now: a range begins anew. Returns whether any was. */
  retain(isShown: (row: number) => boolean): boolean {
    this.anchor = -1;
    const { size } = this;
    for (const row of this.toArray()) if (!isShown(row)) this.rows.delete(row);
    return this.size !== size;
  }

  /** Called when the selection has been decided on: it has served and ends with the next step. */
  spend(): void {
    this.isRange = true;
  }

  /** A step without Shift. Returns whether anything was deselected. */
  step(): boolean {
    this.anchor = -1;
    if (!this.isRange || this.size === 0) return false;
    this.clear();
    return true;
  }
}
