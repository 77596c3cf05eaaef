import { isOfLabelAlone, labelDecision, type Decision } from '../../../core/decisions/decision';
import { labelledHere } from './labelledHere';
import { placeOf, type Layout } from '../../../core/layout';
import type { ReviewProgress, ReviewReport, SpotCheck } from '../../../protocol/sorting';
import { seededRandom, shuffle } from '../../model/head/random';
import { estimateErrorsLeft } from '../../model/labels/errorsLeft';
import { rateUpperBound } from '../../model/labels/spotCheck';
import type { DecisionLog } from '../decisions/decisionLog';
import { decisionOf } from '../describe';
import type { ImageTable } from '../imageTable';
import { probabilityOf, type Scores } from '../ranking/scores';

export interface ReviewInput {
  readonly table: ImageTable;
  readonly decisions: DecisionLog;
  readonly layout: Layout;
  readonly scores: Scores | undefined;
  /** Labelled or not, as a query found them. */
  readonly rows: Uint32Array;
  /** The query is the whole dataset: what was applied earlier counts as well. */
  readonly everything: boolean;
}

/** With more classes than this, one without any review gets no interval of its own: it would take too long. */
const mostEstimated = 100;

/** Tells of a row whether nobody looked at it on its own: undecided, or sorted here by an apply and not touched since. */
function unseen({ table, decisions, layout }: Pick<ReviewInput, 'table' | 'decisions' | 'layout'>) {
  const here = labelledHere(decisions.epochs, layout);
  return (row: number): boolean => {
    const decision = decisionOf(table, decisions, row);
    return decision === undefined || (isOfLabelAlone(decision) && here.has(table.path(row)));
  };
}

const open = 0;
const right = 1;
const wrong = 2;

/** What was reviewed, found wrong, and is probably left, among the labelled images of a query and in each class. */
export function reviewReport(input: ReviewInput): ReviewReport {
  const { table, rows, everything } = input;
  const labelled = rows.filter((row) => table.isImage(row) && table.given[row] >= 0);
  const expected = expectedErrors(input);
  const earlier = everything ? appliedErrors(input) : [];
  const isUnseen = unseen(input);
  const byClass = table.classes.map((): number[] => []);
  for (const row of labelled) byClass[table.given[row]].push(row);
  const classes = byClass.flatMap((own, index): ReviewProgress[] => {
    const name = table.classes[index];
    const before = earlier.filter((one) => one.label === name);
    return own.length + before.length === 0 ? [] : [{ name, ...progressOf(input, own, isUnseen, expected, before) }];
  });
  return { whole: progressOf(input, labelled, isUnseen, expected, earlier), classes };
}

/** True for a decision that says that the label is wrong: a copy that goes, or a sheet, was not wrongly labelled. */
function isWrong(decision: Decision): boolean {
  return decision.kind !== 'keep' && !('as' in decision && decision.as !== undefined);
}

interface AppliedError {
  readonly label: string;
  /** The file has left the dataset. */
  readonly gone: boolean;
}

/** Wrong labels that earlier applies carried out and that were not undone since. */
function appliedErrors({ decisions, layout }: ReviewInput): AppliedError[] {
  const errors = new Map<string, AppliedError>();
  for (const { changes, moves } of decisions.epochs) {
    const written = new Map(moves.flatMap(({ from, label }) => (from !== null && label ? [[from, label.before]] : [])));
    for (const { path, before, after } of changes) {
      if (after && after.kind !== 'keep') errors.delete(path);
      const label = written.get(path) ?? placeOf(path, layout).label;
      const about = labelDecision(before, label ?? '');
      if (after || !about || about.kind === 'restore' || !isWrong(about)) continue;
      if (label !== undefined) errors.set(path, { label, gone: about.kind !== 'relabel' });
    }
  }
  return [...errors.values()];
}

function progressOf(
  { table, decisions, scores }: ReviewInput,
  rows: ArrayLike<number> & Iterable<number>,
  isUnseen: (row: number) => boolean,
  expected: Float64Array | undefined,
  earlier: readonly AppliedError[],
): Omit<ReviewProgress, 'name'> {
  const pGiven: number[] = [];
  const reviewed: number[] = [];
  let prior = 0;
  for (const row of rows) {
    const decision = labelDecision(decisionOf(table, decisions, row), table.className(table.given[row]) ?? '');
    const scored = scores !== undefined && row < scores.rows && scores.predicted[row] >= 0;
    // Of the label on disk, which a relabel has replaced in the head.
    pGiven.push(scored ? probabilityOf(scores.probabilities, row, table.given[row]) : 0.5);
    reviewed.push(decision === undefined || isUnseen(row) ? open : isWrong(decision) ? wrong : right);
    prior += expected?.[row] ?? 0;
  }
  const gone = earlier.filter((one) => one.gone).length;
  const seen = reviewed.filter((state) => state !== open).length;
  const found = reviewed.filter((state) => state === wrong).length;
  const counts = { images: rows.length, reviewed: seen + gone, found: found + earlier.length };
  if (!scores) return { ...counts, left: NaN, low: 0, high: rows.length - seen };
  if (seen === 0 && table.classes.length > mostEstimated)
    return { ...counts, left: Math.round(prior), low: 0, high: rows.length };
  const { left, low, high } = estimateErrorsLeft({ pGiven, reviewed, expected: prior });
  return { ...counts, left, low, high };
}

/** Errors that the joint matrix expects, spread over the images of each class by the doubt in their label, [rows]. */
function expectedErrors({ table, scores }: ReviewInput): Float64Array | undefined {
  if (!scores) return undefined;
  const { given, actual, count } = scores.joint;
  const errors = new Float64Array(table.classes.length);
  given.forEach((label, i) => {
    if (label < errors.length && actual[i] !== label) errors[label] += count[i];
  });
  const doubts = new Float64Array(scores.rows);
  const totals = new Float64Array(table.classes.length);
  for (let row = 0; row < scores.rows; row++) {
    const label = table.given[row];
    if (label < 0 || scores.predicted[row] < 0) continue;
    doubts[row] = 1 - probabilityOf(scores.probabilities, row, label);
    totals[label] += doubts[row];
  }
  return doubts.map((doubt, row) => (doubt > 0 ? (doubt * errors[table.given[row]]) / totals[table.given[row]] : 0));
}

/** A random sample of the labelled images among `rows` that nobody looked at; another one once more was looked at. */
export function drawSpotCheck(
  { rows, ...input }: Pick<ReviewInput, 'table' | 'decisions' | 'layout' | 'rows'>,
  count: number,
  seed: number,
): { rows: Uint32Array; from: number } {
  const { table } = input;
  const isUnseen = unseen(input);
  const labelled = rows.filter((row) => table.isImage(row) && table.given[row] >= 0);
  const candidates = Int32Array.from(labelled.filter(isUnseen)).sort();
  const random = seededRandom(seed + 7919 * (labelled.length - candidates.length) + 1);
  return { rows: Uint32Array.from(shuffle(candidates, random).slice(0, count)), from: candidates.length };
}

/** What the decisions on a sample of `from` images say about the rest of them. */
export function judgeSpotCheck(
  { table, decisions }: Pick<ReviewInput, 'table' | 'decisions'>,
  sample: Uint32Array,
  from: number,
): SpotCheck {
  let checked = 0;
  let errors = 0;
  for (const row of sample) {
    const decision = row < table.length ? decisionOf(table, decisions, row) : undefined;
    if (!decision || isOfLabelAlone(decision)) continue;
    checked++;
    if (isWrong(decision)) errors++;
  }
  const upperBound = checked === 0 ? 1 : rateUpperBound(errors, checked);
  return { images: sample.length, checked, errors, upperBound, atMost: Math.floor(upperBound * from) };
}
