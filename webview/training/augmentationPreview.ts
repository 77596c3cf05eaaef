import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { messageOf } from '../../src/core/messageOf';
import type { NetworkSettings } from '../../src/core/training/networkDraft';
import type { AugmentationPreview } from '../../src/protocol/trainingRequests';
import { fileName } from '../fileName';
import type { Page } from '../state/page';
import { shown, t } from '../strings';

const shownImages = 3;
const variations = 6;
/** Milliseconds without another change of the form. */
const settleMs = 250;

/** Real images of the dataset as the network would see them: first as they are, then varied. */
export class PreviewOfAugmentation extends LitElement {
  static override properties = {
    page: { attribute: false },
    rows: { attribute: false },
    settings: { attribute: false },
  };
  declare page: Page;
  /** Images to show it on. */
  declare rows: readonly number[];
  /** Undefined while the form cannot be read. */
  declare settings: NetworkSettings | undefined;
  private previews: readonly (AugmentationPreview | undefined)[] = [];
  private problem: string | undefined;
  private asked = '';
  private timer: number | undefined;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override disconnectedCallback(): void {
    window.clearTimeout(this.timer);
    super.disconnectedCallback();
  }

  protected override render(): TemplateResult {
    const rows = this.rows.slice(0, shownImages);
    return html`<div class="augmented" role="group" aria-label=${t('Preview of the augmentation')}>
      ${this.problem === undefined ? nothing : html`<p class="problem-text">${this.problem}</p>`}
      ${repeat(
        rows,
        (row) => row,
        (row) =>
          html`<div class="augmented-row" role="img" aria-label=${this.describe(row)} title=${this.describe(row)}>
            ${Array.from({ length: variations }, (_, i) => html`<canvas class=${i === 0 ? 'is-original' : ''}></canvas>`)}
          </div>`,
      )}
    </div>`;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (changed.has('rows') || changed.has('settings')) this.loadSoon();
    this.paint();
  }

  private describe(row: number): string {
    const path = this.page.images.table.path(row);
    const name = path === undefined ? t('An image of the dataset') : shown(fileName(path));
    return t('{0}: as it is, then {1} times varied', name, variations - 1);
  }

  private loadSoon(): void {
    const { settings, rows } = this;
    if (!settings || rows.length === 0) return;
    const wanted = JSON.stringify([rows, settings.inputSize, settings.augmentation, settings.seed]);
    if (wanted === this.asked) return;
    this.asked = wanted;
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.load(wanted, settings), settleMs);
  }

  private async load(wanted: string, { inputSize, augmentation, seed }: NetworkSettings): Promise<void> {
    try {
      const previews = await Promise.all(
        this.rows.slice(0, shownImages).map((row) =>
          this.page.host.request('previewAugmentation', {
            row,
            size: inputSize,
            augmentation: { ...augmentation },
            count: variations,
            seed,
          }),
        ),
      );
      if (wanted !== this.asked) return;
      this.previews = previews;
      this.problem = undefined;
    } catch (error) {
      this.problem = messageOf(error);
    }
    this.requestUpdate();
  }

  private paint(): void {
    this.querySelectorAll('.augmented-row').forEach((line, i) => {
      const preview = this.previews[i];
      if (preview) line.querySelectorAll('canvas').forEach((canvas, at) => paintVariation(canvas, preview, at));
    });
  }
}

function paintVariation(canvas: HTMLCanvasElement, { size, count, pixels }: AugmentationPreview, at: number): void {
  const context = canvas.getContext('2d');
  if (!context || at >= count) return;
  canvas.width = canvas.height = size;
  const image = context.createImageData(size, size);
  const from = at * size * size * 3;
  for (let i = 0; i < size * size; i++) {
    for (let c = 0; c < 3; c++) image.data[4 * i + c] = pixels[from + 3 * i + c];
    image.data[4 * i + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}

customElements.define('winnow-augmentation-preview', PreviewOfAugmentation);
