import { html, type TemplateResult } from 'lit';
import type { View } from '../../src/protocol/dataset';
import type { Page } from '../state/page';
import { countOfImages, t } from '../strings';
import type { Collection } from './collection';

/** What Apply would carry out, by decision: each can be taken back with one key, a group by its title. */
export class PendingCollection implements Collection {
  readonly title = t('Pending');
  private rows: Uint32Array = new Uint32Array(0);

  constructor(private readonly page: Page) {}

  async load(keepOrder: boolean): Promise<View> {
    const view = await this.page.host.request('view', {
      ...{ query: 'is:pending', sort: 'name', group: 'decision', keepOrder },
    });
    this.rows = view.order;
    return view;
  }

  strip(page: Page): TemplateResult {
    return html`
      <strong class="strip-title">${this.title}</strong>
      <span class="strip-text">
        ${countOfImages(this.rows.length)} · ${t('u takes a decision back, Shift+Space selects a group')}
      </span>
      <button
        class="button"
        ?disabled=${!page.mayChange || this.rows.length === 0}
        @click=${() => void page.decisions.decide(null, this.rows)}
      >
        ${t('Take All Back')}
      </button>
      <button
        class="button primary"
        ?disabled=${!page.mayChange || this.rows.length === 0}
        @click=${() => page.overlays.openDialog('apply')}
      >
        ${t('Apply…')}
      </button>
    `;
  }
}
