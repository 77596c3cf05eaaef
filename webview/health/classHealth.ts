import { html, nothing, type TemplateResult } from 'lit';
import type { ClassHealth } from '../../src/protocol/findings';
import { cssVariable } from '../cssVariable';
import { formatCount, shown, t } from '../strings';

const mostClasses = 50;

/** Balance of the classes, and what is odd about them. */
export function classHealthTemplate(health: ClassHealth, go: (query: string) => void): TemplateResult {
  const { classes, rare, overlapping, empty, similarNames } = health;
  const most = Math.max(1, ...classes.map(({ images }) => images));
  return html`<section aria-label=${t('Classes')}>
    <h3>${t('Classes')}</h3>
    ${classes.slice(0, mostClasses).map(
      ({ name, images }) =>
        html`<div class="share-row health-row">
          <bdi class="share-name" title=${shown(name)}>${shown(name)}</bdi>
          <span class="share-bar" ${cssVariable('--share', `${(100 * images) / most}%`)} aria-hidden="true"></span>
          <span class="share">${formatCount(images)}</span>
        </div>`,
    )}
    ${classes.length > mostClasses ? html`<p>${t('and {0} more', classes.length - mostClasses)}</p>` : nothing}
    <ul class="health-list">
      ${overlapping.map(
        ({ explanation, query }) =>
          html`<li>
            <span>${shown(explanation)}</span>
            <button class="link" @click=${() => go(query)}>${t('Show What a Merge Would Relabel')}</button>
          </li>`,
      )}
      ${rare.map(({ explanation }) => html`<li>${shown(explanation)}</li>`)}
      ${similarNames.map(({ explanation }) => html`<li>${shown(explanation)}</li>`)}
      ${empty.map((folder) => html`<li>${t('{0} holds no image.', folder)}</li>`)}
    </ul>
  </section>`;
}
