import { html, nothing, type TemplateResult } from 'lit';
import { messageOf } from '../../src/core/messageOf';
import type { Decision, GoneAs } from '../../src/core/decisions/decision';
import { answersFinding, type FindingKind } from '../../src/core/findings/finding';
import type { FindingItem, FindingKindSummary, FindingRef } from '../../src/protocol/findings';
import type { View } from '../../src/protocol/dataset';
import type { Page } from '../state/page';
import { settledDecision } from '../state/proposal';
import { t } from '../strings';
import { thresholdKeyOf } from '../strip/thresholdSlider';
import '../strip/thresholdSlider';
import type { Collection } from './collection';
import { SheetsCollection } from './sheetsCollection';
import { findingName } from './findingNames';

const pageSize = 500;
/** More findings than this are not looked through one by one. */
const most = 20_000;

/** All findings of one kind: groups of copies under a header each, single images the worst first. */
export class FindingsCollection implements Collection {
  readonly followsFindings = true;
  readonly title: string;
  readonly goneAs: GoneAs | undefined;
  private items: FindingItem[] = [];
  private total = 0;
  private readonly byRow = new Map<number, FindingItem>();

  constructor(
    private readonly page: Page,
    private readonly kind: Pick<FindingKindSummary, 'kind' | 'type'>,
    private readonly showsDismissed = false,
  ) {
    this.title = findingName(kind);
    this.goneAs = goneAsByKind(kind.kind);
  }

  async load(keepOrder: boolean): Promise<View> {
    const { kind, type } = this.kind;
    if (kind === 'off-reference' && !this.page.reference.view) await this.page.reference.look();
    const found: FindingItem[] = [];
    const states = this.showsDismissed ? ['dismissed' as const] : ['open' as const, 'pending' as const];
    for (;;) {
      const { total, findings } = await this.page.host.request('findingsPage', {
        kind,
        type,
        states,
        offset: found.length,
        limit: pageSize,
      });
      found.push(...findings);
      this.total = total;
      if (findings.length < pageSize || found.length >= most) break;
    }
    this.replace(keepOrder ? inOrderOf(this.items, found) : found);
    return viewOf(this.items);
  }

  isDone(row: number): boolean {
    const item = this.byRow.get(row);
    if (!item || item.state !== 'open') return true;
    const { proposal } = item;
    if (proposal?.kind === 'decide') return proposal.images.every((one) => this.isDecided(one));
    return item.images.some((one) => this.isDecided(one));
  }

  isDecided(row: number): boolean {
    const { table } = this.page.images;
    return answersFinding(this.kind.kind, table.decisionCode(row), table.targetName(row) !== undefined);
  }

  noteOf(row: number): string | undefined {
    const item = this.byRow.get(row);
    if (item?.proposal?.kind === 'split') return t('{0} parts', item.proposal.parts);
    if (!item || item.images.length < 2) return undefined;
    if (item.state === 'dismissed') return t('not a problem');
    const { proposal } = item;
    if (proposal?.kind !== 'decide') return t('which is right?');
    return proposal.images.includes(row) ? t('drop') : t('stays');
  }

  whyOf(row: number): readonly string[] {
    const item = this.byRow.get(row);
    if (!item) return [];
    return item.proposal?.kind === 'ask' ? [item.explanation, item.proposal.question] : [item.explanation];
  }

  acceptText(row: number): string | undefined {
    const proposal = this.byRow.get(row)?.proposal;
    if (proposal?.kind === 'split') return t('Open the Sheet');
    return proposal?.kind === 'decide' ? proposalText(proposal.decision, proposal.images.length) : undefined;
  }

  async accept(page: Page, rows: Uint32Array): Promise<void> {
    const items = this.itemsOf(rows);
    if (items.some(({ proposal }) => proposal?.kind === 'split')) {
      this.openSheets(page, rows);
      return;
    }
    const decisions = new Map<number, Decision>();
    for (const { proposal } of items)
      if (proposal?.kind === 'decide') for (const row of proposal.images) decisions.set(row, proposal.decision);
    if (decisions.size === 0) {
      const question = items.find(({ proposal }) => proposal?.kind === 'ask')?.proposal;
      page.say(
        'info',
        question?.kind === 'ask'
          ? question.question
          : t('Nothing can be done by itself here. Label it, delete it, or press n where it is no problem.'),
      );
      return;
    }
    const decided = Uint32Array.from(decisions.keys());
    await page.decisions.record(
      decided,
      (row) => settledDecision(page.images.table, row, decisions.get(row) ?? null),
      async () => {
        const wanted = { ...this.selection(), findings: items.map(refOf), unticked: true };
        const { stale } = await page.host.request('acceptFindings', wanted);
        if (stale === 0) return;
        page.images.outdate(decided, 'decisions');
        page.say('warning', t('Not accepted, as they are about other images by now: {0}. Look again.', stale));
      },
    );
  }

  /** Boxes are looked at before they are cut: the sheet opens, and after it those that follow. */
  private openSheets(page: Page, rows: Uint32Array): void {
    const open = [...page.shown.view.order].filter(
      (row) => this.byRow.get(row)?.state === 'open' || rows.includes(row),
    );
    const only = rows.length > 1 ? [...rows] : open;
    page.collage.open(only, Math.max(0, only.indexOf(rows[0])));
  }

  async dismiss(page: Page, rows: Uint32Array): Promise<void> {
    const items = this.itemsOf(rows);
    if (items.length === 0) return;
    const dismissed = !this.showsDismissed;
    try {
      await page.host.request('dismissFindings', { ...this.selection(), findings: items.map(refOf), dismissed });
      const gone = new Set(items);
      this.replace(
        this.items.map((item) => (gone.has(item) ? { ...item, state: dismissed ? 'dismissed' : 'open' } : item)),
      );
      page.selection.clear();
      page.changed.emit('rows');
    } catch (error) {
      page.say('error', messageOf(error));
    }
  }

  strip(page: Page): TemplateResult {
    const summary = page.insights.findings.kinds.find(
      ({ kind, type }) => kind === this.kind.kind && type === this.kind.type,
    );
    const ticked = this.ticked();
    const drops = ticked.reduce((n, { proposal }) => n + (proposal?.kind === 'decide' ? proposal.images.length : 0), 0);
    const sheets = this.items.flatMap(({ state, proposal, images }) =>
      state === 'open' && proposal?.kind === 'split' ? images : [],
    );
    const isByTags = this.kind.kind === 'off-reference' && page.reference.rule === 'tags';
    const key = isByTags ? undefined : thresholdKeyOf(this.kind);
    return html`
      <strong class="strip-title">${this.title}</strong>
      <span class="strip-text">
        ${summary ? stripText(summary) : nothing}
        ${this.total > this.items.length ? t('Shown are the first {0}.', this.items.length) : nothing}
      </span>
      ${
        drops > 0
          ? html`<button
              class="button"
              ?disabled=${!page.mayChange}
              title=${t('Accept all that come ticked (a)')}
              @click=${() => void this.acceptAll(page)}
            >
              ${t('Accept All: {0} Images', drops)}
            </button>`
          : nothing
      }
      ${
        sheets.length > 1
          ? html`<button class="button" @click=${() => void SheetsCollection.open(page, Uint32Array.from(sheets))}>
              ${t('Split All…')}
            </button>`
          : nothing
      }
      ${
        this.kind.kind === 'off-reference'
          ? html`<button class="button" @click=${() => this.editReference(page)}>${t('Edit Reference…')}</button>`
          : nothing
      }
      ${key === undefined ? nothing : html`<winnow-threshold .page=${page} .key=${key}></winnow-threshold>`}
      ${
        summary && (summary.dismissed > 0 || this.showsDismissed)
          ? html`<button
              class="button"
              @click=${() => void page.shown.open(new FindingsCollection(page, this.kind, !this.showsDismissed))}
            >
              ${this.showsDismissed ? t('Show Open') : t('Show Dismissed')}
            </button>`
          : nothing
      }
    `;
  }

  private editReference(page: Page): void {
    void page.reference.look();
    page.overlays.openDialog('reference');
  }

  /** Accepts what comes ticked. */
  async acceptAll(page: Page): Promise<void> {
    const items = this.ticked();
    if (items.length === 0) return page.say('info', t('Nothing here comes ticked: Enter accepts one after the other.'));
    await this.accept(page, Uint32Array.from(items.map(({ images }) => images[0])));
    page.announced.emit(t('{0} accepted', items.length));
  }

  private ticked(): FindingItem[] {
    return this.items.filter(
      ({ state, proposal }) => state === 'open' && proposal?.kind === 'decide' && proposal.ticked,
    );
  }

  private selection(): Pick<FindingKindSummary, 'kind' | 'type'> {
    return { kind: this.kind.kind, type: this.kind.type };
  }

  private itemsOf(rows: Uint32Array): FindingItem[] {
    return [...new Set(Array.from(rows).flatMap((row) => this.byRow.get(row) ?? []))];
  }

  private replace(items: FindingItem[]): void {
    this.items = items;
    this.byRow.clear();
    for (const item of items) for (const row of item.images) if (!this.byRow.has(row)) this.byRow.set(row, item);
  }
}

function proposalText(decision: Decision, images: number): string | undefined {
  switch (decision.kind) {
    case 'delete':
      return images === 1 ? t('Delete 1 Image') : t('Delete {0} Images', images);
    case 'set-aside':
      return images === 1 ? t('Set 1 Image Aside') : t('Set {0} Images Aside', images);
    case 'relabel':
      return t('Relabel to {0}', decision.to);
    case 'convert':
      return t('Convert to {0}', decision.format.toUpperCase());
    case 'rename':
      return t('Rename to {0}', decision.to);
    case 'keep':
      return t('Keep');
    case 'restore':
    case 'split':
      return undefined;
  }
}

function refOf({ kind, type, images }: FindingItem): FindingRef & { images: number[] } {
  return { kind, type, images: [...images] };
}

function stripText({ open, pending, kept, dismissed, isProperty }: FindingKindSummary): string {
  const parts = [
    t('{0} open', open),
    ...(pending > 0 ? [t('{0} pending', pending)] : []),
    ...(kept > 0 ? [t('{0} kept', kept)] : []),
    ...(dismissed > 0 ? [t('{0} dismissed', dismissed)] : []),
  ];
  return parts.join(' · ') + (isProperty ? t('. So many that it is a property of the set.') : '');
}

function goneAsByKind(kind: FindingKind): GoneAs | undefined {
  switch (kind) {
    case 'duplicate':
    case 'leakage':
      return 'copy';
    case 'collage':
      return 'sheet';
    case 'unreadable':
      return 'unreadable';
    case 'label':
    case 'outlier':
    case 'quality':
    case 'loader':
    case 'off-reference':
      return undefined;
  }
}

/** One group for each finding of several images; an image stands in the first of its findings. */
function viewOf(items: readonly FindingItem[]): View {
  const order: number[] = [];
  const groups: { label: string; start: number }[] = [];
  const seen = new Set<number>();
  const isGrouped = items.some(({ images }) => images.length > 1);
  for (const { images, explanation } of items) {
    const own = images.filter((row) => !seen.has(row));
    if (own.length === 0) continue;
    if (isGrouped) groups.push({ label: explanation, start: order.length });
    for (const row of own) {
      seen.add(row);
      order.push(row);
    }
  }
  return { order: Uint32Array.from(order), notes: [], ...(isGrouped && { groups }) };
}

function inOrderOf(shown: readonly FindingItem[], found: readonly FindingItem[]): FindingItem[] {
  const key = ({ images }: FindingItem) => [...images].sort((a, b) => a - b).join(' ');
  const fresh = new Map(found.map((item) => [key(item), item]));
  const kept = shown.flatMap((item) => {
    const now = fresh.get(key(item));
    fresh.delete(key(item));
    return now ? [now] : [];
  });
  return [...kept, ...fresh.values()];
}
