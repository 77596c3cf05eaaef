import { goneAsOf, isOfLabelAlone, labelDecision, type Decision } from '../../../core/decisions/decision';
import { labelledHere } from './labelledHere';
import { groupBy } from '../../../core/groupBy';
import { placeOf, type Layout } from '../../../core/layout';
import type { ReviewProgress, ReviewReport, SpotCheck } from '../../../protocol/sorting';
import { seededRandom, shuffle } from '../../model/head/random';
import { estimateErrorsLeft, ReviewTally, type ReviewState } from '../../model/labels/errorsLeft';
import { rateUpperBound } from '../../model/labels/spotCheck';
import { itemsPerStep, type Steps } from '../../jobs/steps';
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

/** Images of a class or of all: how many, what a review says of them, and how many errors the joint matrix expects. */
class Reviewed {
  images = 0;
  expected = 0;
  readonly tally = new ReviewTally();

  add(other: Reviewed): void {
    this.images += other.images;
    this.expected += other.expected;
    this.tally.addAll(other.tally);
  }
}

/**
 * What was reviewed, found wrong, and is probably left, among the labelled images of a query and in each class; in
 * steps, as all rows are looked at.
 */
export function* reviewSteps(input: ReviewInput): Steps<ReviewReport> {
  const { table, rows, everything } = input;
  const expected = yield* expectedErrors(input);
  const earlier = everything ? appliedErrors(input) : [];
  const earlierOf = new Map(groupBy(earlier, ({ label }) => label).map((own) => [own[0].label, own]));
  const stateOf = reviewStates(input);
  const byClass = table.classes.map(() => new Reviewed());
  for (let i = 0; i < rows.length; i++) {
    if (i % itemsPerStep === 0) yield;
    const row = rows[i];
    const label = table.given[row];
    if (!table.isImage(row) || label < 0) continue;
    byClass[label].images++;
    byClass[label].expected += expected?.[row] ?? 0;
    byClass[label].tally.add(pGivenOf(input, row), stateOf(row));
  }
  const whole = new Reviewed();
  const classes: ReviewProgress[] = [];
  for (const [index, own] of byClass.entries()) {
    whole.add(own);
    const name = table.classes[index];
    const before = earlierOf.get(name) ?? [];
    yield;
    if (own.images + before.length > 0) classes.push({ name, ...progressOf(input, own, before) });
  }
  return { whole: progressOf(input, whole, earlier), classes };
}

/** Probability of the label on disk, which a relabel has replaced in the head; a half where nothing is known. */
function pGivenOf({ table, scores }: ReviewInput, row: number): number {
  const scored = scores !== undefined && row < scores.rows && scores.predicted[row] >= 0;
  return scored ? probabilityOf(scores.probabilities, row, table.given[row]) : 0.5;
}

/** Tells of a row what a review says of its label. */
function reviewStates(input: ReviewInput): (row: number) => ReviewState {
  const { table, decisions } = input;
  const isUnseen = unseen(input);
  return (row) => {
    const decision = labelDecision(decisionOf(table, decisions, row), table.className(table.given[row]) ?? '');
    if (decision === undefined || isUnseen(row)) return 'open';
    return isWrong(decision) ? 'wrong' : 'right';
  };
}

/** True for a decision that says that the label is wrong: a copy that goes, or a sheet, was not wrongly labelled. */
function isWrong(decision: Decision): boolean {
  return decision.kind !== 'keep' && goneAsOf(decision) === undefined;
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
  { table, scores }: ReviewInput,
  { images, expected, tally }: Reviewed,
  earlier: readonly AppliedError[],
): Omit<ReviewProgress, 'name'> {
  const gone = earlier.filter((one) => one.gone).length;
  const found = tally.count('wrong');
  const seen = found + tally.count('right');
  const counts = { images, reviewed: seen + gone, found: found + earlier.length };
  if (!scores) return { ...counts, left: NaN, low: 0, high: images - seen };
  if (seen === 0 && table.classes.length > mostEstimated)
    return { ...counts, left: Math.round(expected), low: 0, high: images };
  const { left, low, high } = estimateErrorsLeft({ tally, expected });
  return { ...counts, left, low, high };
}

/** Errors that the joint matrix expects, spread over the images of each class by the doubt in their label, [rows]. */
function* expectedErrors({ table, scores }: ReviewInput): Steps<Float64Array | undefined> {
  if (!scores) return undefined;
  const { given, actual, count } = scores.joint;
  const errors = new Float64Array(table.classes.length);
  given.forEach((label, i) => {
    if (label < errors.length && actual[i] !== label) errors[label] += count[i];
  });
  const doubts = new Float64Array(scores.rows);
  const totals = new Float64Array(table.classes.length);
  for (let row = 0; row < scores.rows; row++) {
    if (row % itemsPerStep === 0) yield;
    const label = table.given[row];
    if (label < 0 || scores.predicted[row] < 0) continue;
    doubts[row] = 1 - probabilityOf(scores.probabilities, row, label);
    totals[label] += doubts[row];
  }
  for (let row = 0; row < doubts.length; row++) {
    if (row % itemsPerStep === 0) yield;
    const label = table.given[row];
    if (doubts[row] > 0) doubts[row] *= errors[label] / totals[label];
  }
  return doubts;
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
  const rest = Math.max(0, from - checked);
  const atMost = Math.min(rest, Math.floor(upperBound * from) - errors);
  return { images: sample.length, checked, errors, upperBound, rest, atMost };
}
