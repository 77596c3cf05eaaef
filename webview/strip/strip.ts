import { html, nothing, type TemplateResult } from 'lit';
import { Panel } from '../panel';
import type { Topic } from '../state/pageSignals';
import { t } from '../strings';

/** The line above the grid while something other than a query is shown: what it is, and how to leave it. */
export class Strip extends Panel {
  protected override readonly topics: readonly Topic[] = ['view', 'findings', 'rows', 'summary', 'selection', 'panels'];

  protected override render(): TemplateResult | typeof nothing {
    const { page } = this;
    if (!page.shown.collection) return nothing;
    return html`<div class="strip" role="region" aria-label=${page.shown.collection.title}>
      ${page.shown.collection.strip(page)}
      <button
        class="tool strip-close"
        title=${t('Back to the Query')}
        aria-label=${t('Back to the Query')}
        @click=${() => void page.shown.show({ query: page.shown.view.request.query })}
      >
        <span class="codicon codicon-close" aria-hidden="true"></span>
      </button>
    </div>`;
  }
}

customElements.define('winnow-strip', Strip);
