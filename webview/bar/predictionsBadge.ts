import { html, nothing, type TemplateResult } from 'lit';
import type { Page } from '../state/page';
import { shown, t } from '../strings';
import { icon } from '../toolButton';

function rowsText(rows: number): string {
  return rows === 1 ? t('1 row could not be used.') : t('{0} rows could not be used.', rows);
}

function withoutText(images: number): string {
  return images === 1 ? t('1 image has no prediction.') : t('{0} images have no prediction.', images);
}

/** Says that the scores are those of the user's own predictions; leads to what was left out and to the way back. */
export function predictionsBadge(page: Page): TemplateResult | typeof nothing {
  const { predictions, images } = page.summary;
  if (!predictions) return nothing;
  const { name, problem } = predictions;
  const without = Math.max(0, images - predictions.images);
  const facts = [
    ...(problem === undefined ? [t('{0} ranks {1} images.', name, predictions.images)] : [problem]),
    ...(predictions.unmatched > 0 ? [rowsText(predictions.unmatched)] : []),
    ...(problem === undefined && without > 0 ? [withoutText(without)] : []),
  ].join(' ');
  return html`<button
    class="link bar-predictions ${problem === undefined ? '' : 'is-warning'}"
    title=${shown(facts)}
    aria-label=${shown(t('Scores of {0}: {1}', name, facts))}
    @click=${() => page.command('showPredictions')}
  >
    ${icon(problem === undefined ? 'table' : 'warning')}
    <bdi class="bar-predictions-name">${shown(name)}</bdi>
  </button>`;
}
