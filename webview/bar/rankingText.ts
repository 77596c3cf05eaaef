import type { DatasetSummary } from '../../src/protocol/dataset';
import { t } from '../strings';

/** How the scores stand, in a few words. */
export function rankingText({ ranking }: DatasetSummary): string {
  switch (ranking.kind) {
    case 'none':
      return ranking.reason;
    case 'stale':
      return t('Scores are older than the last decision');
    case 'fitting':
      return t('Retraining');
    case 'fitted':
      return t('Retrained in {0} s', ranking.seconds < 10 ? ranking.seconds.toFixed(1) : Math.round(ranking.seconds));
  }
}
