import type { DatasetSummary } from '../../src/protocol/dataset';
import { t } from '../strings';

/** How the scores stand, in a few words. */
export function rankingText({ ranking, classes, unsorted, predictions }: DatasetSummary): string {
  switch (ranking.kind) {
    case 'none':
      return ranking.reason;
    case 'stale':
      return ranking.because === 'model'
        ? t('Scores are of the model before')
        : t('Scores are older than the last decision');
    case 'fitting':
      return predictions ? t('Reading the predictions') : t('Retraining');
    case 'fitted':
      if (predictions) return t('Ranked by your predictions');
      if (unsorted === 0 && classes.filter(({ images }) => images > 0).length === 1)
        return t('One class: there is no other label to suggest');
      if (ranking.seconds < 0.05) return t('Retrained in under 0.1 s');
      return t('Retrained in {0} s', ranking.seconds < 10 ? ranking.seconds.toFixed(1) : Math.round(ranking.seconds));
  }
}
