import { bestEpoch, epochCount, gapAt, type TrainingHistory } from '../../src/core/training/trainingHistory';
import { overfittingFrom } from '../../src/core/training/verdict';
import { t } from '../strings';

/** What the curves say: the best epoch, the gap, and whether and from where on it is overfitting. */
export function verdictText(history: TrainingHistory): string {
  const best = bestEpoch(history);
  if (epochCount(history) === 0) return '';
  if (best === undefined) return t('No validation figures: whether it is overfitting cannot be seen.');
  const accuracy = history.valAccuracy[best];
  const atBest = gapAt(history, best).loss;
  const atEnd = gapAt(history, epochCount(history) - 1).loss;
  const from = overfittingFrom(history);
  return [
    Number.isFinite(accuracy)
      ? t('Best epoch {0}, validation accuracy {1} %.', best + 1, (100 * accuracy).toFixed(1))
      : t('Best epoch {0}.', best + 1),
    ...(Number.isFinite(atBest)
      ? [
          from === undefined
            ? t('Gap between validation and training loss: {0}.', atBest.toFixed(2))
            : t(
                'Overfitting from epoch {0}: the gap between validation and training loss grows from {1} to {2}.',
                from + 1,
                atBest.toFixed(2),
                atEnd.toFixed(2),
              ),
        ]
      : []),
  ].join(' ');
}
