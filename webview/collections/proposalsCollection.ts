import { html, type TemplateResult } from 'lit';
import type { Decision } from '../../src/core/decisions/decision';
import type { View } from '../../src/protocol/dataset';
import type { PileProposals } from '../../src/protocol/sorting';
import type { Page } from '../state/page';
import { formatCount, shown, t } from '../strings';
import type { Collection } from './collection';

const unsorted = 'is:unsorted is:undecided';
const precisions = [0.8, 0.9, 0.95, 0.98, 0.99] as const;

interface Proposed {
  readonly className: string;
  readonly confidence: number;
}

/** The rest of a pile after a few labels: what reaches the chosen precision, the uncertain, and the unknown. */
export class ProposalsCollection implements Collection {
  readonly title = t('Sort the pile');
  readonly goesOn = true;
  readonly whenEmpty = { title: t('The pile is sorted'), text: t('No unsorted image without a decision is left.') };
  private precision = 0.95;
  private proposals: PileProposals | undefined;
  private readonly proposed = new Map<number, Proposed>();

  constructor(private readonly page: Page) {}

  async load(keepOrder: boolean): Promise<View> {
    const left = keepOrder && this.proposals ? await this.leftOf(this.proposals) : undefined;
    // Where nothing is left, nothing can move under the user.
    const found = (this.proposals = left && imagesOf(left) > 0 ? left : await this.propose());
    const order: number[] = [];
    const groups: { label: string; start: number }[] = [];
    const seen = new Set<number>();
    const add = (label: string, rows: Uint32Array): void => {
      const own = Array.from(rows).filter((row) => !seen.has(row));
      if (own.length === 0) return;
      groups.push({ label, start: order.length });
      for (const row of own) seen.add(row);
      for (const row of own) order.push(row);
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

  noteOf(row: number): string | undefined {
    const proposed = this.proposed.get(row);
    return proposed && t('{0} {1} %', proposed.className, Math.floor(100 * proposed.confidence));
  }

  acceptText(row: number): string | undefined {
    const proposed = this.proposed.get(row);
    return proposed && t('Relabel to {0}', shown(proposed.className));
  }

  /** Enter takes the class proposed here, which is adapted to the pile. */
  async accept(page: Page, rows: Uint32Array): Promise<void> {
    const chosen = rows.filter((row) => this.proposed.has(row));
    if (chosen.length === 0)
      return page.say('info', t('No class is proposed for this image: give it one (c, a digit, g for garbage).'));
    await page.decisions.record(
      chosen,
      (row) => this.decisionOf(row),
      () => page.host.request('accept', { rows: chosen, sorted: true }),
    );
  }

  /** Accepts what is above the line, but for what was decided meanwhile, and sorts the rest anew. */
  async acceptAll(page: Page): Promise<void> {
    const above = this.proposals?.accepted ?? new Uint32Array(0);
    await page.images.rows.ensure(Array.from(above).filter((row) => !page.images.table.isKnown(row)));
    const rows = above.filter((row) => page.decisions.isUndecided(row));
    if (rows.length === 0)
      return page.say('info', t('No image is above the line. Label some of the uncertain ones, then press p.'));
    await page.shown.hold(
      this.accept(page, rows).then(() => {
        page.announced.emit(t('{0} accepted', rows.length));
        return page.shown.open(this);
      }),
    );
  }

  /** Through with what is shown: what is left is proposed anew. */
  async next(page: Page): Promise<boolean> {
    const { left } = await page.host.request('pileState', {});
    if (left === 0) return false;
    await page.shown.hold(page.shown.open(this));
    return true;
  }

  strip(page: Page): TemplateResult {
    const { proposals } = this;
    const accepted = proposals?.accepted ?? new Uint32Array(0);
    const title = html`<strong class="strip-title">${this.title}</strong>`;
    // Nothing is left to sort: the card below says so.
    if (proposals && this.proposed.size === 0 && page.shown.total === 0) return title;
    return html`
      ${title}
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
          proposals && proposals.examples < proposals.examplesNeeded
            ? t(
                '{0} labelled images are too few to promise {1} %: it needs about {2}. Label some, or choose less.',
                proposals.examples,
                Math.round(100 * this.precision),
                proposals.examplesNeeded,
              )
            : ''
        }
        ${
          proposals
            ? t(
                '{0} above the line, {1} uncertain, {2} unknown; judged on {3} labelled images.',
                accepted.length,
                proposals.uncertain.length - proposals.unknown.length,
                proposals.unknown.length,
                proposals.examples,
              )
            : ''
        }
      </span>
      <button
        class="button primary"
        title=${t('Accept all above the line (a)')}
        ?disabled=${!page.mayChange || accepted.length === 0}
        @click=${() => void this.acceptAll(page)}
      >
        ${t('Accept {0}', accepted.length)}
      </button>
    `;
  }

  private async propose(): Promise<PileProposals> {
    const line = { kind: 'precision' as const, precision: this.precision };
    const found = await this.page.host.request('proposePile', { query: unsorted, line });
    this.remember(found);
    return found;
  }

  /** What was proposed, without the images that are gone or stand in a class by now. Decided ones stay where they are. */
  private async leftOf(proposals: PileProposals): Promise<PileProposals> {
    const { order } = await this.page.host.request('view', { query: 'is:unsorted', sort: 'name', group: 'none' });
    const there = new Set(order);
    const left = (rows: Uint32Array): Uint32Array => rows.filter((row) => there.has(row));
    const { accepted, strip, uncertain, unknown } = proposals;
    return {
      ...proposals,
      ...{ accepted: left(accepted), strip: left(strip), uncertain: left(uncertain), unknown: left(unknown) },
    };
  }

  private remember({ proposed }: PileProposals): void {
    this.proposed.clear();
    const { classes } = this.page.summary;
    proposed.rows.forEach((row, i) => {
      const name = classes[proposed.classes[i]]?.name;
      if (name !== undefined) this.proposed.set(row, { className: name, confidence: proposed.confidence[i] });
    });
  }

  private decisionOf(row: number): Decision | undefined {
    const proposed = this.proposed.get(row);
    return proposed && { kind: 'relabel', to: proposed.className };
  }

  private choose(event: Event): void {
    if (!(event.target instanceof HTMLSelectElement)) return;
    this.precision = Number(event.target.value);
    void this.page.shown.open(this);
  }
}

/** The unknown ones are among the uncertain. */
function imagesOf({ accepted, uncertain }: PileProposals): number {
  return accepted.length + uncertain.length;
}
