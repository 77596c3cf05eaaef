import type { HeadScores } from '../model/head/headInput';
import type { Kernel } from '../model/head/kernel';
import { familiarity } from './familiarity';
import { likeliest, pileFactors } from './pileShares';
import { chanceAt, fitPrecision, precisionOfPrefixes } from './precision';

export interface ProposalInput {
  readonly kernel: Kernel;
  /** [n, d] float32, and d. */
  readonly embeddings: Float32Array;
  readonly d: number;
  /** As given to the head: a class, `unlabelled` or `rejected`; int32 [n]. */
  readonly labels: Int32Array;
  readonly groups: Int32Array;
  /** Rows with the same number were labelled at once as a cluster, or are copies; `groups` where absent. */
  readonly kin?: Int32Array;
  readonly classes: number;
  /** Rows to propose a class for. */
  readonly pile: Int32Array;
  readonly scores: Pick<HeadScores, 'probabilities' | 'outOfSample'>;
}

/** A class for each image of a pile. Element i of each column belongs to `rows[i]`. */
export interface Proposals {
  readonly rows: Int32Array;
  /** Class index; -1 where there is none. */
  readonly predicted: Int32Array;
  /** Probability that the class is right, 0..1, corrected for the pile; 0 where there is no class. */
  readonly confidence: Float32Array;
  /** 1 where the image is far from every class: held back. */
  readonly unknown: Uint8Array;
  /** Indices into the columns, the surest first, without the unknown ones. */
  readonly order: Int32Array;
  /** [order]: precision to be counted on when the first 1, 2, … of `order` are accepted. */
  readonly precision: Float32Array;
  /** Labelled images that the judgement rests on. */
  readonly examples: number;
}

/**
 * Proposes a class for every image of a pile from the head's scores: class shares adapted to the pile, chances checked
 * against labelled images that did not train their judge, and strange images held back.
 */
export function proposeClasses(input: ProposalInput): Proposals {
  const { kernel, embeddings, d, labels, groups, kin = groups, classes, pile, scores } = input;
  const { probabilities: table, outOfSample } = scores;
  const factors = pileFactors(table, pile, sharesOf(labels, classes));
  const checked: { confidence: number; right: number }[] = [];
  labels.forEach((label, row) => {
    if (label < 0 || !outOfSample[row]) return;
    const { column, probability } = likeliest(table, row, classes, undefined);
    if (!Number.isNaN(probability)) checked.push({ confidence: probability, right: column === label ? 1 : 0 });
  });
  const model = fitPrecision(
    checked.map(({ confidence }) => confidence),
    checked.map(({ right }) => right),
  );
  const judgements = Array.from(pile, (row) => likeliest(table, row, classes, factors));
  const predicted = Int32Array.from(judgements, ({ column }) => column);
  const { known, unknown } = familiarity({
    ...{ kernel, vectors: embeddings, width: d, labels, groups: kin, pile, predicted },
  });
  const judged = Float32Array.from(judgements, ({ probability }) => probability);
  const confidence = judged.map((p, i) => (Number.isNaN(p) ? 0 : known[i] * chanceAt(model, p)));
  const order = Int32Array.from(pile.keys())
    .filter((i) => !Number.isNaN(judged[i]) && !unknown[i])
    .sort((a, b) => confidence[b] - confidence[a] || a - b);
  const precision = precisionOfPrefixes(
    model,
    Float32Array.from(order, (i) => judged[i]),
    Float32Array.from(order, (i) => known[i]),
  );
  return { rows: pile, predicted, confidence, unknown, order, precision, examples: checked.length };
}

/**
 * Labelled images without which a precision cannot be promised: from fewer, an error rate that small cannot be told from
 * none (half of what the rule of three asks for, since the curve borrows strength from all confidences).
 */
export function examplesNeeded(target: number): number {
  return Math.ceil(1.5 / Math.max(1e-3, 1 - target) - 1e-9);
}

/** Number of proposals to accept, the surest first, for the precision aimed at; none where examples are too few for it. */
export function acceptedAtPrecision(
  { precision, examples }: Pick<Proposals, 'precision' | 'examples'>,
  target: number,
): number {
  if (examples < examplesNeeded(target)) return 0;
  for (let count = precision.length; count > 0; count--) if (precision[count - 1] >= target) return count;
  return 0;
}

/** Number of proposals with at least this confidence. */
export function acceptedAtThreshold(
  { order, confidence }: Pick<Proposals, 'order' | 'confidence'>,
  threshold: number,
): number {
  let count = 0;
  while (count < order.length && confidence[order[count]] >= threshold) count++;
  return count;
}

/** Share of each column (classes, then the rejects) among the labelled images. */
function sharesOf(labels: Int32Array, classes: number): Float64Array {
  const counts = new Float64Array(classes + 1);
  let total = 0;
  for (const label of labels) {
    if (label === -1) continue;
    counts[label >= 0 ? label : classes]++;
    total++;
  }
  return counts.map((count) => count / Math.max(1, total));
}
