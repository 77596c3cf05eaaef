import { html, nothing, type TemplateResult } from 'lit';
import { completeQuery, type Completion } from '../../src/core/query/queryCompletion';
import { Panel } from '../panel';
import type { Topic } from '../state/pageSignals';
import { t } from '../strings';
import { icon } from '../toolButton';
import { completionId, completionList, completionListId } from './completionList';
import { savedQueryButton, savedQueryCompletions } from './savedQueries';

const settleMs = 300;

/**
 * The line that says what is shown. It runs while one types; Enter goes to the images, Escape takes the text back.
 * A combobox: arrows go through what may stand at the caret, Enter or Tab takes it.
 */
export class QueryLine extends Panel {
  protected override readonly topics: readonly Topic[] = ['view', 'summary'];
  private timer: number | undefined;
  private textBefore = '';
  private completions: readonly Completion[] = [];
  /** -1: none is chosen, Enter runs the line as it is. */
  private active = -1;

  override focus(): void {
    this.input?.focus();
    this.input?.select();
  }

  protected override render(): TemplateResult {
    const { notes } = this.page.shown.view;
    const isOpen = this.completions.length > 0;
    return html`
      ${icon('filter')}
      <input
        type="text"
        role="combobox"
        spellcheck="false"
        autocomplete="off"
        placeholder=${t('Filter, e.g. class:dog is:suspicious (f)')}
        aria-label=${t('Query')}
        aria-autocomplete="list"
        aria-expanded=${isOpen}
        aria-controls=${isOpen ? completionListId : nothing}
        aria-activedescendant=${this.active >= 0 ? completionId(this.active) : nothing}
        aria-describedby=${notes.length > 0 ? 'query-notes' : nothing}
        @focus=${() => (this.textBefore = this.input?.value ?? '')}
        @blur=${() => this.leave()}
        @click=${() => this.input?.value === '' && this.complete()}
        @input=${() => {
          this.complete();
          this.runSoon();
        }}
        @keydown=${(event: KeyboardEvent) => this.onKey(event)}
      />
      ${savedQueryButton(this.page)} ${completionList(this.completions, this.active, (index) => this.take(index))}
      ${
        notes.length > 0 && !isOpen
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
    if (input && document.activeElement !== input) input.value = this.page.shown.wanted.request.query;
    this.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }

  private get input(): HTMLInputElement | null {
    return this.querySelector('input');
  }

  private complete(): void {
    const { input, page } = this;
    if (!input) return;
    const { classes, subsets, sources, savedQueries } = page.summary;
    const names = { classes: classes.map(({ name }) => name), subsets: subsets.map(({ name }) => name), sources };
    const found = completeQuery(input.value, input.selectionStart ?? input.value.length, names);
    this.offer(input.value === '' ? [...savedQueryCompletions(savedQueries), ...found] : found);
  }

  private offer(completions: readonly Completion[]): void {
    this.completions = completions;
    this.active = -1;
    this.requestUpdate();
  }

  private take(index: number): void {
    const { input } = this;
    if (!input) return;
    const { from, to, text, isOpen } = this.completions[index];
    const whole = isOpen || to < input.value.length ? text : `${text} `;
    input.setRangeText(whole, from, to, 'end');
    if (isOpen) return this.complete();
    this.offer([]);
    this.run();
  }

  private runSoon(): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.run(), settleMs);
  }

  /** What was typed last is meant, also by who goes on at once. */
  private leave(): void {
    if (this.timer !== undefined) this.run();
    this.offer([]);
  }

  private run(): void {
    window.clearTimeout(this.timer);
    this.timer = undefined;
    const query = this.input?.value.trim() ?? '';
    if (query !== this.page.shown.wanted.request.query) void this.page.shown.show({ query });
  }

  private onKey(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const { input, active, completions } = this;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      if (completions.length === 0) this.complete();
      // One more place than there are completions: the line itself.
      const places = this.completions.length + 1;
      this.active = completions.length === 0 ? -1 : ((active + 1 + step + places) % places) - 1;
      this.requestUpdate();
    } else if (active >= 0 && (event.key === 'Enter' || event.key === 'Tab')) this.take(active);
    else if (active >= 0 && event.key === 'Escape') this.offer([]);
    else if (event.key === 'Enter' || event.key === 'Escape') {
      if (event.key === 'Escape' && input) input.value = this.textBefore;
      this.run();
      this.dispatchEvent(new CustomEvent('winnow-focus-grid', { bubbles: true }));
    } else return;
    event.preventDefault();
  }
}

customElements.define('winnow-query-line', QueryLine);
