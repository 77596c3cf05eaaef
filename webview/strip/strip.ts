import { html, nothing, type TemplateResult } from 'lit';
import { Panel } from '../panel';
import type { Topic } from '../state/page';
import { t } from '../strings';

/** The line above the grid while something other than a query is shown: what it is, and how to leave it. */
export class Strip extends Panel {
  protected override readonly topics: readonly Topic[] = ['view', 'findings', 'rows', 'summary', 'selection', 'panels'];

  protected override render(): TemplateResult | typeof nothing {
    const { page } = this;
    if (!page.collection) return nothing;
    return html`<div class="strip" role="region" aria-label=${page.collection.title}>
      ${page.collection.strip(page)}
      <button
        class="tool strip-close"
        title=${t('Back to the Query')}
        aria-label=${t('Back to the Query')}
        @click=${() => void page.show({ query: page.view.request.query })}
      >
        <span class="codicon codicon-close" aria-hidden="true"></span>
      </button>
    </div>`;
  }
}

customElements.define('winnow-strip', Strip);
