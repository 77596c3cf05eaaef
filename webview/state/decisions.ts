import { messageOf } from '../../src/core/messageOf';
import { decisionCodes, type Decision } from '../../src/core/decisions/decision';
import { t } from '../strings';
import type { Page } from './page';
import { proposedDecision, settledDecision } from './proposal';
import { targetsOf } from './selecting';

/** What the user decides about images: painted at once, recorded by the engine. */
export class Decisions {
  constructor(private readonly page: Page) {}

  isUndecided(row: number): boolean {
    const { images, shown } = this.page;
    if (images.table.hasFlag(row, 'missing') || shown.collection?.isDone?.(row)) return false;
    if (images.table.decisionCode(row) === decisionCodes.none) return true;
    return shown.collection?.isDecided?.(row) === false;
  }

  decide(wanted: Decision | null, rows = targetsOf(this.page)): Promise<void> {
    const { images, shown, host } = this.page;
    const goneAs = shown.collection?.goneAs;
    const isGone = wanted?.kind === 'delete' || wanted?.kind === 'set-aside';
    const decision = isGone && goneAs ? { ...wanted, as: goneAs } : wanted;
    return this.record(
      rows,
      (row) => settledDecision(images.table, row, decision),
      () => host.request('decide', { rows, decision }),
    );
  }

  accept(rows = targetsOf(this.page)): Promise<void> {
    const { page } = this;
    const { table } = page.images;
    if (page.shown.collection?.accept) return page.shown.collection.accept(page, rows);
    const proposed = rows.filter((row) => proposedDecision(table, row) !== undefined);
    if (proposed.length === 0) {
      page.say('info', t('Nothing is proposed here yet. Press 1 to 9 or c to label it, k to keep it.'));
      return Promise.resolve();
    }
    return this.record(
      proposed,
      (row) => proposedDecision(table, row),
      () => page.host.request('accept', { rows: proposed }),
    );
  }

  /** *Not a Problem*: dismisses what was found about these images. */
  dismiss(rows = targetsOf(this.page)): Promise<void> {
    const { page } = this;
    if (page.shown.collection?.dismiss) return page.shown.collection.dismiss(page, rows);
    const suspicious = rows.filter((row) => page.images.table.hasFlag(row, 'suspicious') && this.isUndecided(row));
    if (suspicious.length > 0) return this.decide({ kind: 'keep' }, suspicious);
    page.say('info', t('Nothing was found about this image.'));
    return Promise.resolve();
  }

  /** Paints decisions at once and has them recorded. */
  async record(
    rows: Uint32Array,
    decisionOf: (row: number) => Decision | undefined,
    send: () => Promise<unknown>,
  ): Promise<void> {
    const { page } = this;
    if (rows.length === 0) return;
    if (!page.mayChange) {
      page.say('warning', t('This workspace is restricted: trust it to decide. Looking is possible.'));
      return;
    }
    page.selection.spend();
    try {
      await page.images.edits.make(rows, decisionOf, send);
    } catch (error) {
      page.say('error', t('The decision was not recorded and is taken back: {0}', messageOf(error)));
    }
  }
}
