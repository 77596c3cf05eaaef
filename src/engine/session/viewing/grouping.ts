import { decisionInWords } from '../../../core/decisions/decision';
import { findingMask, type findingBits, type FindingWord } from '../../../core/findings/findingWords';
import type { Grouping, View } from '../../../protocol/dataset';
import { folderOf, prefixOf } from '../../findings/sources';
import type { DecisionLog } from '../decisions/decisionLog';
import { decisionOf } from '../describe';
import { itemsPerStep, type Steps } from '../../jobs/steps';
import type { ImageTable } from '../imageTable';
import type { Scores } from '../ranking/scores';
import type { Provenance } from './provenance';

export interface GroupingFacts {
  readonly table: ImageTable;
  readonly scores: Scores | undefined;
  /** `findingBits` by row; undefined before findings were looked for. */
  readonly findings?: Uint32Array;
  readonly decisions: DecisionLog;
  readonly provenance?: Pick<Provenance, 'mainOf'>;
}

/** A file-name prefix that fewer images share says nothing about where they come from. */
const fewestOfPrefix = 3;

/** What something is wrong with, the worst kind first; an image of several stands under the first. */
const problems = [
  'label',
  'leakage',
  'bytes',
  'pixels',
  'near',
  'outlier',
  'damaged',
  'dark',
  'bright',
  'blurry',
  'low-information',
  'tiny',
  'odd-aspect',
  'ending',
  'format',
  'mode',
] as const satisfies readonly (keyof typeof findingBits & FindingWord)[];

/** Where a row belongs: groups stand in the order of `rank`, of equal rank the larger first. */
interface Group {
  readonly label: string;
  readonly rank: number;
}

/** Brings the rows of one group together; within a group the order stays. */
export function* groupSteps(
  facts: GroupingFacts,
  order: Uint32Array,
  grouping: Exclude<Grouping, 'none'>,
): Steps<Pick<View, 'order' | 'groups'>> {
  const groupOf = yield* grouper(facts, order, grouping);
  const members = new Map<string, { readonly group: Group; readonly rows: number[] }>();
  for (let i = 0; i < order.length; i++) {
    if (i % itemsPerStep === 0) yield;
    const group = groupOf(order[i]);
    const known = members.get(group.label);
    if (known) known.rows.push(order[i]);
    else members.set(group.label, { group, rows: [order[i]] });
  }
  const sorted = [...members.values()].sort(
    (a, b) => a.group.rank - b.group.rank || b.rows.length - a.rows.length || (a.group.label < b.group.label ? -1 : 1),
  );
  const grouped = new Uint32Array(order.length);
  let start = 0;
  const groups = sorted.map(({ group, rows }) => {
    grouped.set(rows, start);
    const at = { label: group.label, start };
    start += rows.length;
    return at;
  });
  return { order: grouped, groups };
}

function* grouper(
  { table, scores, findings, decisions, provenance }: GroupingFacts,
  order: Uint32Array,
  grouping: Exclude<Grouping, 'none'>,
): Steps<(row: number) => Group> {
  const classGroup = (index: number): Group =>
    index < 0 ? { label: 'unsorted', rank: Infinity } : { label: table.className(index) ?? 'unsorted', rank: index };
  switch (grouping) {
    case 'class':
      return (row) => classGroup(table.given[row]);
    case 'predicted':
      return (row) => classGroup(scores && row < scores.rows ? scores.predicted[row] : -1);
    case 'finding':
      return (row) => {
        const bits = findings?.[row] ?? 0;
        const rank = problems.findIndex((word) => (bits & findingMask(word)) !== 0);
        return rank < 0 ? { label: 'nothing found', rank: problems.length } : { label: problems[rank], rank };
      };
    case 'source':
      return yield* bySource(table, order, provenance);
    case 'decision':
      return (row) => {
        const decision = decisionOf(table, decisions, row);
        const given = table.className(table.given[row]) ?? '';
        return decision ? { label: decisionInWords(decision, given), rank: 0 } : { label: 'undecided', rank: Infinity };
      };
  }
}

/** By what was noted where it came from, else by file-name prefix where enough images share it, else by folder. */
function* bySource(
  table: ImageTable,
  order: Uint32Array,
  provenance: GroupingFacts['provenance'],
): Steps<(row: number) => Group> {
  const counts = new Map<string, number>();
  const prefixes = new Map<number, string>();
  for (let i = 0; i < order.length; i++) {
    if (i % itemsPerStep === 0) yield;
    const row = order[i];
    const prefix = prefixOf(table.path(row))?.name;
    if (prefix === undefined) continue;
    prefixes.set(row, prefix);
    counts.set(prefix, (counts.get(prefix) ?? 0) + 1);
  }
  return (row) => {
    const noted = provenance?.mainOf(row);
    if (noted !== undefined) return { label: noted, rank: 0 };
    const prefix = prefixes.get(row);
    if (prefix !== undefined && (counts.get(prefix) ?? 0) >= fewestOfPrefix) return { label: `${prefix}…`, rank: 0 };
    const folder = folderOf(table.path(row)).name;
    return { label: folder === '' ? 'no folder' : `${folder}/`, rank: 0 };
  };
}
