import { html, nothing, type TemplateResult } from 'lit';
import type { Source } from '../../src/protocol/findings';
import { formatCount, shown, t } from '../strings';

const most = 40;

/** Where the images come from, by folder or file name, with what became of them. */
export function sourcesTemplate(
  sources: readonly Source[],
  go: (query: string) => void,
): TemplateResult | typeof nothing {
  if (sources.length === 0) return nothing;
  const percent = (part: number, images: number) => (part === 0 ? '' : `${Math.round((100 * part) / images)} %`);
  return html`<section aria-label=${t('Sources')}>
    <h3>${t('Sources')}</h3>
    <table class="sources">
      <thead>
        <tr>
          ${[t('Folder or name'), t('Images'), t('Deleted'), t('Relabelled'), t('Suspicious'), t('Copies')].map(
            (title) => html`<th scope="col">${title}</th>`,
          )}
        </tr>
      </thead>
      <tbody>
        ${sources.slice(0, most).map(
          ({ name, query, images, deleted, relabelled, suspicious, copies }) =>
            html`<tr>
              <th scope="row">
                <button class="link" @click=${() => go(query)}>
                  <bdi>${name === '' ? t('(top folder)') : shown(name)}</bdi>
                </button>
              </th>
              <td>${formatCount(images)}</td>
              ${[deleted, relabelled, suspicious, copies].map((part) => html`<td>${percent(part, images)}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
    ${sources.length > most ? html`<p>${t('and {0} more', sources.length - most)}</p>` : nothing}
  </section>`;
}
