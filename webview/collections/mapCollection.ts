import { html, nothing, type TemplateResult } from 'lit';
import type { View } from '../../src/protocol/dataset';
import type { Page } from '../state/page';
import { t } from '../strings';
import type { Collection } from './collection';

/** Images taken from the map: what a lasso held, or what lies around one image. */
export class MapCollection implements Collection {
  readonly title = t('From the map');

  constructor(
    private readonly page: Page,
    private readonly rows: Uint32Array,
    private readonly how: 'lasso' | 'around',
  ) {}

  load(): Promise<View> {
    const order = this.rows.filter((row) => !this.page.images.table.hasFlag(row, 'missing'));
    return Promise.resolve({ order, notes: [] });
  }

  strip(page: Page): TemplateResult {
    const all = t('Ctrl+A, then a key, decides for all.');
    return html`
      <strong class="strip-title">${this.title}</strong>
      <span class="strip-text">
        ${
          this.how === 'lasso'
            ? t('{0} images in the lasso. {1}', page.shown.total, all)
            : t('An image and the {0} nearest on the map. {1}', page.shown.total - 1, all)
        }
      </span>
      ${
        page.overlays.mapPlace === 'closed'
          ? html`<button class="button" @click=${() => page.overlays.setMap(true)}>${t('Back to the Map')}</button>`
          : nothing
      }
    `;
  }
}
