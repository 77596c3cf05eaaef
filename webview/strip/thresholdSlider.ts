import { html, nothing, type TemplateResult } from 'lit';
import { messageOf } from '../../src/core/messageOf';
import { thresholdKeys, type ThresholdKey } from '../../src/core/findings/findingSettings';
import type { FindingKind, FindingType } from '../../src/core/findings/finding';
import type { Threshold } from '../../src/protocol/findings';
import { Panel } from '../panel';
import type { Topic } from '../state/pageSignals';
import { t } from '../strings';
import { histogramSlider } from './histogramSlider';

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
    return html`<label
      class="threshold"
      title=${t('{0}; found {1} the line', score, findsAt === 'below' ? t('below') : t('above'))}
    >
      <span class="threshold-value">${t('Threshold')} ${value.toPrecision(3)}</span>
      ${histogramSlider({
        label: t('Threshold: {0}', score),
        low,
        high,
        step: (high - low) / 200,
        value,
        bins,
        finds: findsAt,
        disabled: !this.page.mayChange,
        onMove: (to) => this.move(to),
      })}
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

  private move(value: number): void {
    if (!this.threshold) return;
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
