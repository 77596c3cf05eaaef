import { html, nothing, type TemplateResult } from 'lit';
import { fileName } from '../fileName';
import { cellLabel, decisionText } from '../grid/cellLabel';
import { messageOf } from '../../src/core/messageOf';
import { Panel } from '../panel';
import { PictureView } from '../pictureView';
import type { Topic } from '../state/pageSignals';
import { formatShare, shown, t } from '../strings';
import { toolButton } from '../toolButton';
import { likelyNext } from './likelyNext';
import { previewSide } from './previewSide';
import { ZoomPan } from './zoomPan';

/** So that the picture itself goes first. */
const preloadAfterMs = 80;

/** One image in the place of the grid, as large as it allows. */
export class Loupe extends Panel {
  protected override readonly topics: readonly Topic[] = ['panels', 'focus', 'rows', 'view', 'selection'];
  private readonly zoomPan = new ZoomPan(() => this.showPicture());
  private row = -1;
  /** Why a file cannot be read. */
  private why: { readonly row: number; readonly reason: string } | undefined;
  private preloadTimer: number | undefined;

  override focus(): void {
    this.querySelector<HTMLElement>('.loupe')?.focus();
  }

  zoom(steps: number): void {
    this.zoomPan.zoom(steps);
    this.showPicture();
  }

  /** Moves the picture, where it is magnified, by parts of its place. */
  pan(dx: number, dy: number): void {
    this.zoomPan.move(dx, dy);
    this.showPicture();
  }

  protected override render(): TemplateResult | typeof nothing {
    const { page } = this;
    if (!page.overlays.isLoupeOpen || page.shown.focusRow < 0) return nothing;
    const { table } = page.images;
    const { focusRow: row } = page.shown;
    const predicted = table.predictedName(row);
    const decision = decisionText(page, row);
    return html`<section
      class="loupe"
      tabindex="-1"
      role="group"
      aria-roledescription=${t('Loupe')}
      aria-label=${cellLabel(page, row)}
    >
      <div class="loupe-stage" @dblclick=${() => page.overlays.setLoupe(false)}>
        <winnow-picture class="loupe-picture"></winnow-picture>
        ${
          table.hasFlag(row, 'unreadable')
            ? html`<p class="loupe-problem">
                ${t('This file cannot be read.')} ${this.why?.row === row ? shown(this.why.reason) : nothing}
              </p>`
            : nothing
        }
      </div>
      <div class="loupe-line">
        ${this.step('chevron-left', t('Previous (←)'), -1)}
        <span class="loupe-place">${t('{0} of {1}', page.shown.focusPosition + 1, page.shown.total)}</span>
        ${this.step('chevron-right', t('Next (→)'), 1)}
        <bdi class="loupe-name" title=${shown(table.path(row) ?? '')}>${shown(fileName(table.path(row) ?? ''))}</bdi>
        <span class="loupe-labels">
          <bdi>${shown(table.givenName(row) ?? t('unsorted'))}</bdi>
          ${
            predicted !== undefined && !table.agrees(row)
              ? html`<span class="codicon codicon-warning doubtful" aria-hidden="true"></span
                  ><bdi>${shown(predicted)}</bdi> <span class="share">${formatShare(table.confidenceOf(row))}</span>`
              : nothing
          }
        </span>
        ${decision ? html`<span class="loupe-decision"><bdi>${decision}</bdi></span>` : nothing}
        ${toolButton({
          icon: 'close',
          title: t('Back to the Grid (Space)'),
          label: t('Back to the Grid'),
          run: () => page.overlays.setLoupe(false),
        })}
      </div>
    </section>`;
  }

  protected override updated(): void {
    const section = this.querySelector<HTMLElement>('.loupe');
    if (!section) {
      if (this.row >= 0) this.dispatchEvent(new CustomEvent('winnow-focus-grid', { bubbles: true }));
      this.row = -1;
      return;
    }
    if (this.row < 0) {
      section.focus();
      const stage = this.querySelector<HTMLElement>('.loupe-stage')!;
      this.zoomPan.attach(stage, () => stage);
      this.zoomPan.reset();
    }
    if (this.row !== this.page.shown.focusRow) this.zoomPan.reset();
    this.row = this.page.shown.focusRow;
    this.showPicture();
    this.preloadSoon();
    if (this.page.images.table.hasFlag(this.row, 'unreadable') && this.why?.row !== this.row)
      void this.explain(this.row);
  }

  private async explain(row: number): Promise<void> {
    this.why = { row, reason: '' };
    try {
      const { reason = '' } = await this.page.host.request('details', { row });
      if (this.why.row !== row) return;
      this.why = { row, reason };
      this.requestUpdate();
    } catch (error) {
      this.page.say('error', messageOf(error));
    }
  }

  private step(icon: string, title: string, by: number): TemplateResult {
    const { shown: images } = this.page;
    const to = images.focusPosition + by;
    return toolButton({
      icon,
      title,
      run: () => images.focus(to),
      isDisabled: to < 0 || to >= images.total,
    });
  }

  private showPicture(): void {
    const stage = this.querySelector<HTMLElement>('.loupe-stage');
    const picture = this.querySelector('.loupe-picture');
    if (!stage || !(picture instanceof PictureView)) return;
    picture.show(this.page, this.page.shown.focusRow, previewSide(stage, this.zoomPan.scale), 30);
    this.zoomPan.apply(stage, [picture]);
  }

  /** So that the next key shows its picture in the next frame. */
  private preloadSoon(): void {
    window.clearTimeout(this.preloadTimer);
    this.preloadTimer = window.setTimeout(() => {
      const picture = this.querySelector('.loupe-picture');
      if (!(picture instanceof PictureView)) return;
      const side = previewSide(this.querySelector('.loupe-stage'));
      // What cannot be fetched now is asked for, and its failure told, when it is shown.
      picture.prepare(this.page, likelyNext(this.page), side).catch(() => undefined);
    }, preloadAfterMs);
  }
}

customElements.define('winnow-loupe', Loupe);
