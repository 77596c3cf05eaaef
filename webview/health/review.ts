import { html, type TemplateResult } from 'lit';
import type { ReviewProgress, ReviewReport } from '../../src/protocol/sorting';
import { formatCount, shown, t } from '../strings';

/** "312 reviewed, 41 wrong, about 6 left (at most 14)". */
export function reviewText({ reviewed, found, left, high }: ReviewProgress): string {
  if (high === 0) return t('{0} reviewed, {1} wrong, probably none left', reviewed, found);
  return t('{0} reviewed, {1} wrong, about {2} left (at most {3})', reviewed, found, left, high);
}

/** How far the review is, in all and by class, with the wrong labels that are probably left. */
export function reviewTemplate({ whole, classes }: ReviewReport): TemplateResult {
  return html`<section aria-label=${t('Review')}>
    <h3>${t('Review')}</h3>
    <p>${reviewText(whole)}</p>
    <div class="matrix-scroll" tabindex="0" role="region" aria-label=${t('Review by class')}>
      <table class="sources">
        <thead>
          <tr>
            ${[t('Class'), t('Images'), t('Reviewed'), t('Wrong'), t('Left, about'), t('At most')].map(
              (title) => html`<th scope="col">${title}</th>`,
            )}
          </tr>
        </thead>
        <tbody>
          ${classes.map(
            ({ name = '', images, reviewed, found, left, high }) =>
              html`<tr>
                <th scope="row"><bdi>${shown(name)}</bdi></th>
                ${[images, reviewed, found, left, high].map((value) => html`<td>${formatCount(value)}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </section>`;
}
