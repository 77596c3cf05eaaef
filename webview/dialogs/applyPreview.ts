import { html, nothing, type TemplateResult } from 'lit';
import { messageOf } from '../../src/core/messageOf';
import type { PlanPreview } from '../../src/protocol/dataset';
import { pendingText } from '../bar/pendingText';
import type { Dialog } from '../state/overlays';
import { shown, t } from '../strings';
import { icon } from '../toolButton';
import { DialogPanel } from './dialogPanel';

/** What Apply will do, file by file, before it is done; this is its confirmation. */
export class ApplyPreview extends DialogPanel {
  protected override readonly dialog: Dialog = 'apply';
  private preview: PlanPreview | undefined;
  private problem: string | undefined;

  protected override opened(): void {
    this.preview = undefined;
    this.problem = undefined;
    void this.load();
  }

  protected override heading(): string {
    return t('Apply Changes');
  }

  protected override content(): TemplateResult {
    const { preview, page } = this;
    return html`
      <div class="dialog-body apply">
        <p class="apply-counts">${pendingText(page.summary, false)}</p>
        ${this.problem === undefined ? nothing : html`<p class="problem-text">${this.problem}</p>`}
        ${preview ? this.plan(preview) : nothing}
      </div>
      <footer class="dialog-footer">
        <span>${t('Deleted files move to Winnow’s own trash. Undo Last Apply puts everything back.')}</span>
        <button class="button" @click=${() => this.close()}>${t('Cancel')}</button>
        <button
          class="button primary"
          autofocus
          ?disabled=${!preview || preview.total === 0 || !page.mayChange}
          @click=${() => this.apply()}
        >
          ${!preview ? t('Apply') : preview.total === 1 ? t('Apply to 1 File') : t('Apply to {0} Files', preview.total)}
        </button>
      </footer>
    `;
  }

  private plan({ operations, total, crops, relabels, skipped }: PlanPreview): TemplateResult {
    const moving = total - crops - relabels;
    return html`
      ${
        skipped.length > 0
          ? html`<section aria-label=${t('What cannot be done')}>
              <h3>${t('{0} cannot be done', skipped.length)}</h3>
              <ul class="apply-list">
                ${skipped
                  .slice(0, 200)
                  .map(
                    ({ path, reason }) =>
                      html`<li>
                        ${icon('warning')}<bdi title=${shown(path)}>${shown(path)}</bdi
                        ><span class="apply-to">${shown(reason)}</span>
                      </li>`,
                  )}
              </ul>
            </section>`
          : nothing
      }
      ${crops > 0 ? html`<h3>${crops === 1 ? t('1 new image will be cut out of a collage') : t('{0} new images will be cut out of collages', crops)}</h3>` : nothing}
      ${relabels > 0 ? html`<h3>${relabels === 1 ? t('1 label will change in the table') : t('{0} labels will change in the table', relabels)}</h3>` : nothing}
      ${moving > 0 ? html`<h3>${moving === 1 ? t('1 file will move') : t('{0} files will move', moving)}</h3>` : total > 0 ? nothing : html`<p>${t('No file will move.')}</p>`}
      <ul class="apply-list" tabindex="0" aria-label=${t('Files that will move')}>
        ${operations.map(
          ({ kind, from, to }) =>
            html`<li>
              <span class="apply-kind">${kindText(kind)}</span
              ><bdi title=${shown(from)}>${shown(from)}</bdi> ${icon('arrow-right')}<bdi
                class="apply-to"
                title=${shown(to)}
                >${shown(to)}</bdi
              >
            </li>`,
        )}
      </ul>
      ${total > operations.length ? html`<p>${t('and {0} more', total - operations.length)}</p>` : nothing}
    `;
  }

  private async load(): Promise<void> {
    try {
      this.preview = await this.page.host.request('planPreview', {});
    } catch (error) {
      this.problem = t('The plan could not be made: {0}', messageOf(error));
    }
    this.requestUpdate();
    await this.updateComplete;
    this.focusConfirmation();
  }

  /** Until the plan is there the button is disabled, and the browser gave the focus to the cross: Enter would close. */
  private focusConfirmation(): void {
    const cross = this.querySelector('.dialog-header button');
    if (document.activeElement === cross) this.querySelector<HTMLElement>('.dialog-footer .primary')?.focus();
  }

  private apply(): void {
    this.close();
    this.page.command('apply');
  }
}

/** What happens to a file, in the words of the decisions. */
function kindText(kind: PlanPreview['operations'][number]['kind']): string {
  switch (kind) {
    case 'move':
    case 'relabel':
      return t('relabel');
    case 'trash':
      return t('delete');
    case 'set-aside':
      return t('set aside');
    case 'restore':
      return t('restore');
    case 'convert':
      return t('convert');
    case 'copy-in':
      return t('add');
  }
}

customElements.define('winnow-apply-preview', ApplyPreview);
