import { isFindingWord } from '../../../core/findings/findingWords';
import { parseQuery } from '../../../core/query/query';
import { matcherOf } from '../../../core/query/queryMatch';
import type { Grouping, SortKey, View } from '../../../protocol/dataset';
import { finish, itemsPerStep, type Steps } from '../../jobs/steps';
import type { DecisionLog } from '../decisions/decisionLog';
import { isFlagged } from '../findings/suspicion';
import type { ImageTable } from '../imageTable';
import type { Scores } from '../ranking/scores';
import { FactsOfRow } from './factsOfRow';
import { groupSteps } from './grouping';
import type { Provenance } from './provenance';
import { newColumns, type Columns } from './scratch';
import { sortByKey } from './sortByKey';

export interface ViewInput {
  readonly table: ImageTable;
  readonly decisions: DecisionLog;
  readonly scores: Scores | undefined;
  /** `findingBits` by row; undefined before findings were looked for. */
  readonly findings?: Uint32Array;
  /** Likeness to the images last pointed at, by row; undefined before any. */
  readonly similarity?: Float32Array;
  readonly provenance?: Pick<Provenance, 'namesOf' | 'mainOf'>;
}

/** The rows that a query finds, in order. Files that are not images are left out unless the query asks for them. */
export function runQuery(input: ViewInput, text: string, sort: SortKey, group: Grouping = 'none'): View {
  return finish(querySteps(input, text, sort, group));
}

/** The same, in steps. The answer stands in one of the `columns`. */
export function* querySteps(
  input: ViewInput,
  text: string,
  sort: SortKey,
  group: Grouping,
  columns: Columns = newColumns,
): Steps<View> {
  const { table, findings } = input;
  const { terms, notes: misread } = parseQuery(text);
  const asksFindings = terms.some((term) => term.field === 'is' && isFindingWord(term.state));
  const notes = asksFindings && !findings ? [...misread, 'Findings are still being looked for.'] : misread;
  const wantsUnreadable = terms.some(
    (term) => term.field === 'is' && (term.state === 'unreadable' || term.state === 'damaged') && !term.negated,
  );
  const fulfils = terms.length > 0 ? matcherOf(terms) : undefined;
  const facts = new FactsOfRow(input);
  const rows = yield* table.rowsByPath();
  const found = columns.uint32(rows.length);
  let count = 0;
  for (let i = 0; i < rows.length; i++) {
    if (i % itemsPerStep === 0) yield;
    const row = rows[i];
    const status = table.status[row];
    if (status !== 'image' && status !== 'waiting' && !(wantsUnreadable && status === 'unreadable')) continue;
    facts.row = row;
    if (fulfils?.(facts) ?? true) found[count++] = row;
  }
  const order = yield* sortSteps(input, found.subarray(0, count), sort, columns);
  return group === 'none' ? { order, notes } : { ...(yield* groupSteps(input, order, group)), notes };
}

/**
 * Rows in the order of their paths are sorted, the worst first: by margin or confidence upwards, by loss, likeness to
 * what was thrown out or to what was pointed at downwards, `suspicion` the flagged ones by margin before all others.
 * Rows without a score come last; ties stay in the order of their paths.
 */
function* sortSteps(input: ViewInput, rows: Uint32Array, sort: SortKey, columns: Columns): Steps<Uint32Array> {
  const { scores, similarity } = input;
  const judged = sort === 'similarity' ? similarity : scores;
  // Not the block it stands in: what is sent to the page is sent with all of its block.
  if (sort === 'name' || judged === undefined) return columns === newColumns ? rows.slice() : rows;
  const keys = columns.float32(rows.length);
  for (let i = 0; i < rows.length; i++) {
    if (i % itemsPerStep === 0) yield;
    const row = rows[i];
    if (sort === 'similarity') keys[i] = -(similarity?.[row] ?? NaN);
    else keys[i] = scores && row < scores.rows ? keyOf(input, scores, row, sort) : NaN;
  }
  return yield* sortByKey(rows, keys, columns);
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
export function* wouldMove(shown: Uint32Array, fresh: Uint32Array, columns: Columns = newColumns): Steps<number> {
  const position = columns.int32(pastLast(shown, fresh)).fill(-1);
  fresh.forEach((row, i) => (position[row] = i));
  const tails = columns.int32(shown.length);
  let length = 0;
  let gone = 0;
  for (let i = 0; i < shown.length; i++) {
    if (i % itemsPerStep === 0) yield;
    const at = position[shown[i]];
    if (at < 0) {
      gone++;
      continue;
    }
    let low = 0;
    let high = length;
    // Most rows stay where they were.
    if (length > 0 && tails[length - 1] < at) low = length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (tails[middle] < at) low = middle + 1;
      else high = middle;
    }
    tails[low] = at;
    if (low === length) length++;
  }
  return shown.length - gone - length;
}

/** The rows of `fresh` with those of `shown` first, in their order: what is looked at does not move. */
export function keepShownOrder(shown: Uint32Array, fresh: Uint32Array): Uint32Array {
  const isWanted = new Uint8Array(pastLast(shown, fresh));
  for (const row of fresh) isWanted[row] = 1;
  const order = new Uint32Array(fresh.length);
  let at = 0;
  for (const rows of [shown, fresh])
    for (const row of rows)
      if (isWanted[row]) {
        isWanted[row] = 0;
        order[at++] = row;
      }
  return order;
}

/** One more than the highest row. */
function pastLast(...lists: readonly Uint32Array[]): number {
  let end = 0;
  for (const rows of lists) for (const row of rows) if (row >= end) end = row + 1;
  return end;
}
