import { bestEpoch, epochCount, gapAt, type TrainingHistory } from './trainingHistory';

/** Validation loss ended clearly above both its best value and the training loss. */
export function isOverfitting(history: TrainingHistory): boolean {
  return overfittingFrom(history) !== undefined;
}

/** The epoch, counted from 0, from which on the network only learnt its training images by heart; else undefined. */
export function overfittingFrom(history: TrainingHistory): number | undefined {
  const best = bestEpoch(history);
  const end = epochCount(history) - 1;
  if (best === undefined || best === end) return undefined;
  const grew = history.valLoss[end] > history.valLoss[best] * 1.1;
  return grew && gapAt(history, end).loss > 0.2 * history.valLoss[best] ? best + 1 : undefined;
}

/** What the best epoch says, for people: the gap, and from which epoch on it is overfitting. */
export function gapInWords(history: TrainingHistory): string {
  const best = bestEpoch(history);
  if (best === undefined) return 'no validation figures';
  const gap = gapAt(history, best);
  const last = gapAt(history, epochCount(history) - 1);
  const accuracy = history.valAccuracy[best];
  const from = overfittingFrom(history);
  return [
    `best epoch ${best + 1}`,
    ...(Number.isFinite(accuracy) ? [`validation accuracy ${accuracy.toFixed(3)}`] : []),
    ...(Number.isFinite(gap.loss) ? [`loss gap ${gap.loss.toFixed(2)}`] : []),
    ...(Number.isFinite(last.loss) ? [`at the end ${last.loss.toFixed(2)}`] : []),
    ...(from === undefined ? [] : [`overfitting from epoch ${from + 1}`]),
  ].join(', ');
}
