import { heightOf } from '../../core/boxes';
import { isEvenlyHigh, isTextLine } from './captions';
import type { Part } from './components';
import { uniteAll, type Group } from './grouping';

/** Height of a title as a share of the rows' own. */
const MOST_HEIGHT = 0.42;

/** Share of the content's width that a title takes at most: what is wider is a row of objects. */
const MOST_WIDTH = 0.35;

/** A single line of letters may be an object. */
const LEAST_TITLES = 2;

/** A stretch of the sheet between two clear lines across it. */
interface Row extends Group {
  readonly parts: readonly Part[];
}

/** The titles of rows of objects, and the other parts. */
export interface Titled {
  readonly titles: readonly Group[];
  readonly others: readonly Part[];
}

/**
 * Takes out titles: lines of letters that have a stretch of the sheet to themselves, low and short beside the rows of
 * objects. `map` ([height, width]) is the difference from the paper.
 */
export function takeTitles(parts: readonly Part[], map: Uint8Array, width: number): Titled {
  const titles = titlesAmong(parts, (row) => isTextLine(row, map, width));
  const gone = new Set(titles.flatMap((title) => title.parts));
  return { titles, others: titles.length > 0 ? parts.filter((part) => !gone.has(part)) : parts };
}

/** True when there may be titles whose letters ran together because the sheet was reduced. */
export function mayHaveTitles(parts: readonly Part[]): boolean {
  return titlesAmong(parts, ({ left, right, top, bottom }) => right - left >= 1.5 * (bottom - top)).length > 0;
}

function titlesAmong(parts: readonly Part[], isText: (row: Row) => boolean): readonly Row[] {
  const rows = rowsOf(parts);
  if (rows.length < 2 * LEAST_TITLES) return [];
  const all = uniteAll(rows);
  const usual = usualHeight(rows);
  const titles = rows.filter(
    (row) =>
      heightOf(row) <= MOST_HEIGHT * usual &&
      row.right - row.left <= MOST_WIDTH * (all.right - all.left) &&
      isText(row),
  );
  return titles.length >= LEAST_TITLES && titles.length <= rows.length / 2 && isEvenlyHigh(titles) ? titles : [];
}

function rowsOf(parts: readonly Part[]): Row[] {
  const rows: Part[][] = [];
  let bottom = -1;
  for (const part of [...parts].sort((a, b) => a.top - b.top)) {
    if (rows.length === 0 || part.top > bottom + 1) rows.push([part]);
    else rows[rows.length - 1].push(part);
    bottom = Math.max(bottom, part.bottom);
  }
  return rows.map((row) => ({ ...uniteAll(row), parts: row }));
}

/** Rows of at most this height hold half of the content. */
function usualHeight(rows: readonly Row[]): number {
  const rising = [...rows].sort((a, b) => heightOf(a) - heightOf(b));
  let left = rising.reduce((sum, row) => sum + row.area, 0) / 2;
  return heightOf(rising.find((row) => (left -= row.area) <= 0) ?? rising[rising.length - 1]);
}
