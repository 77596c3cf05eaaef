import { isFindingWord } from '../../../core/findings/findingWords';
import { parseQuery } from '../../../core/query/query';
import { matches, type RowFacts } from '../../../core/query/queryMatch';
import type { Grouping, SortKey, View } from '../../../protocol/dataset';
import { decisionOf } from '../describe';
import { isFlagged, isSuspicious } from '../findings/suspicion';
import type { DecisionLog } from '../decisions/decisionLog';
import { groupRows } from './grouping';
import type { ImageTable } from '../imageTable';
import type { Scores } from '../ranking/scores';

export interface ViewInput {
  readonly table: ImageTable;
  readonly decisions: DecisionLog;
  readonly scores: Scores | undefined;
  /** `findingBits` by row; undefined before findings were looked for. */
  readonly findings?: Uint32Array;
  /** Likeness to the images last pointed at, by row; undefined before any. */
  readonly similarity?: Float32Array;
}

/** The rows that a query finds, in order. Files that are not images are left out unless the query asks for them. */
export function runQuery(input: ViewInput, text: string, sort: SortKey, group: Grouping = 'none'): View {
  const { terms, notes: misread } = parseQuery(text);
  const asksFindings = terms.some((term) => term.field === 'is' && isFindingWord(term.state));
  const notes = asksFindings && !input.findings ? [...misread, 'Findings are still being looked for.'] : misread;
  const wantsUnreadable = terms.some(
    (term) => term.field === 'is' && (term.state === 'unreadable' || term.state === 'damaged') && !term.negated,
  );
  const found: number[] = [];
  for (let row = 0; row < input.table.length; row++) {
    const status = input.table.status[row];
    const shown = status === 'image' || status === 'waiting' || (wantsUnreadable && status === 'unreadable');
    if (shown && (terms.length === 0 || matches(terms, factsOf(input, row)))) found.push(row);
  }
  const order = sortRows(input, Uint32Array.from(found), sort);
  return group === 'none' ? { order, notes } : { ...groupRows(input, order, group), notes };
}

function factsOf(input: ViewInput, row: number): RowFacts {
  const { table, decisions, scores, findings, similarity } = input;
  const scored = scores !== undefined && row < scores.rows;
  const decision = decisionOf(table, decisions, row)?.kind;
  return {
    path: table.path(row),
    given: table.className(table.given[row]),
    subset: table.subsets[row],
    predicted: scored ? table.className(scores.predicted[row]) : undefined,
    confidence: scored ? scores.confidence[row] : NaN,
    margin: scored ? scores.margin[row] : NaN,
    loss: scored ? scores.loss[row] : NaN,
    reject: scored ? scores.reject[row] : NaN,
    similarity: similarity?.[row] ?? NaN,
    suspicious: isSuspicious(input, row),
    unreadable: table.status[row] === 'unreadable',
    decision: decision === 'restore' ? undefined : decision,
    findings: findings?.[row],
  };
}

/**
 * Sorts rows in place, the worst first: by margin or confidence upwards, by loss, likeness to what was thrown out or to
 * what was pointed at downwards, `suspicion` the flagged ones by margin before all others. Rows without a score come last; ties stay in the order of their paths.
 */
function sortRows(input: ViewInput, rows: Uint32Array, sort: SortKey): Uint32Array {
  const { table, scores, similarity } = input;
  const byPath = (a: number, b: number): number => (table.path(a) < table.path(b) ? -1 : 1);
  const judged = sort === 'similarity' ? similarity : scores;
  if (sort === 'name' || judged === undefined) return rows.sort(byPath);
  const key = new Float32Array(table.length).fill(Infinity);
  for (const row of rows) {
    if (sort !== 'similarity' && (!scores || row >= scores.rows)) continue;
    const value = sort === 'similarity' || !scores ? -(similarity?.[row] ?? NaN) : keyOf(input, scores, row, sort);
    key[row] = Number.isNaN(value) ? Infinity : value;
  }
  return rows.sort((a, b) => key[a] - key[b] || byPath(a, b));
}

function keyOf(input: ViewInput, scores: Scores, row: number, sort: Exclude<SortKey, 'name' | 'similarity'>): number {
  switch (sort) {
    case 'suspicion':
      return scores.margin[row] - (isFlagged(input, row) ? 1 : 0);
    case 'margin':
      return scores.margin[row];
    case 'loss':
      return -scores.loss[row];
    case 'confidence':
      return scores.confidence[row];
    case 'reject':
      return -scores.reject[row];
  }
}

/**
 * How many rows a re-order would move: those outside the longest run that keeps its order (n minus the longest
 * increasing subsequence; Fredman 1975), so that one image that rises counts as one.
 */
export function wouldMove(shown: Uint32Array, fresh: Uint32Array): number {
  const position = new Map<number, number>();
  fresh.forEach((row, i) => position.set(row, i));
  const tails: number[] = [];
  let gone = 0;
  for (const row of shown) {
    const at = position.get(row);
    if (at === undefined) {
      gone++;
      continue;
    }
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (tails[middle] < at) low = middle + 1;
      else high = middle;
    }
    tails[low] = at;
  }
  return shown.length - gone - tails.length;
}

/** The rows of `fresh` with those of `shown` first, in their order: what is looked at does not move. */
export function keepShownOrder(shown: Uint32Array, fresh: Uint32Array): Uint32Array {
  const wanted = new Set(fresh);
  const kept = shown.filter((row) => wanted.delete(row));
  const order = new Uint32Array(fresh.length);
  order.set(kept);
  order.set(Uint32Array.from(wanted), kept.length);
  return order;
}
