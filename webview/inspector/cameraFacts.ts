import { CancellationTokenSource } from 'vscode-jsonrpc';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { messageOf } from '../../src/core/messageOf';
import type { ExifFields, ImageExif } from '../../src/protocol/exif';
import { isCancelled } from '../messages';
import { Panel } from '../panel';
import type { Topic } from '../state/pageSignals';
import { shown, t } from '../strings';
import { degreesText, exposureText, orientationText } from './exifTexts';

/** A run of keys passes before a file is read for this. */
const settleMs = 150;

/** The camera's clock has no time zone: it is shown as it stood. */
const clock = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });

/** What the camera wrote into the file; read only while this is unfolded. */
export class CameraFacts extends Panel {
  protected override readonly topics: readonly Topic[] = ['focus', 'view', 'panels'];
  private answer: { readonly row: number; readonly exif: ImageExif } | undefined;
  private asked: { readonly row: number; readonly cancel: CancellationTokenSource } | undefined;
  private timer: number | undefined;

  override disconnectedCallback(): void {
    window.clearTimeout(this.timer);
    this.asked?.cancel.cancel();
    this.asked = undefined;
    super.disconnectedCallback();
  }

  protected override render(): TemplateResult {
    const { page } = this;
    return html`<details
      class="camera"
      ?open=${page.panels.showsExif}
      @toggle=${(event: Event) => page.panels.setShowsExif(event.target instanceof HTMLDetailsElement && event.target.open)}
    >
      <summary><h3>${t('Camera')}</h3></summary>
      ${this.answer && this.answer.row === page.shown.focusRow ? facts(this.answer.exif) : nothing}
    </details>`;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const row = this.page.shown.focusRow;
    // Nobody looks at what is folded.
    if (!this.page.panels.showsExif || row < 0 || row === this.asked?.row || this.getClientRects().length === 0) return;
    window.clearTimeout(this.timer);
    this.asked?.cancel.cancel();
    const cancel = new CancellationTokenSource();
    this.asked = { row, cancel };
    this.timer = window.setTimeout(() => void this.load(row, cancel), settleMs);
  }

  private async load(row: number, cancel: CancellationTokenSource): Promise<void> {
    try {
      const exif = await this.page.host.request('exif', { row }, cancel.token);
      this.answer = { row, exif };
      this.requestUpdate();
    } catch (error) {
      if (row === this.page.shown.focusRow && !isCancelled(error)) this.page.say('error', messageOf(error));
    }
  }
}

function facts(exif: ImageExif): TemplateResult {
  switch (exif.kind) {
    case 'none':
      return html`<p class="quiet">${t('The file says nothing about a camera.')}</p>`;
    case 'damaged':
      return html`<p class="quiet">${t('Its camera data cannot be read: {0}', exif.reason)}</p>`;
    case 'fields':
      return html`<dl class="facts">
        ${rows(exif.fields).map(
          ([name, value]) =>
            html`<dt>${name}</dt>
              <dd title=${shown(value)}><bdi>${shown(value)}</bdi></dd>`,
        )}
      </dl>`;
  }
}

function rows({
  taken,
  place,
  orientation,
  ...fields
}: ExifFields): readonly (readonly [name: string, value: string])[] {
  const all: readonly (readonly [string, string | undefined])[] = [
    [t('Camera'), fields.camera],
    [t('Lens'), fields.lens],
    [t('Taken'), taken === undefined ? undefined : clock.format(taken)],
    [t('Exposure'), exposureText(fields)],
    [t('Stored'), orientation === undefined ? undefined : orientationText(orientation)],
    [t('Place (GPS)'), place && t('present: {0}', degreesText(place))],
    [t('Software'), fields.software],
  ];
  return all.flatMap(([name, value]) => (value ? [[name, value] as const] : []));
}

customElements.define('winnow-camera-facts', CameraFacts);
