import { CancellationTokenSource } from 'vscode-jsonrpc';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { messageOf } from '../../src/core/messageOf';
import type { ImageDetails } from '../../src/protocol/dataset';
import { cssVariable } from '../cssVariable';
import { sourceText } from '../dialogs/sourceDialog';
import { fileName } from '../fileName';
import { decisionText } from '../grid/cellLabel';
import { isCancelled } from '../messages';
import { Panel } from '../panel';
import { PictureView } from '../pictureView';
import type { Topic } from '../state/pageSignals';
import { formatShare, shown, t } from '../strings';
import { decisionButtons } from './decisionButtons';
import { fileFacts } from './fileFacts';
import { originFacts } from './originFacts';
import { historyList } from './historyList';
import './cameraFacts';
import './imageContextPanel';

const settleMs = 60;

/** Right of the grid: all that is known of the focused image. */
export class Inspector extends Panel {
  protected override readonly topics: readonly Topic[] = ['focus', 'view', 'rows', 'selection', 'panels', 'summary'];
  private details: ImageDetails | undefined;
  private timer: number | undefined;
  private asked: { readonly row: number; readonly cancel: CancellationTokenSource } | undefined;
  private stopEvents: (() => void) | undefined;
  private picture: PictureView | undefined;
  /** Of the picture, told by the browser: to ask for it after each step would make it lay the page out at once. */
  private pictureWidth = 0;
  private readonly sizes = new ResizeObserver(([{ contentRect }]) => {
    this.pictureWidth = contentRect.width;
    this.showPicture();
  });

  override connectedCallback(): void {
    super.connectedCallback();
    // New scores or a new decision: what is shown stays until the answer is here.
    this.stopEvents = this.page.rowsChanged.on((rows) => {
      if (rows === 'all' || rows.includes(this.page.shown.focusRow)) this.ask(this.page.shown.focusRow, true);
    });
  }

  override disconnectedCallback(): void {
    this.stopEvents?.();
    this.sizes.disconnect();
    this.picture = undefined;
    super.disconnectedCallback();
  }

  protected override render(): TemplateResult {
    const { page } = this;
    const row = page.shown.focusRow;
    const path = row < 0 ? undefined : page.images.table.path(row);
    return html`<aside class="inspector" aria-label=${t('Inspector')}>
      <div class="inspector-scroll">
        <winnow-picture class="inspector-picture"></winnow-picture>
        ${
          path === undefined
            ? html`<p class="inspector-empty">${row < 0 ? t('No image is focused.') : ''}</p>`
            : html`
                <h2 class="inspector-name" title=${path}><bdi>${shown(fileName(path))}</bdi></h2>
                ${this.labels(row)} ${decisionButtons(page)} ${this.distribution(row)} ${this.why(row)}
                ${this.details?.row === row ? this.source(this.details) : nothing}
                <winnow-image-context .page=${page}></winnow-image-context>
                ${this.details?.row === row ? html`${originFacts(page, this.details.origins)} ${fileFacts(page, this.details)}` : nothing}
                <winnow-camera-facts .page=${page}></winnow-camera-facts>
                ${this.details?.row === row ? historyList(this.details.history) : nothing}
              `
        }
      </div>
    </aside>`;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const { page } = this;
    const row = page.shown.focusRow;
    const picture = this.querySelector('winnow-picture');
    if (picture instanceof PictureView && picture !== this.picture) {
      this.sizes.disconnect();
      this.sizes.observe(picture);
      this.picture = picture;
    }
    this.showPicture();
    if (row !== this.asked?.row) this.ask(row, false);
  }

  private showPicture(): void {
    const side = Math.min(1024, Math.ceil((this.pictureWidth * devicePixelRatio) / 128) * 128);
    if (side > 0) this.picture?.show(this.page, this.page.shown.focusRow, side);
  }

  private labels(row: number): TemplateResult {
    const { table } = this.page.images;
    const given = table.givenName(row);
    const predicted = table.predictedName(row);
    const decision = decisionText(this.page, row);
    const fact = (name: string, value: string | undefined, extra = '') => html`
      <dt>${name}</dt>
      <dd>
        <bdi title=${shown(value ?? '')}>${shown(value ?? '–')}</bdi>
        ${extra ? html`<span class="share">${extra}</span>` : nothing}
      </dd>
    `;
    return html`<dl class="facts labels">
      ${fact(t('Given'), given ?? t('unsorted'))}
      ${fact(this.page.summary.predictions ? t('Predicted') : t('Suggested'), predicted, predicted === undefined ? '' : formatShare(table.confidenceOf(row)))}
      ${fact(t('Decision'), decision || t('none yet'))}
    </dl>`;
  }

  private distribution(row: number): TemplateResult | typeof nothing {
    const details = this.details?.row === row ? this.details : undefined;
    if (this.page.images.table.predictedName(row) === undefined) return nothing;
    return html`<section class="distribution" aria-label=${t('Probabilities')}>
      ${(details?.distribution ?? []).slice(0, 5).map(
        ({ name, probability }) => html`
          <div class="share-row ${name === details?.given ? 'is-given' : ''}">
            <bdi class="share-name" title=${shown(name)}>${shown(name)}</bdi>
            <span class="share-bar" ${cssVariable('--share', `${probability * 100}%`)} aria-hidden="true"></span>
            <span class="share">${formatShare(probability)}</span>
          </div>
        `,
      )}
    </section>`;
  }

  private source({ source }: ImageDetails): TemplateResult | typeof nothing {
    if (!source) return nothing;
    return html`<section class="why">
      <h3>${t('Source')}</h3>
      <p>
        ${shown(sourceText(source))}
        <button class="link" @click=${() => this.page.overlays.openDialog('source')}>${t('Show Source Sheet')}</button>
      </p>
    </section>`;
  }

  private why(row: number): TemplateResult | typeof nothing {
    const details = this.details?.row === row ? this.details : undefined;
    const reasons = [
      ...(this.page.shown.collection?.whyOf?.(row) ?? []),
      ...(details?.why ?? []),
      ...(details?.reason ? [details.reason] : []),
    ];
    if (reasons.length === 0) return nothing;
    return html`<section class="why">
      <h3>${t('Why')}</h3>
      ${reasons.map((reason) => html`<p>${shown(reason)}</p>`)}
    </section>`;
  }

  private ask(row: number, isAgain: boolean): void {
    window.clearTimeout(this.timer);
    this.asked?.cancel.cancel();
    const cancel = new CancellationTokenSource();
    this.asked = { row, cancel };
    if (row < 0) this.details = undefined;
    else this.timer = window.setTimeout(() => void this.load(row, cancel), isAgain ? settleMs * 2 : settleMs);
  }

  private async load(row: number, cancel: CancellationTokenSource): Promise<void> {
    try {
      const details = await this.page.host.request('details', { row }, cancel.token);
      if (row !== this.page.shown.focusRow) return;
      this.details = details;
      this.requestUpdate();
    } catch (error) {
      if (row === this.page.shown.focusRow && !isCancelled(error)) this.page.say('error', messageOf(error));
    }
  }
}

customElements.define('winnow-inspector', Inspector);
