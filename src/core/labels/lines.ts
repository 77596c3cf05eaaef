import type { NewRow, RowEdit, RowSource } from './labelTable';
import type { Splice } from './splices';

/** Rows that stand one after another, each with its line break. */
export interface LineRows {
  readonly text: string;
  readonly count: number;
  readonly start: (i: number) => number;
  /** Before the line break. */
  readonly end: (i: number) => number;
  /** After it. */
  readonly next: (i: number) => number;
  /** Where rows begin, after a mark and a heading. */
  readonly first: number;
  readonly lineBreak: string;
}

/** Where a text begins, after a byte order mark. */
export function textStart(text: string): number {
  return text.charCodeAt(0) === 0xfeff ? 1 : 0;
}

/** The splices that remove and add whole lines. `lineOf` writes a row that is new. */
export function lineSplices(
  rows: LineRows,
  edits: ReadonlyMap<number, RowEdit>,
  added: readonly NewRow[],
  lineOf: (row: NewRow) => string,
): Splice[] {
  const { text, lineBreak } = rows;
  const splices: Splice[] = [];
  for (const [i, { remove }] of edits) if (remove) splices.push({ start: rows.start(i), end: rows.next(i), text: '' });
  for (const row of added) {
    const place = row.after < 0 ? rows.first : rows.next(row.after);
    const line = row.source?.[0] ?? lineOf(row);
    // The last line may lack its break: the new one is then the last that does.
    const isOpen = place > 0 && !/[\r\n]/.test(text[place - 1]) && place === text.length;
    splices.push({ start: place, end: place, text: isOpen ? lineBreak + line : line + lineBreak });
  }
  return splices;
}

export function lineSource(rows: LineRows, i: number): RowSource {
  return [rows.text.slice(rows.start(i), rows.end(i))];
}
