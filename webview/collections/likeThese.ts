import { html, type TemplateResult } from 'lit';
import { decisionCodes } from '../../src/core/decisions/decision';
import { messageOf } from '../../src/core/messageOf';
import type { View } from '../../src/protocol/dataset';
import type { MoreLikeThese } from '../../src/protocol/sorting';
import type { Page } from '../state/page';
import { targetsOf } from '../state/selecting';
import { t } from '../strings';
import { histogramSlider } from '../strip/histogramSlider';
import type { Collection } from './collection';

/** *More Like These*: undecided images like those pointed at, down to a threshold; one key then decides for all. */
export class LikeTheseCollection implements Collection {
  readonly title = t('More like these');
  private threshold: number;
  private rows: Uint32Array = new Uint32Array(0);

  private constructor(
    private readonly page: Page,
    private readonly like: MoreLikeThese,
    private readonly examples: number,
  ) {
    this.threshold = like.suggested;
  }

  static async open(page: Page): Promise<void> {
    const rows = targetsOf(page);
    if (rows.length === 0) return;
    try {
      const like = await page.host.request('moreLike', { rows });
      await page.shown.open(new LikeTheseCollection(page, like, rows.length));
    } catch (error) {
      page.say('error', messageOf(error));
    }
  }

  async load(keepOrder: boolean): Promise<View> {
    const query = `is:undecided similarity:>=${this.threshold.toFixed(3)}`;
    const view = await this.page.host.request('view', { query, sort: 'similarity', group: 'none', keepOrder });
    this.rows = view.order;
    return { order: view.order, notes: [] };
  }

  /**
   * Without a selection a decision holds for all of them: that is what they were looked for. What was decided
   * meanwhile, one by one, stays as it is; but for the image in focus, which the key is pressed on.
   */
  expand(rows: Uint32Array): Uint32Array {
    if (this.page.selection.size > 0) return rows;
    const { table } = this.page.images;
    return this.rows.filter((row) => rows.includes(row) || table.decisionCode(row) === decisionCodes.none);
  }

  strip(page: Page): TemplateResult {
    return html`
      <strong class="strip-title">${this.title}</strong>
      <span class="strip-text">
        ${this.examples === 1 ? t('like 1 image') : t('like {0} images', this.examples)} ·
        ${t('{0} found', this.rows.length)} ·
        ${page.selection.size > 0 ? t('a key decides for the selected') : t('a key decides for all of them')}
      </span>
      <label class="threshold">
        <span class="threshold-value">${t('Similarity')} ${this.threshold.toFixed(2)}</span>
        ${histogramSlider({
          label: t('Similarity'),
          low: 0,
          high: 1,
          step: 0.01,
          value: this.threshold,
          bins: this.like.histogram,
          finds: 'above',
          onChange: (to) => this.move(to),
        })}
      </label>
    `;
  }

  private move(threshold: number): void {
    this.threshold = threshold;
    void this.page.shown.open(this);
  }
}
