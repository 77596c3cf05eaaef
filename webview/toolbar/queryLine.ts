import { html, nothing, type TemplateResult } from 'lit';
import { Panel } from '../panel';
import type { Topic } from '../state/page';
import { t } from '../strings';

const settleMs = 300;

/** The line that says what is shown. It runs while one types; Enter goes to the images, Escape takes the text back. */
export class QueryLine extends Panel {
  protected override readonly topics: readonly Topic[] = ['view'];
  private timer: number | undefined;
  private textBefore = '';

  override focus(): void {
    this.input?.focus();
    this.input?.select();
  }

  protected override render(): TemplateResult {
    const { notes } = this.page.view;
    return html`
      <span class="codicon codicon-filter" aria-hidden="true"></span>
      <input
        type="text"
        spellcheck="false"
        autocomplete="off"
        placeholder=${t('Filter, e.g. class:dog is:suspicious (f)')}
        aria-label=${t('Query')}
        aria-describedby=${notes.length > 0 ? 'query-notes' : nothing}
        @focus=${() => (this.textBefore = this.input?.value ?? '')}
        @input=${() => this.runSoon()}
        @keydown=${(event: KeyboardEvent) => this.onKey(event)}
      />
      ${
        notes.length > 0
          ? html`<ul class="query-notes" id="query-notes">
              ${notes.map((note) => html`<li>${note}</li>`)}
            </ul>`
          : nothing
      }
    `;
  }

  /** The query may come from the rail or a breadcrumb; the text that is being typed is left alone. */
  protected override updated(): void {
    const { input } = this;
    if (input && document.activeElement !== input) input.value = this.page.view.request.query;
  }

  private get input(): HTMLInputElement | null {
    return this.querySelector('input');
  }

  private runSoon(): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.run(), settleMs);
  }

  private run(): void {
    window.clearTimeout(this.timer);
    const query = this.input?.value.trim() ?? '';
    if (query !== this.page.view.request.query) void this.page.show({ query });
  }

  private onKey(event: KeyboardEvent): void {
    if (event.isComposing) return;
    if (event.key === 'Escape' && this.input) this.input.value = this.textBefore;
    if (event.key !== 'Enter' && event.key !== 'Escape') return;
    event.preventDefault();
    this.run();
    this.dispatchEvent(new CustomEvent('winnow-focus-grid', { bubbles: true }));
  }
}

customElements.define('winnow-query-line', QueryLine);
