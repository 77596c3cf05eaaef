import { html, nothing, type TemplateResult } from 'lit';
import { Panel } from '../panel';
import type { Topic } from '../state/pageSignals';
import { t } from '../strings';
import { toolButton } from '../toolButton';

/** The line above the grid while something other than a query is shown: what it is, and how to leave it. */
export class Strip extends Panel {
  protected override readonly topics: readonly Topic[] = ['view', 'findings', 'rows', 'summary', 'selection', 'panels'];

  private leave(): void {
    void this.page.shown.backToQuery();
    this.dispatchEvent(new CustomEvent('winnow-focus-grid', { bubbles: true }));
  }

  protected override render(): TemplateResult | typeof nothing {
    const { page } = this;
    if (!page.shown.collection) return nothing;
    return html`<div class="strip" role="region" aria-label=${page.shown.collection.title}>
      ${page.shown.collection.strip(page)}
      ${toolButton({
        icon: 'close',
        title: t('Back to the Query (Escape)'),
        label: t('Back to the Query'),
        className: 'strip-close',
        run: () => this.leave(),
      })}
    </div>`;
  }
}

customElements.define('winnow-strip', Strip);
