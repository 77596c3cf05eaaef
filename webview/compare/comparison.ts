export const comparisonModes = ['beside', 'flicker', 'difference'] as const;
export type ComparisonMode = (typeof comparisonModes)[number];

/** More stand on the next sheet: smaller than a sixth of the page there is little to compare. */
const mostBeside = 6;

/** Images that are compared, how, and which of them the keys act on. */
export class Comparison {
  mode: ComparisonMode = 'beside';
  private place = 0;

  /** `rows`: two or more. */
  constructor(readonly rows: readonly number[]) {}

  /** Place of the focused image. Where two are compared that is never the first, which the others are compared with. */
  get at(): number {
    return this.mode === 'beside' ? this.place : Math.max(1, this.place);
  }

  /** The focused image. */
  get row(): number {
    return this.rows[this.at];
  }

  /** Those on screen: up to six side by side, or the first one and the focused one. */
  get shown(): readonly number[] {
    if (this.mode !== 'beside') return [this.rows[0], this.row];
    return this.rows.slice(this.firstShown, this.firstShown + mostBeside);
  }

  /** Place of the first of those that stand side by side. */
  get firstShown(): number {
    return Math.floor(this.place / mostBeside) * mostBeside;
  }

  focus(place: number): void {
    this.place = Math.max(this.mode === 'beside' ? 0 : 1, Math.min(this.rows.length - 1, place));
  }

  setMode(mode: ComparisonMode): void {
    this.place = this.at;
    this.mode = mode;
  }
}

/** Into how many columns `count` squares go, so that they are as large as a `width` by `height` area allows. */
export function columnsFor(count: number, width: number, height: number): number {
  let best = 1;
  let largest = 0;
  for (let columns = 1; columns <= count; columns++) {
    const side = Math.min(width / columns, height / Math.ceil(count / columns));
    if (side > largest) [best, largest] = [columns, side];
  }
  return best;
}
