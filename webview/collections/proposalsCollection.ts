import { html, type TemplateResult } from 'lit';
import type { View } from '../../src/protocol/dataset';
import type { PileProposals } from '../../src/protocol/sorting';
import type { Page } from '../state/page';
import { formatCount, t } from '../strings';
import type { Collection } from './collection';

const unsorted = 'is:unsorted is:undecided';
const precisions = [0.8, 0.9, 0.95, 0.98, 0.99] as const;

/** The rest of a pile after a few labels: what reaches the chosen precision, the uncertain, and the unknown. */
export class ProposalsCollection implements Collection {
  readonly title = t('Sort the pile');
  private precision = 0.95;
  private proposals: PileProposals | undefined;

  constructor(private readonly page: Page) {}

  async load(): Promise<View> {
    const line = { kind: 'precision' as const, precision: this.precision };
    const found = (this.proposals = await this.page.host.request('proposePile', { query: unsorted, line }));
    const order: number[] = [];
    const groups: { label: string; start: number }[] = [];
    const seen = new Set<number>();
    const add = (label: string, rows: Uint32Array): void => {
      const own = Array.from(rows).filter((row) => !seen.has(row));
      if (own.length === 0) return;
      groups.push({ label, start: order.length });
      for (const row of own) seen.add(row);
      order.push(...own);
    };
    add(t('Just above the line, at random: look before you accept'), found.strip);
    const unknown = new Set(found.unknown);
    add(
      t('Uncertain: label these, and the rest gets surer'),
      found.uncertain.filter((row) => !unknown.has(row)),
    );
    add(t('Above the line'), found.accepted);
    add(t('Unlike every class: held back'), found.unknown);
    return { order: Uint32Array.from(order), notes: [], groups };
  }

  strip(page: Page): TemplateResult {
    const { proposals } = this;
    const accepted = proposals?.accepted ?? new Uint32Array(0);
    return html`
      <strong class="strip-title">${this.title}</strong>
      <label class="strip-text">
        ${t('Precision to reach')}
        <select
          class="strip-select"
          aria-label=${t('Precision to reach')}
          @change=${(event: Event) => this.choose(event)}
        >
          ${precisions.map((value) => {
            const reached = proposals?.curve.find(({ precision }) => Math.abs(precision - value) < 1e-6)?.images;
            return html`<option value=${value} ?selected=${value === this.precision}>
              ${Math.round(value * 100)} %${reached === undefined ? '' : ` (${formatCount(reached)})`}
            </option>`;
          })}
        </select>
      </label>
      <span class="strip-text">
        ${
          proposals
            ? t(
                '{0} above the line, {1} uncertain, {2} unknown; judged on {3} labelled images.',
                accepted.length,
                proposals.uncertain.length,
                proposals.unknown.length,
                proposals.examples,
              )
            : ''
        }
      </span>
      <button
        class="button primary"
        ?disabled=${!page.mayChange || accepted.length === 0}
        @click=${() => void this.acceptAll(page, accepted)}
      >
        ${t('Accept {0}', accepted.length)}
      </button>
    `;
  }

  private async acceptAll(page: Page, rows: Uint32Array): Promise<void> {
    await page.rows.ensure(Array.from(rows).filter((row) => !page.table.isKnown(row)));
    await page.accept(rows);
    await page.open(this);
  }

  private choose(event: Event): void {
    if (!(event.target instanceof HTMLSelectElement)) return;
    this.precision = Number(event.target.value);
    void this.page.open(this);
  }
}
