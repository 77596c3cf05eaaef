import { lossOf, marginOf } from '../../core/ranking';
import type { HeadScores, ProbabilityTable } from '../model/head/headInput';
import { sharedBytes, sharedFloats, sharedInts } from '../model/head/shared';
import { findLabelIssues } from '../model/labels/confidentLearning';
import type { PredictionTable } from './predictionTable';

export interface ScoreInput {
  /** As the head takes them: class index, `unlabelled` or `rejected`; int32 [n]. */
  readonly labels: Int32Array;
  /** 1 where a person gave or confirmed the label; uint8 [n]. */
  readonly trusted: Uint8Array;
  readonly classes: number;
  /** The model did not train on the images. */
  readonly outOfSample: boolean;
}

/**
 * Scores images by predictions of another model, in the shape and by the formulas of the head's scores; the labels are
 * judged by the same confident learning. Images without a prediction have `predicted` -1.
 */
export function scorePredictions(
  table: Pick<PredictionTable, 'has'>,
  probabilities: ProbabilityTable,
  { labels, trusted, classes, outOfSample }: ScoreInput,
): HeadScores {
  const n = labels.length;
  const scores = {
    predicted: sharedInts(n).fill(-1),
    confidence: sharedFloats(n),
    pGiven: sharedFloats(n),
    loss: sharedFloats(n),
    margin: sharedFloats(n),
    reject: sharedFloats(n),
    outOfSample: sharedBytes(n),
  };
  const judged = new Uint8Array(n);
  const targets = new Int32Array(n).fill(-1);
  for (let row = 0; row < n; row++) {
    if (!table.has(row)) continue;
    judged[row] = 1;
    targets[row] = Math.max(-1, labels[row]);
    scores.outOfSample[row] = outOfSample ? 1 : 0;
    const { best, confidence, second, given, bestOther } = largestOf(probabilities, row, labels[row]);
    scores.predicted[row] = best;
    scores.confidence[row] = confidence;
    scores.pGiven[row] = given;
    scores.loss[row] = lossOf(labels[row] >= 0 ? given : confidence);
    scores.margin[row] = labels[row] >= 0 ? marginOf(given, bestOther) : marginOf(confidence, second);
  }
  // Whatever the model trained on: which labels it doubts is what the user asked for, and can compare with cleanlab.
  const issues = findLabelIssues({
    ...{ probabilities, columns: classes + 1, targets, outOfSample: judged, trusted, pGiven: scores.pGiven },
    flag: 'pairs',
  });
  return { ...scores, ...issues, classes, probabilities, folds: 1, method: 'softmax' };
}

function largestOf(
  { width, values, columns }: ProbabilityTable,
  row: number,
  target: number,
): { best: number; confidence: number; second: number; given: number; bestOther: number } {
  const found = { best: -1, confidence: 0, second: 0, given: 0, bestOther: 0 };
  for (let slot = 0, at = row * width; slot < width; slot++, at++) {
    const value = values[at];
    const column = columns ? columns[at] : slot;
    if (column === target) found.given = Math.max(found.given, value);
    else if (value > found.bestOther) found.bestOther = value;
    if (value > found.confidence) {
      found.second = found.confidence;
      found.confidence = value;
      found.best = column;
    } else if (value > found.second) found.second = value;
  }
  return found;
}
