import { html, nothing, type TemplateResult } from 'lit';
import type { ClassHealth } from '../../src/protocol/findings';
import { cssVariable } from '../cssVariable';
import { formatCount, shown, t } from '../strings';

const mostClasses = 50;

/** What can be done about classes; absent actions are not offered (a restricted workspace). */
export interface ClassActions {
  readonly go: (query: string) => void;
  readonly merge?: (from: string, to: string) => void;
  readonly removeFolder?: (folder: string) => void;
}

/** Balance of the classes, and what is odd about them. */
export function classHealthTemplate(health: ClassHealth, { go, merge, removeFolder }: ClassActions): TemplateResult {
  const { classes, rare, overlapping, empty, similarNames } = health;
  const sizes = new Map(classes.map(({ name, images }) => [name, images]));
  const mergeButton = (from: string, to: string) =>
    merge
      ? html`<button class="link" @click=${() => merge(from, to)}>
          ${t('Merge {0} into {1}', shown(from), shown(to))}
        </button>`
      : nothing;
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
        ({ explanation, query, from, to }) =>
          html`<li>
            <span>${shown(explanation)}</span>
            <button class="link" @click=${() => go(query)}>${t('Show What a Merge Would Relabel')}</button>
            ${mergeButton(from, to)}
          </li>`,
      )}
      ${rare.map(({ explanation }) => html`<li>${shown(explanation)}</li>`)}
      ${similarNames.map(({ names, explanation }) => {
        const bySize = [...names].sort((a, b) => (sizes.get(b) ?? 0) - (sizes.get(a) ?? 0));
        return html`<li>
          <span><bdi>${shown(names.join(', '))}</bdi>: ${shown(explanation)}</span>
          ${bySize.slice(1).map((name) => mergeButton(name, bySize[0]))}
        </li>`;
      })}
      ${empty.map(
        (folder) =>
          html`<li>
            <span>${t('{0} holds no image.', shown(folder))}</span>
            ${
              removeFolder
                ? html`<button class="link" @click=${() => removeFolder(folder)}>${t('Remove the Folder')}</button>`
                : nothing
            }
          </li>`,
      )}
    </ul>
  </section>`;
}
