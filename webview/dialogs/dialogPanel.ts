import { html, nothing, type TemplateResult } from 'lit';
import { Panel } from '../panel';
import type { Dialog } from '../state/overlays';
import type { Topic } from '../state/pageSignals';
import { t } from '../strings';
import { toolButton } from '../toolButton';

/** A panel over the page: the browser keeps the focus in it and gives it back. */
export abstract class DialogPanel extends Panel {
  protected override readonly topics: readonly Topic[] = ['panels'];
  protected abstract readonly dialog: Dialog;

  protected abstract heading(): string;
  protected abstract content(): TemplateResult;
  /** Called when it has been opened, before it is drawn. */
  protected opened(): void {
    // Most have nothing to prepare.
  }

  protected override render(): TemplateResult | typeof nothing {
    if (this.page.overlays.dialog !== this.dialog) return nothing;
    return html`<dialog
      class="dialog dialog-${this.dialog}"
      aria-label=${this.heading()}
      @close=${() => this.close()}
      @click=${(event: MouseEvent) => event.target === event.currentTarget && this.close()}
    >
      <div class="dialog-box">
        <header class="dialog-header">
          <h2>${this.heading()}</h2>
          ${toolButton({ icon: 'close', title: t('Close (Escape)'), label: t('Close'), run: () => this.close() })}
        </header>
        ${this.content()}
      </div>
    </dialog>`;
  }

  protected override willUpdate(): void {
    if (this.page.overlays.dialog === this.dialog && !this.isOpen) this.opened();
  }

  protected override updated(): void {
    const element = this.querySelector('dialog');
    if (element && !element.open) element.showModal();
  }

  protected close(): void {
    if (this.page.overlays.dialog !== this.dialog) return;
    // While it is open the browser gives nobody else the focus.
    this.querySelector('dialog')?.close();
    this.page.overlays.openDialog('none');
    this.dispatchEvent(new CustomEvent('winnow-focus-grid', { bubbles: true }));
  }

  private get isOpen(): boolean {
    return this.querySelector('dialog')?.open ?? false;
  }
}
