import { html, type TemplateResult } from 'lit';
import { messageOf } from '../../src/core/messageOf';
import type { View } from '../../src/protocol/dataset';
import type { SpotCheck } from '../../src/protocol/sorting';
import type { Page } from '../state/page';
import { t } from '../strings';
import type { Collection } from './collection';

/** *Spot-Check 50*: a random sample of what nobody has looked at; what it shows bounds the errors that are left. */
export class SpotCheckCollection implements Collection {
  readonly title = t('Spot check');
  readonly goesOn = true;
  private result: SpotCheck | undefined;

  private constructor(
    private readonly page: Page,
    private readonly rows: Uint32Array,
    private readonly from: number,
  ) {}

  static async open(page: Page, count = 50): Promise<void> {
    try {
      const { rows, from } = await page.host.request('drawSpotCheck', { query: page.shown.view.request.query, count });
      if (rows.length === 0) return page.say('info', t('Nothing to check here: every labelled image is decided.'));
      await page.shown.open(new SpotCheckCollection(page, rows, from));
    } catch (error) {
      page.say('error', messageOf(error));
    }
  }

  load(): Promise<View> {
    return Promise.resolve({ order: this.rows, notes: [] });
  }

  /** What was sorted unseen is drawn, too. */
  isDecided(row: number): boolean {
    return this.page.images.table.isDecided(row);
  }

  strip(page: Page): TemplateResult {
    void this.count(page);
    // From the beginning both lines are there: the images do not jump when the first one is checked.
    return html`
      <strong class="strip-title">${this.title}</strong>
      <span class="strip-text">
        ${t('{0} drawn of {1}. Keep what is right (k, or Shift+Enter for all in sight), relabel or delete the rest.', this.rows.length, this.from)}
      </span>
      <span class="strip-text strip-line"> ${resultText(this.result)} </span>
    `;
  }

  private async count(page: Page): Promise<void> {
    try {
      const result = await page.host.request('spotCheck', { rows: this.rows, from: this.from });
      if (JSON.stringify(result) === JSON.stringify(this.result)) return;
      this.result = result;
      page.changed.emit('findings');
    } catch (error) {
      page.say('error', messageOf(error));
    }
  }
}

/** What the check has shown so far. */
function resultText(result: SpotCheck | undefined): string {
  if (!result || result.checked === 0) return t('None checked yet.');
  const { checked, errors, rest, atMost } = result;
  if (rest === 0) return t('{0} checked, {1} wrong: these are all that there were to check.', checked, errors);
  const share = Math.ceil((100 * atMost) / rest);
  return atMost === 1
    ? t('{0} checked, {1} wrong: at most {2} % of the rest (1 image) are wrong.', checked, errors, share)
    : t('{0} checked, {1} wrong: at most {2} % of the rest ({3} images) are wrong.', checked, errors, share, atMost);
}
