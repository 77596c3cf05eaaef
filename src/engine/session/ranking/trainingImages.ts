import { newLabel } from '../../../core/decisions/decision';
import type { SubsetName } from '../../../core/layout';
import { smallestProbability } from '../../../core/ranking';
import type { DecisionLog } from '../decisions/decisionLog';
import { decisionOf } from '../describe';
import type { ImageTable } from '../imageTable';
import type { Scores } from './scores';

/** An image that a network may learn from or be judged on. */
export interface TrainingImage {
  readonly row: number;
  /** Relative to the dataset. */
  readonly path: string;
  readonly hash: string;
  readonly className: string;
  readonly subset?: SubsetName;
}

/** The images that have a label as decided: relabelled ones with the new one, deleted and set-aside ones not at all. */
export function trainingImages(table: ImageTable, decisions: DecisionLog): TrainingImage[] {
  const images: TrainingImage[] = [];
  for (let row = 0; row < table.length; row++) {
    const hash = table.hashes[row];
    if (hash === undefined || !table.isImage(row)) continue;
    const decision = decisionOf(table, decisions, row);
    if (decision?.kind === 'delete' || decision?.kind === 'set-aside' || decision?.kind === 'split') continue;
    const className = newLabel(decision) ?? table.className(table.given[row]) ?? '';
    if (className === '') continue;
    const subset = table.subsets[row];
    images.push({ row, path: table.path(row), hash, className, ...(subset && { subset }) });
  }
  return images;
}

/** How the head judged labelled images that it did not train on. */
export interface HeadReport {
  readonly classes: readonly string[];
  /** [given][predicted] */
  readonly confusion: readonly (readonly number[])[];
  /** Mean cross-entropy in nats, and share of images whose top class is theirs; NaN when nothing was judged. */
  readonly loss: number;
  readonly accuracy: number;
  readonly folds: number;
}

/** Judges the out-of-sample scores against the labels as decided. */
export function headReport(table: ImageTable, decisions: DecisionLog, scores: Scores | undefined): HeadReport {
  const classes = [...table.classes];
  const confusion = classes.map(() => classes.map(() => 0));
  let loss = 0;
  let correct = 0;
  let judged = 0;
  for (const { row, className } of trainingImages(table, decisions)) {
    const label = classes.indexOf(className);
    if (!scores || label < 0 || row >= scores.rows || scores.outOfSample[row] === 0 || scores.predicted[row] < 0)
      continue;
    const chances = scores.distribution(row, classes.length + 1);
    const probability = chances.find(({ index }) => index === label)?.probability ?? 0;
    confusion[label][scores.predicted[row]]++;
    loss -= Math.log(Math.max(probability, smallestProbability));
    if (scores.predicted[row] === label) correct++;
    judged++;
  }
  return { classes, confusion, loss: loss / judged, accuracy: correct / judged, folds: scores?.folds ?? 1 };
}
