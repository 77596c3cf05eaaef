import { html, nothing, type TemplateResult } from 'lit';
import { thresholdKeys, type ThresholdKey } from '../../src/core/findingSettings';
import type { FindingKind, FindingType } from '../../src/core/finding';
import type { Threshold } from '../../src/protocol/findings';
import { messageOf } from '../messages';
import { Panel } from '../panel';
import type { Topic } from '../state/page';
import { t } from '../strings';
import { histogramPath } from './histogramPath';

/** Milliseconds without another move of the slider before the engine judges anew. */
const settleMs = 250;

/** The threshold that decides about a kind, if it has one. */
export function thresholdKeyOf({ kind, type }: { kind: FindingKind; type?: FindingType }): ThresholdKey | undefined {
  return thresholdKeys.find((key) => key === (type ?? kind));
}

/** A slider over the histogram of the scores: what is found moves with it, and it is remembered with the dataset. */
export class ThresholdSlider extends Panel {
  static override properties = { page: { attribute: false }, key: { attribute: false } };
  declare key: ThresholdKey;
  protected override readonly topics: readonly Topic[] = ['findings'];
  private threshold: Threshold | undefined;
  private loadedFor: unknown;
  private timer: number | undefined;

  protected override render(): TemplateResult | typeof nothing {
    const { threshold } = this;
    if (threshold?.key !== this.key) return nothing;
    const { low, high, value, bins, score, findsAt } = threshold;
    const share = (at: number) => (100 * (at - low)) / (high - low);
    const range = findsAt === 'below' ? { x: 0, width: share(value) } : { x: share(value), width: 100 - share(value) };
    return html`<label
      class="threshold"
      title=${t('{0}; found {1} the line', score, findsAt === 'below' ? t('below') : t('above'))}
    >
      <span class="threshold-value">${t('Threshold')} ${value.toPrecision(3)}</span>
      <span class="threshold-graph">
        <svg viewBox="0 0 100 24" preserveAspectRatio="none" aria-hidden="true">
          <rect class="threshold-found" x=${range.x} y="0" width=${Math.max(0, range.width)} height="24"></rect>
          <path class="threshold-bins" d=${histogramPath(bins, 100, 24)}></path>
        </svg>
        <input
          type="range"
          aria-label=${t('Threshold: {0}', score)}
          min=${low}
          max=${high}
          step=${(high - low) / 200}
          .value=${String(value)}
          ?disabled=${!this.page.mayChange}
          @input=${(event: InputEvent) => this.move(event)}
        />
      </span>
      ${
        value === threshold.default
          ? nothing
          : html`<button class="link" @click=${() => void this.set(null)}>${t('Default')}</button>`
      }
    </label>`;
  }

  protected override updated(): void {
    if (this.loadedFor === this.page.insights.findings && this.threshold?.key === this.key) return;
    this.loadedFor = this.page.insights.findings;
    void this.load();
  }

  private async load(): Promise<void> {
    try {
      const all = await this.page.host.request('thresholds', {});
      // While the slider is moved, what it says is newer than any answer.
      if (this.timer === undefined) this.threshold = all.find(({ key }) => key === this.key);
      this.requestUpdate();
    } catch (error) {
      this.page.say('error', messageOf(error));
    }
  }

  private move(event: InputEvent): void {
    if (!(event.target instanceof HTMLInputElement) || !this.threshold) return;
    const value = Number(event.target.value);
    this.threshold = { ...this.threshold, value };
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.set(value), settleMs);
    this.requestUpdate();
  }

  private async set(value: number | null): Promise<void> {
    window.clearTimeout(this.timer);
    this.timer = undefined;
    try {
      await this.page.host.request('setFindingSettings', { thresholds: { [this.key]: value } });
      await this.load();
    } catch (error) {
      this.page.say('error', messageOf(error));
    }
  }
}

customElements.define('winnow-threshold', ThresholdSlider);
