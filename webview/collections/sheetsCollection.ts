import { html, nothing, type TemplateResult } from 'lit';
import { messageOf } from '../../src/core/messageOf';
import type { View } from '../../src/protocol/dataset';
import type { SplitOptions } from '../../src/core/collage/splitDecision';
import type { FoundSheets } from '../../src/protocol/collages';
import type { Page } from '../state/page';
import { targetsOf } from '../state/selecting';
import { fateText, targetText } from '../collage/sheetTarget';
import { shown, t } from '../strings';
import type { Collection } from './collection';

/** Above this a sheet should be looked at before it is split. */
const doubtFrom = 0.35;

/** Many sheets looked at with the same settings: the doubtful ones first, to be corrected; the others with one key. */
export class SheetsCollection implements Collection {
  readonly title = t('Collages');
  private readonly parts: ReadonlyMap<number, number>;
  private readonly doubtful: readonly number[];
  private readonly sure: readonly number[];
  private readonly single: readonly number[];
  private isAsking = false;
  /** Split and applied since they were looked at; an undo opens them again. */
  private split: ReadonlySet<number> = new Set();

  private constructor(
    private readonly page: Page,
    private readonly found: FoundSheets,
    /** All that were to be looked at. */
    private readonly rows: Uint32Array,
  ) {
    const shown = [...found.rows];
    this.parts = new Map(shown.map((row, i) => [row, found.parts[i]]));
    const isCollage = (i: number): boolean => found.isCollage[i] === 1 && found.parts[i] > 0;
    this.doubtful = shown.filter((_, i) => isCollage(i) && found.doubt[i] >= doubtFrom);
    this.sure = shown.filter((_, i) => isCollage(i) && found.doubt[i] < doubtFrom);
    this.single = shown.filter((_, i) => !isCollage(i));
  }

  /** One image opens at once; of several all are looked at first. */
  static async open(page: Page, rows: Uint32Array = targetsOf(page)): Promise<void> {
    if (rows.length === 0) page.say('info', t('There is no image to split here.'));
    else if (rows.length === 1) page.collage.open(rows);
    else await SheetsCollection.look(page, rows);
  }

  private static async look(page: Page, rows: Uint32Array): Promise<void> {
    page.collage.close();
    try {
      await page.collage.remembered;
      const { options } = await page.host.request('sheet', { row: rows[0] });
      const found = await page.host.request('findSheets', { rows, settings: options.settings });
      const sheets = new SheetsCollection(page, found, rows);
      await page.images.rows.ensure(sheets.sure);
      await page.shown.open(sheets);
      page.say(found.failed.length > 0 ? 'warning' : 'info', summary(found, rows.length));
    } catch (error) {
      page.say('error', messageOf(error));
    }
  }

  async load(): Promise<View> {
    const { rows } = await this.page.host.request('splitBefore', { rows: Uint32Array.from(this.parts.keys()) });
    this.split = new Set(rows);
    const order: number[] = [];
    const groups: { label: string; start: number }[] = [];
    const add = (label: string, rows: readonly number[]): void => {
      if (rows.length === 0) return;
      groups.push({ label, start: order.length });
      for (const row of rows) order.push(row);
    };
    add(t('Doubtful: look at the boxes'), this.doubtful);
    add(t('Collages'), this.sure);
    add(t('Rather one picture than a collage'), this.single);
    return { order: Uint32Array.from(order), notes: [], groups };
  }

  noteOf(row: number): string | undefined {
    const parts = this.parts.get(row);
    if (this.split.has(row)) return t('split before');
    return parts === undefined ? undefined : parts === 1 ? t('1 part') : t('{0} parts', parts);
  }

  isDone(row: number): boolean {
    return this.split.has(row);
  }

  isDecided(row: number): boolean {
    return this.page.images.table.isDecided(row);
  }

  acceptText(): string {
    return t('Open the Sheet');
  }

  /** Enter opens the sheet, and the others after it. */
  async accept(page: Page, rows: Uint32Array): Promise<void> {
    const order = [...page.shown.view.order];
    const from = Math.max(0, order.indexOf(rows[0] ?? -1));
    page.collage.open(rows.length > 1 ? rows : order, rows.length > 1 ? 0 : from);
    return Promise.resolve();
  }

  strip(page: Page): TemplateResult {
    void this.askForDecisions(page);
    const open = this.sure.filter((row) => page.decisions.isUndecided(row));
    const parts = open.reduce((sum, row) => sum + (this.parts.get(row) ?? 0), 0);
    const { failed, splitBefore } = this.found;
    return html`
      <strong class="strip-title">${this.title}</strong>
      <span class="strip-text">
        ${t('{0} collages, {1} of them doubtful', this.sure.length + this.doubtful.length, this.doubtful.length)}
        ${failed.length > 0 ? html` · <span title=${shown(failed.map(({ path, reason }) => `${path}: ${reason}`).join('\n'))}>${t('{0} not read', failed.length)}</span>` : nothing}
        ${splitBefore > 0 ? ` · ${t('{0} split before, left out', splitBefore)}` : nothing} ·
        ${t('Enter opens a sheet')}
      </span>
      <button
        class="button"
        title=${t('Looks at all of them with the settings last chosen on a sheet')}
        @click=${() => void SheetsCollection.look(page, this.rows)}
      >
        ${t('Look Again')}
      </button>
      <button
        class="button primary"
        ?disabled=${!page.mayChange || open.length === 0}
        @click=${() => void this.splitAll(page, Uint32Array.from(open))}
      >
        ${t('Split {0} into {1}', open.length, parts)}
      </button>
    `;
  }

  /** The button is about all sure sheets, also about those that are not in sight and so are not fetched by the grid. */
  private async askForDecisions(page: Page): Promise<void> {
    const outdated = this.sure.filter((row) => !page.images.table.isFresh(row));
    if (this.isAsking || outdated.length === 0) return;
    this.isAsking = true;
    try {
      await page.images.rows.ensure(outdated);
      this.isAsking = false;
    } catch (error) {
      // It is not asked again: what is said is drawn, and what is drawn asks.
      page.say('error', messageOf(error));
    }
  }

  private async splitAll(page: Page, rows: Uint32Array): Promise<void> {
    try {
      await page.collage.remembered;
      const { options } = await page.host.request('sheet', { row: rows[0] });
      await page.host.request('decideSheets', { rows, options });
      page.say('info', whatBecomes(rows.length, options));
    } catch (error) {
      page.say('error', messageOf(error));
    }
  }
}

/** Who splits many at once has not seen where their crops go. */
function whatBecomes(sheets: number, { target, sheet }: SplitOptions): string {
  return sheets === 1
    ? t('1 sheet decided. Its crops go {0}; the sheet {1}.', targetText(target), fateText(sheet))
    : t('{0} sheets decided. Their crops go {1}; each sheet {2}.', sheets, targetText(target), fateText(sheet));
}

function summary({ rows, failed, cancelled, splitBefore }: FoundSheets, asked: number): string {
  const parts = [
    ...(cancelled
      ? [
          t(
            'Cancelled; what was looked at is shown: {0} of {1} images.',
            rows.length + failed.length,
            asked - splitBefore,
          ),
        ]
      : [rows.length === 1 ? t('1 image looked at.') : t('{0} images looked at.', rows.length)]),
    ...(failed.length > 0
      ? [t('{0} could not be read: {1}: {2}', failed.length, failed[0].path, failed[0].reason)]
      : []),
    ...(splitBefore > 0 ? [t('{0} split before, left out.', splitBefore)] : []),
  ];
  return parts.join(' ');
}
