import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { messageOf } from '../../src/core/messageOf';
import { fileName } from '../fileName';
import { cellLabel, decisionText } from '../grid/cellLabel';
import { previewSide } from '../loupe/previewSide';
import { ZoomPan } from '../loupe/zoomPan';
import { isCancelled } from '../messages';
import { Panel } from '../panel';
import { PictureView } from '../pictureView';
import type { Topic } from '../state/pageSignals';
import { formatShare, shown, t } from '../strings';
import { toolButton } from '../toolButton';
import { endComparison, focusCompared, setComparisonMode } from './compareImages';
import { columnsFor, comparisonModes, type Comparison, type ComparisonMode } from './comparison';
import { differenceOf, type Difference } from './difference';

/** Longer side in pixels of the pictures whose difference is drawn. */
const differenceSide = 1024;
/** Slow enough to see each, fast enough to see what jumps; well below what can trigger seizures (3 Hz, WCAG 2.3.1). */
const flickerMs = 600;

/** Images side by side with one magnification, or two of them in turn in one place, or with what differs marked. */
export class Compare extends Panel {
  protected override readonly topics: readonly Topic[] = ['panels', 'rows'];
  /** As many as fit best into the stage. */
  columns = 1;
  private readonly zoomPan = new ZoomPan(() => this.showPictures());
  private readonly resized = new ResizeObserver(() => this.requestUpdate());
  private comparison: Comparison | undefined;
  private difference: (Difference & { readonly rows: string }) | undefined;
  private isFlipped = false;
  private timer: number | undefined;

  override disconnectedCallback(): void {
    window.clearInterval(this.timer);
    this.resized.disconnect();
    super.disconnectedCallback();
  }

  override focus(): void {
    this.stage?.focus();
  }

  zoom(steps: number): void {
    this.zoomPan.zoom(steps);
    this.showPictures();
  }

  /** Moves all pictures, where they are magnified, by parts of their places. */
  pan(dx: number, dy: number): void {
    this.zoomPan.move(dx, dy);
    this.showPictures();
  }

  protected override render(): TemplateResult | typeof nothing {
    const { comparison } = this.page.shown;
    if (!comparison) return nothing;
    const { rows, mode, shown: visible } = comparison;
    const isBeside = mode === 'beside';
    const stage = this.stage;
    this.columns = isBeside && stage ? columnsFor(visible.length, stage.clientWidth, stage.clientHeight) : 1;
    return html`<section class="compare" role="group" aria-label=${t('Compare {0} images', rows.length)}>
      <div
        class="compare-stage columns-${this.columns}"
        role="listbox"
        tabindex="0"
        aria-orientation="horizontal"
        aria-label=${t('Compared images')}
        aria-activedescendant=${`compared-${comparison.at}`}
      >
        ${
          isBeside
            ? repeat(
                visible,
                (row) => row,
                (_, i) => this.figure(comparison, comparison.firstShown + i),
              )
            : this.pair(comparison)
        }
      </div>
      <div class="compare-line">
        <div class="compare-modes" role="toolbar" aria-label=${t('View')}>
          ${comparisonModes.map((one) => this.modeButton(one, mode))}
        </div>
        <span class="compare-hint">${this.hint(comparison)}</span>
        ${toolButton({
          icon: 'close',
          title: t('Leave the Comparison (Escape)'),
          label: t('Leave the Comparison'),
          run: () => endComparison(this.page),
        })}
      </div>
    </section>`;
  }

  protected override updated(): void {
    const { comparison } = this.page.shown;
    const isOther = comparison !== this.comparison;
    this.comparison = comparison;
    if (isOther) this.startOver();
    if (!comparison) return;
    this.page.images.rows.ensure(comparison.shown).catch((error: unknown) => this.page.say('error', messageOf(error)));
    this.flicker(comparison.mode === 'flicker');
    if (comparison.mode === 'difference') void this.differ(comparison);
    this.showPictures();
  }

  private get stage(): HTMLElement | null {
    return this.querySelector<HTMLElement>('.compare-stage');
  }

  /** Another comparison, or none: nothing is magnified, and the focus goes where the keys belong. */
  private startOver(): void {
    this.zoomPan.reset();
    this.difference = undefined;
    this.resized.disconnect();
    const { stage } = this;
    if (!stage) {
      window.clearInterval(this.timer);
      this.timer = undefined;
      this.dispatchEvent(new CustomEvent('winnow-focus-grid', { bubbles: true }));
      return;
    }
    this.resized.observe(stage);
    this.zoomPan.attach(
      stage,
      ({ target }) => (target instanceof Element ? target.closest('.compare-frame') : null) ?? stage,
    );
    stage.focus();
    // Now that the stage has a size.
    this.requestUpdate();
  }

  private figure(comparison: Comparison, place: number): TemplateResult {
    const { page } = this;
    const row = comparison.rows[place];
    const isFocused = place === comparison.at;
    return html`<div
      id="compared-${place}"
      class="compared ${isFocused ? 'is-focused' : ''}"
      role="option"
      aria-selected=${isFocused}
      @pointerdown=${() => focusCompared(page, place)}
    >
      <span class="for-readers">${cellLabel(page, row)}</span>
      <div class="compare-frame" aria-hidden="true"><winnow-picture data-compared=${row}></winnow-picture></div>
      ${this.caption(row)}
    </div>`;
  }

  /** The first image and the focused one in the same place. */
  private pair(comparison: Comparison): TemplateResult {
    const [first, second] = comparison.shown;
    const isDifference = comparison.mode === 'difference';
    const difference = isDifference && this.difference?.rows === `${first} ${second}` ? this.difference : undefined;
    const isSecond = comparison.mode === 'flicker' && this.isFlipped;
    return html`<div class="compared" id="compared-${comparison.at}" role="option" aria-selected="true">
      <span class="for-readers">${cellLabel(this.page, second)}</span>
      <div class="compare-frame" aria-hidden="true">
        <winnow-picture class=${isSecond ? 'is-behind' : ''} data-compared=${first}></winnow-picture>
        ${isDifference ? nothing : html`<winnow-picture class=${isSecond ? '' : 'is-behind'} data-compared=${second}></winnow-picture>`}
        ${difference ? html`<img class="compare-difference" src=${difference.address} alt="" />` : nothing}
      </div>
      ${isDifference ? this.pairCaption(first, second, difference) : this.caption(isSecond ? second : first)}
    </div>`;
  }

  private caption(row: number): TemplateResult {
    const { table } = this.page.images;
    const predicted = table.agrees(row) ? undefined : table.predictedName(row);
    const decision = decisionText(this.page, row);
    return html`<div class="compare-caption" aria-hidden="true">
      <bdi>${shown(fileName(table.path(row) ?? ''))}</bdi>
      <bdi>${shown(table.givenName(row) ?? t('unsorted'))}</bdi>
      ${
        predicted === undefined
          ? nothing
          : html`<span class="compare-suggested"
              ><span class="codicon codicon-warning doubtful"></span><bdi>${shown(predicted)}</bdi>
              <span class="share">${formatShare(table.confidenceOf(row))}</span></span
            >`
      }
      ${decision ? html`<bdi class="loupe-decision">${decision}</bdi>` : nothing}
    </div>`;
  }

  private pairCaption(first: number, second: number, difference: Difference | undefined): TemplateResult {
    const name = (row: number) => html`<bdi>${shown(fileName(this.page.images.table.path(row) ?? ''))}</bdi>`;
    return html`<div class="compare-caption" aria-hidden="true">
      ${name(first)} ${name(second)} ${difference ? t('{0} % of the pixels differ', difference.percent) : nothing}
    </div>`;
  }

  private modeButton(mode: ComparisonMode, current: ComparisonMode): TemplateResult {
    return html`<button
      class="button ${mode === current ? 'primary' : ''}"
      aria-pressed=${mode === current}
      @click=${() => {
        setComparisonMode(this.page, mode);
        this.focus();
      }}
    >
      ${modeName(mode)}
    </button>`;
  }

  private hint({ rows, at, mode }: Comparison): string {
    const place = t('{0} of {1}', at + 1, rows.length);
    return `${place} · ${mode === 'beside' ? t('Keys act on the framed image · Tab changes the view') : t('Tab changes the view')}`;
  }

  private showPictures(): void {
    const { stage } = this;
    if (!stage) return;
    const pictures: HTMLElement[] = [...this.querySelectorAll<HTMLElement>('.compare-difference')];
    for (const picture of this.querySelectorAll<HTMLElement>('[data-compared]')) {
      pictures.push(picture);
      if (!(picture instanceof PictureView)) continue;
      const side = previewSide(picture.parentElement, this.zoomPan.scale);
      picture.show(this.page, Number(picture.dataset.compared), side, 0);
    }
    this.zoomPan.apply(stage, pictures);
  }

  private flicker(isOn: boolean): void {
    if (isOn === (this.timer !== undefined)) return;
    window.clearInterval(this.timer);
    this.isFlipped = false;
    this.timer = isOn
      ? window.setInterval(() => {
          this.isFlipped = !this.isFlipped;
          this.requestUpdate();
        }, flickerMs)
      : undefined;
  }

  private async differ(comparison: Comparison): Promise<void> {
    const { page } = this;
    const pair = comparison.shown;
    const rows = pair.join(' ');
    if (this.difference?.rows === rows) return;
    try {
      const [a, b] = await Promise.all(pair.map((row) => page.images.previews.address(row, differenceSide)));
      if (a === undefined || b === undefined || comparison.shown.join(' ') !== rows) return;
      const difference = await differenceOf(a, b);
      if (comparison !== page.shown.comparison) return;
      this.difference = { ...difference, rows };
      this.requestUpdate();
    } catch (error) {
      if (!isCancelled(error)) page.say('error', messageOf(error));
    }
  }
}

function modeName(mode: ComparisonMode): string {
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
