import { html, nothing, type TemplateResult } from 'lit';
import type { Source } from '../../src/protocol/findings';
import { formatCount, shown, t } from '../strings';

const most = 40;

const kinds = (): Readonly<Record<Source['by'], string>> => ({
  folder: t('folder'),
  prefix: t('file name'),
  term: t('search'),
  host: t('host'),
  sheet: t('sheet'),
});

/** A share in whole percent: nothing for none, and never 0 for some. */
function shareText(part: number, images: number): string {
  if (part === 0) return '';
  const percent = Math.round((100 * part) / images);
  return percent === 0 ? '< 1 %' : `${percent} %`;
}

/** Where the images come from, with what became of them. */
export function sourcesTemplate(
  sources: readonly Source[],
  go: (query: string) => void,
): TemplateResult | typeof nothing {
  if (sources.length === 0) return nothing;
  return html`<section aria-label=${t('Sources')}>
    <h3>${t('Sources')}</h3>
    <div class="matrix-scroll" tabindex="0" role="region" aria-label=${t('Sources in a table')}>
      <table class="sources">
        <thead>
          <tr>
            ${[t('Source'), t('Images'), t('Deleted'), t('Relabelled'), t('Suspicious'), t('Copies')].map(
              (title) => html`<th scope="col">${title}</th>`,
            )}
          </tr>
        </thead>
        <tbody>
          ${sources.slice(0, most).map(
            ({ by, name, query, images, deleted, relabelled, suspicious, copies }) =>
              html`<tr>
                <th scope="row">
                  <button class="link" @click=${() => go(query)}>
                    <bdi>${name === '' ? t('(top folder)') : shown(name)}</bdi>
                  </button>
                  <small>${kinds()[by]}</small>
                </th>
                <td>${formatCount(images)}</td>
                ${[deleted, relabelled, suspicious, copies].map((part) => html`<td>${shareText(part, images)}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${sources.length > most ? html`<p>${t('and {0} more', sources.length - most)}</p>` : nothing}
  </section>`;
}
