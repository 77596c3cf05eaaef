import { html, nothing, svg, type TemplateResult } from 'lit';
import { messageOf } from '../../src/core/messageOf';
import type { SourceSheet } from '../../src/protocol/collages';
import { uprightBounds } from '../../src/core/boxes';
import type { Dialog } from '../state/overlays';
import type { Page } from '../state/page';
import { shown, t } from '../strings';
import { DialogPanel } from './dialogPanel';

const longestSide = 2048;

/** *Show Source Sheet*: the sheet that the focused image was cut out of, wherever it is by now, and the place in it. */
export class SourceDialog extends DialogPanel {
  protected override readonly dialog: Dialog = 'source';
  private source: SourceSheet | null | undefined;
  private address: string | undefined;
  private problem: string | undefined;
  /** Counts what was asked for, so that a late answer for another image is told from that for this one. */
  private asked = 0;

  protected override opened(): void {
    this.forget();
    void this.load(this.page.shown.focusRow);
  }

  protected override heading(): string {
    return t('Source Sheet');
  }

  protected override content(): TemplateResult {
    const { source, problem, page } = this;
    return html`
      <div class="dialog-body source">
        ${problem === undefined ? nothing : html`<p class="problem-text">${problem}</p>`}
        ${source === undefined ? nothing : html`<p>${sourceText(source)}</p>`}
        ${source && this.address !== undefined ? this.picture(source) : nothing}
      </div>
      ${
        source?.row === undefined
          ? nothing
          : html`<footer class="dialog-footer">
              <span></span>
              <button class="button primary" autofocus @click=${() => this.openSheet(page, source)}>
                ${t('Open Sheet')}
              </button>
            </footer>`
      }
    `;
  }

  private picture({ box, width, height, path }: SourceSheet): TemplateResult {
    const bounds = uprightBounds(box);
    return html`<div class="source-picture">
      <img src=${this.address ?? ''} alt=${shown(path)} />
      ${
        width && height
          ? html`<svg viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" aria-hidden="true">
              ${svg`<rect x=${bounds.x} y=${bounds.y} width=${bounds.width} height=${bounds.height}></rect>`}
            </svg>`
          : nothing
      }
    </div>`;
  }

  private async load(row: number): Promise<void> {
    const { host } = this.page;
    const asked = ++this.asked;
    try {
      const source = await host.request('sourceSheet', { row });
      if (asked !== this.asked) return;
      this.source = source;
      this.requestUpdate();
      if (!source || source.place === 'gone') return;
      const { bytes } = await host.request('sourcePreview', { row, longestSide });
      if (asked !== this.asked) return;
      if (bytes.length > 0) this.address = URL.createObjectURL(new Blob([Uint8Array.from(bytes)]));
      else this.problem = t('The sheet cannot be shown.');
    } catch (error) {
      if (asked !== this.asked) return;
      this.problem = messageOf(error);
    }
    this.requestUpdate();
  }

  private openSheet(page: Page, { row }: SourceSheet): void {
    this.close();
    if (row !== undefined) page.collage.open([row]);
  }

  private forget(): void {
    this.asked++;
    if (this.address !== undefined) URL.revokeObjectURL(this.address);
    this.source = this.address = this.problem = undefined;
  }
}

/** Where the sheet of an image is, in a sentence. */
export function sourceText(source: SourceSheet | null): string {
  if (!source) return t('This image was not cut out of a sheet here.');
  const { path, place, part } = source;
  switch (place) {
    case 'dataset':
      return t('Part {0} of {1}.', part, path);
    case 'trash':
      return t('Part {0} of {1}, which is in Winnow’s trash.', part, path);
    case 'set-aside':
      return t('Part {0} of {1}, which was set aside.', part, path);
    case 'gone':
      return t('Part {0} of {1}, which is no longer there.', part, path);
  }
}

customElements.define('winnow-source', SourceDialog);
