import { html, nothing, type TemplateResult } from 'lit';
import { fileName } from '../fileName';
import { messageOf } from '../messages';
import { Panel } from '../panel';
import type { Topic } from '../state/page';
import { shown, t } from '../strings';
import { comparedRows } from './compared';
import { differenceOf, type Difference } from './difference';

const side = 1024;
const modes = ['beside', 'flicker', 'difference'] as const;
type Mode = (typeof modes)[number];
/** Slow enough to see each, fast enough to see what jumps; well below what can trigger seizures (3 Hz, WCAG 2.3.1). */
const flickerMs = 600;

/** Two images side by side, in turn in one place, or with the pixels marked that differ. */
export class Compare extends Panel {
  protected override readonly topics: readonly Topic[] = ['panels', 'rows'];
  private rows: readonly number[] = [];
  /** The second image, by its place in `rows`; the first is always the first. */
  private other = 1;
  private mode: Mode = 'beside';
  private isFlipped = false;
  private addresses: readonly (string | undefined)[] = [];
  private difference: Difference | undefined;
  private timer: number | undefined;

  override disconnectedCallback(): void {
    window.clearInterval(this.timer);
    super.disconnectedCallback();
  }

  protected override render(): TemplateResult | typeof nothing {
    const { page } = this;
    if (!page.isComparing || this.rows.length < 2) return nothing;
    return html`<dialog
      class="compare"
      aria-label=${t('Compare')}
      @close=${() => page.setComparing(false)}
      @keydown=${(event: KeyboardEvent) => this.onKey(event)}
    >
      <header class="compare-line" role="toolbar">
        ${modes.map(
          (mode) =>
            html`<button
              class="button ${mode === this.mode ? 'primary' : ''}"
              aria-pressed=${mode === this.mode}
              @click=${() => this.setMode(mode)}
            >
              ${modeName(mode)}
            </button>`,
        )}
        <span class="compare-hint">
          ${t('Tab changes the view')}${this.rows.length > 2 ? ` · ${t('← → the other image ({0} of {1})', this.other, this.rows.length - 1)}` : nothing}
        </span>
        <button
          class="tool"
          title=${t('Close (Escape)')}
          aria-label=${t('Close')}
          @click=${() => page.setComparing(false)}
        >
          <span class="codicon codicon-close" aria-hidden="true"></span>
        </button>
      </header>
      ${this.stage()}
    </dialog>`;
  }

  protected override willUpdate(): void {
    const { page } = this;
    if (!page.isComparing) {
      this.rows = [];
      window.clearInterval(this.timer);
      return;
    }
    if (this.rows.length > 0) return;
    this.rows = comparedRows(page);
    this.other = 1;
    this.setMode('beside');
    void this.load();
  }

  protected override updated(): void {
    const dialog = this.querySelector('dialog');
    if (dialog && !dialog.open) dialog.showModal();
  }

  private stage(): TemplateResult {
    const [first, second] = [this.rows[0], this.rows[this.other]];
    const figure = (row: number, address: string | undefined, note = '') => html`
      <figure>
        ${address === undefined ? html`<div class="compare-missing"></div>` : html`<img src=${address} alt="" />`}
        <figcaption>
          <bdi>${shown(fileName(this.page.table.path(row) ?? ''))}</bdi>
          <span>${shown(this.page.table.givenName(row) ?? t('unsorted'))}</span> ${note}
        </figcaption>
      </figure>
    `;
    switch (this.mode) {
      case 'beside':
        return html`<div class="compare-stage is-beside">
          ${figure(first, this.addresses[0])} ${figure(second, this.addresses[1])}
        </div>`;
      case 'flicker':
        return html`<div class="compare-stage">
          ${this.isFlipped ? figure(second, this.addresses[1]) : figure(first, this.addresses[0])}
        </div>`;
      case 'difference':
        return html`<div class="compare-stage">
          ${figure(first, this.difference?.address ?? this.addresses[0], this.difference ? t('{0} % of the pixels differ', this.difference.percent) : '')}
        </div>`;
    }
  }

  private async load(): Promise<void> {
    const pair = [this.rows[0], this.rows[this.other]];
    this.difference = undefined;
    try {
      this.addresses = await Promise.all(pair.map((row) => this.page.previews.address(row, side)));
      this.requestUpdate();
      const [a, b] = this.addresses;
      if (a !== undefined && b !== undefined) this.difference = await differenceOf(a, b);
    } catch (error) {
      this.page.say('error', messageOf(error));
    }
    this.requestUpdate();
  }

  private setMode(mode: Mode): void {
    this.mode = mode;
    this.isFlipped = false;
    window.clearInterval(this.timer);
    if (mode === 'flicker')
      this.timer = window.setInterval(() => {
        this.isFlipped = !this.isFlipped;
        this.requestUpdate();
      }, flickerMs);
    this.requestUpdate();
  }

  private onKey(event: KeyboardEvent): void {
    if (event.key === 'Tab') this.setMode(modes[(modes.indexOf(this.mode) + (event.shiftKey ? 2 : 1)) % modes.length]);
    else if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') this.step(event.key === 'ArrowRight' ? 1 : -1);
    else return;
    event.preventDefault();
  }

  private step(by: number): void {
    const count = this.rows.length - 1;
    this.other = ((this.other - 1 + by + count) % count) + 1;
    void this.load();
  }
}

function modeName(mode: Mode): string {
  switch (mode) {
    case 'beside':
      return t('Side by Side');
    case 'flicker':
      return t('Flicker');
    case 'difference':
      return t('Difference');
  }
}

customElements.define('winnow-compare', Compare);
