import { html, nothing, type TemplateResult } from 'lit';
import type { ImageDetails } from '../../src/protocol/dataset';
import type { Page } from '../state/page';
import { formatBytes, formatDate, shown, t } from '../strings';
import { toolButton } from '../toolButton';

/** Where the file is and what it is. */
export function fileFacts(page: Page, details: ImageDetails): TemplateResult {
  const folder = details.path.slice(0, Math.max(0, details.path.lastIndexOf('/')));
  const size = details.width && details.height ? `${details.width} × ${details.height}` : undefined;
  const score = (value: number | undefined) =>
    value === undefined || Number.isNaN(value) ? undefined : value.toFixed(3);
  const fact = (name: string, value: string | undefined) =>
    value
      ? html`<dt>${name}</dt>
          <dd title=${shown(value)}><bdi>${shown(value)}</bdi></dd>`
      : nothing;
  return html`
    <section>
      <h3>${t('Scores')}</h3>
      <dl class="facts">
        ${fact(t('From'), page.summary.predictions?.name)} ${fact(t('Margin'), score(details.margin))}
        ${fact(t('Loss'), score(details.loss))}
        ${fact(t('Model'), details.distribution.length === 0 ? undefined : details.outOfSample ? t('did not train on it') : t('trained on it'))}
      </dl>
    </section>
    <section>
      <h3>
        ${t('File')}
        ${toolButton({
          icon: 'folder-opened',
          title: t('Reveal in Explorer'),
          run: () => page.command('revealInExplorer', details.row),
        })}
      </h3>
      <dl class="facts">
        ${fact(t('Folder'), folder)} ${fact(t('Subset'), details.subset)} ${fact(t('Pixels'), size)}
        ${fact(t('Format'), details.format)} ${fact(t('Size'), formatBytes(details.bytes))}
        ${fact(t('Modified'), formatDate(details.modified))}
      </dl>
    </section>
  `;
}
