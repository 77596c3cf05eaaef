import { CancellationTokenSource } from 'vscode-jsonrpc';
import { html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { messageOf } from '../../src/core/messageOf';
import type { LikeImage } from '../../src/protocol/findings';
import { fileName } from '../fileName';
import { isCancelled } from '../messages';
import type { Page } from '../state/page';
import { decodePicture } from '../state/pictures';
import { formatShare, shown, t } from '../strings';

/** A row of small pictures; each goes to its image. */
export class NeighbourStrip extends LitElement {
  static override properties = { page: { attribute: false }, images: { attribute: false } };
  declare page: Page;
  declare images: readonly LikeImage[];
  private cancel = new CancellationTokenSource();

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override disconnectedCallback(): void {
    this.cancel.cancel();
    super.disconnectedCallback();
  }

  protected override render(): TemplateResult {
    return html`<div class="neighbours">
      ${this.images.map(({ row, cosine }) => {
        const path = this.page.images.table.path(row);
        const name = path === undefined ? t('Image {0}', row) : shown(fileName(path));
        const label = Number.isNaN(cosine) ? name : t('{0}, likeness {1}', name, formatShare(cosine));
        return html`<button
          class="neighbour"
          title=${label}
          aria-label=${label}
          @click=${() => void this.page.shown.goTo(row)}
        ></button>`;
      })}
    </div>`;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (changed.has('images')) void this.load();
  }

  private async load(): Promise<void> {
    const { page, images } = this;
    this.cancel.cancel();
    this.cancel = new CancellationTokenSource();
    const { token } = this.cancel;
    this.querySelectorAll('.neighbour').forEach((button) => button.replaceChildren());
    const rows = Uint32Array.from(images, ({ row }) => row);
    try {
      const [packed, columns] = await Promise.all([
        page.host.request('thumbnails', { rows }, token),
        page.host.request('rows', { rows }, token),
      ]);
      page.images.table.store(columns, (row) => page.images.edits.isUnderWay(row));
      const pictures = await Promise.all(
        images.map((_, i) => decodePicture(packed.bytes.slice(packed.offsets[i], packed.offsets[i + 1]))),
      );
      if (token.isCancellationRequested) return;
      this.querySelectorAll('.neighbour').forEach((button, i) => {
        const picture = pictures[i];
        button.replaceChildren(...(picture ? [picture] : []));
      });
      this.requestUpdate();
    } catch (error) {
      if (!isCancelled(error)) page.say('error', messageOf(error));
    }
  }
}

customElements.define('winnow-neighbour-strip', NeighbourStrip);
