import type { JointEstimate, ProbabilityTable } from '../head/headInput';
import { roundKeepingSum } from './roundKeepingSum';
import { selectLargest } from './selectLargest';

/** The threshold of a class without a held-out image: no probability reaches it. */
const never = 2;
const smallestThreshold = 2e-6;
const tie = 1e-6;

export interface LabelIssueInput {
  readonly probabilities: ProbabilityTable;
  /** Classes and the reject class. */
  readonly columns: number;
  /** Column of the given label, -1 where there is none; int32 [n]. */
  readonly targets: Int32Array;
  /** Only these images count and are flagged; uint8 [n]. */
  readonly outOfSample: Uint8Array;
  readonly trusted: Uint8Array;
  /** pGiven, float32 [n]. */
  readonly pGiven: Float32Array;
  /**
   * Which images are flagged: those that `prune_by_noise_rate` names, as cleanlab does for the same probabilities; or as
   * many, those whose label is least likely for its class. The latter are wrong more often, see bench/labels.
   */
  readonly flag: 'pairs' | 'least-likely';
}

export interface LabelIssues {
  readonly thresholds: Float64Array;
  readonly joint: JointEstimate;
  readonly suspicious: Uint8Array;
}

/**
 * Confident learning (Northcutt et al., JAIR 2021) as cleanlab's `prune_by_noise_rate` with its final reduction: per
 * pair (given, actual) flags as many images as the calibrated joint says, those with the largest
 * p(actual) - p(given); then drops every image whose given label is the most likely. Trusted images are never flagged.
 */
export function findLabelIssues(input: LabelIssueInput): LabelIssues {
  const rowsOf = rowsByTarget(input);
  const thresholds = confidentThresholds(input, rowsOf);
  const counts = rowsOf.map((rows, given) => confidentCounts(input, rows, given, thresholds));
  const joint = calibrateJoint(counts, rowsOf);
  const suspicious = new Uint8Array(input.targets.length);
  rowsOf.forEach((rows, given) => {
    if (rows.length > 1) prune(input, rows, given, joint[given], suspicious);
  });
  if (input.flag === 'least-likely') flagLeastLikely(input, rowsOf, thresholds, suspicious);
  return { thresholds, joint: flatten(joint), suspicious };
}

function rowsByTarget({ targets, outOfSample, columns }: LabelIssueInput): Int32Array[] {
  const counts = new Int32Array(columns);
  for (let row = 0; row < targets.length; row++) if (targets[row] >= 0 && outOfSample[row]) counts[targets[row]]++;
  const lists = Array.from(counts, (count) => new Int32Array(count));
  counts.fill(0);
  for (let row = 0; row < targets.length; row++)
    if (targets[row] >= 0 && outOfSample[row]) lists[targets[row]][counts[targets[row]]++] = row;
  return lists;
}

/** t_k = mean of p(k) over the images labelled k. */
function confidentThresholds({ pGiven }: LabelIssueInput, rowsOf: readonly Int32Array[]): Float64Array {
  return Float64Array.from(rowsOf, (rows) => {
    if (rows.length === 0) return never;
    let sum = 0;
    for (const row of rows) sum += pGiven[row];
    return Math.max(smallestThreshold, sum / rows.length);
  });
}

/** One row of the confident joint: images labelled `given` by the class they confidently are. At least 1 on the diagonal. */
function confidentCounts(
  { probabilities }: LabelIssueInput,
  rows: Int32Array,
  given: number,
  thresholds: Float64Array,
): Map<number, number> {
  const { width, values, columns } = probabilities;
  const numbers = new Float64Array(thresholds.length);
  for (const row of rows) {
    let confident = -1;
    let several = false;
    for (let slot = 0, at = row * width; slot < width; slot++, at++) {
      const column = columns ? columns[at] : slot;
      if (values[at] < thresholds[column] - tie) continue;
      several = confident !== -1;
      if (confident === -1) confident = column;
      if (several) break;
    }
    if (confident === -1) continue;
    const actual = several ? mostLikely(probabilities, row) : confident;
    numbers[actual]++;
  }
  const counts = new Map<number, number>();
  numbers.forEach((number, actual) => number > 0 && counts.set(actual, number));
  if (rows.length > 0) counts.set(given, Math.max(1, counts.get(given) ?? 0));
  return counts;
}

function mostLikely({ width, values, columns }: ProbabilityTable, row: number): number {
  let best = row * width;
  for (let at = best + 1; at < (row + 1) * width; at++) if (values[at] > values[best]) best = at;
  return columns ? columns[best] : best - row * width;
}

/** Scales each row to the number of images with that label and rounds it, keeping the sum; keeps one on the diagonal. */
function calibrateJoint(counts: readonly Map<number, number>[], rowsOf: readonly Int32Array[]): Map<number, number>[] {
  return counts.map((row, given) => {
    let sum = 0;
    for (const count of row.values()) sum += count;
    const actual = [...row.keys()].sort((left, right) => left - right);
    const scaled = actual.map((column) => ((row.get(column) ?? 0) * rowsOf[given].length) / Math.max(1, sum));
    const rounded = new Map<number, number>();
    roundKeepingSum(scaled).forEach((count, i) => rounded.set(actual[i], count));
    if (rowsOf[given].length > 0 && (rounded.get(given) ?? 0) < 1) {
      const [largest] = [...rounded].filter(([column]) => column !== given).sort((a, b) => b[1] - a[1]);
      if (largest) rounded.set(largest[0], largest[1] - 1);
      rounded.set(given, 1);
    }
    return rounded;
  });
}

function prune(
  { probabilities, pGiven, trusted }: LabelIssueInput,
  rows: Int32Array,
  given: number,
  joint: ReadonlyMap<number, number>,
  suspicious: Uint8Array,
): void {
  const { width, values, columns } = probabilities;
  const candidates = new Map<number, { rows: number[]; differences: number[] }>();
  for (const [actual, count] of joint)
    if (actual !== given && count > 0) candidates.set(actual, { rows: [], differences: [] });
  if (candidates.size === 0) return;
  for (const row of rows)
    for (let slot = 0, at = row * width; slot < width; slot++, at++) {
      // A difference below zero is never flagged in the end: the given label is then likelier than this one.
      const candidate = values[at] > pGiven[row] ? candidates.get(columns ? columns[at] : slot) : undefined;
      candidate?.rows.push(row);
      candidate?.differences.push(values[at] - pGiven[row]);
    }
  for (const [actual, candidate] of candidates)
    for (const index of selectLargest(candidate.differences, joint.get(actual) ?? 0)) {
      const row = candidate.rows[index];
      if (!trusted[row]) suspicious[row] = stillDisagrees(probabilities, row, pGiven[row]);
    }
}

/**
 * Replaces the flags by as many others: the images whose p(given) is the smallest share of their class's threshold,
 * among those whose given label is not the most likely. A share, since classes that are hard all over have low
 * probabilities all over.
 */
function flagLeastLikely(
  { probabilities, pGiven, trusted }: LabelIssueInput,
  rowsOf: readonly Int32Array[],
  thresholds: Float64Array,
  suspicious: Uint8Array,
): void {
  const count = suspicious.reduce((sum, flag) => sum + flag, 0);
  const rows: number[] = [];
  const doubts: number[] = [];
  rowsOf.forEach((ofClass, given) => {
    for (const row of ofClass) {
      if (trusted[row] || !stillDisagrees(probabilities, row, pGiven[row])) continue;
      rows.push(row);
      doubts.push(-pGiven[row] / thresholds[given]);
    }
  });
  suspicious.fill(0);
  for (const index of selectLargest(doubts, count)) suspicious[rows[index]] = 1;
}

/** 0 when the given label is the most likely one up to the tie break. */
function stillDisagrees({ width, values }: ProbabilityTable, row: number, given: number): 0 | 1 {
  for (let at = row * width; at < (row + 1) * width; at++) if (values[at] > given + tie) return 1;
  return 0;
}

function flatten(joint: readonly ReadonlyMap<number, number>[]): JointEstimate {
  const given: number[] = [];
  const actual: number[] = [];
  const count: number[] = [];
  joint.forEach((row, label) => {
    for (const [column, value] of row) {
      if (value === 0) continue;
      given.push(label);
      actual.push(column);
      count.push(value);
    }
  });
  return { given: Int32Array.from(given), actual: Int32Array.from(actual), count: Float64Array.from(count) };
}
