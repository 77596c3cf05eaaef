import { html, nothing, type TemplateResult } from 'lit';
import type { Page } from '../state/page';
import { t } from '../strings';
import { emptyCard } from '../emptyCard';
import type { MapData } from './mapData';

/** What stands in the place of the map while there is none, and what can be done. */
export function mapStateTemplate(page: Page, data: MapData): TemplateResult | typeof nothing {
  const { state } = data;
  if (state.kind === 'loaded') {
    const { map } = state;
    if (map.rows.length > 1) return nothing;
    if (map.waiting > 0)
      return card('search', t('Images are being read'), t('The map is laid out when they are.'), nothing);
    return card(
      'info',
      map.rows.length === 1 ? t('One image is no map') : t('No image to lay out'),
      t('A map shows which images are alike: it needs two at least.'),
      nothing,
    );
  }
  if (state.kind === 'failed')
    return card(
      'warning',
      t('No map'),
      state.reason,
      button(t('Try Again'), () => void data.load()),
    );
  const progress = page.progress.get('map');
  if (!progress) return nothing;
  const share = Math.round((100 * progress.done) / Math.max(1, progress.total));
  return card(
    'type-hierarchy',
    t('Laying out the map: {0} %', share),
    t('Like images are put beside each other. This is done once; the map is kept.'),
    button(t('Cancel'), () => data.cancel()),
  );
}

/** Images that came since the map was laid out. */
export function mapNotice(data: MapData): TemplateResult | typeof nothing {
  const { map } = data;
  if (!map || map.rows.length < 2 || map.unplaced + map.waiting === 0) return nothing;
  return html`<p class="map-notice">
    <span> ${noticeText(map.unplaced, map.waiting)} </span>
    ${map.unplaced > 0 ? html`<button class="link" @click=${() => void data.load(true)}>${t('Lay Out Anew')}</button>` : nothing}
  </p>`;
}

function noticeText(unplaced: number, waiting: number): string {
  if (unplaced === 1) return t('1 new image has no place yet.');
  if (unplaced > 1) return t('{0} new images have no place yet.', unplaced);
  return waiting === 1 ? t('1 image is still to be read.') : t('{0} images are still to be read.', waiting);
}

function card(icon: string, title: string, text: string, end: unknown): TemplateResult {
  return emptyCard(icon, title, [text], end, 'map-state');
}

function button(text: string, run: () => void): TemplateResult {
  return html`<button class="button" @click=${run}>${text}</button>`;
}
