import { messageOf } from '../../src/core/messageOf';
import type { Box, Size } from '../../src/core/boxes';
import { unpackBoxes } from '../../src/core/collage/packedBoxes';
import type { SheetSettings } from '../../src/core/collage/sheetSettings';
import { defaultSplitOptions } from '../../src/core/collage/splitDefaults';
import { sameSplit, type SplitDecision, type SplitOptions } from '../../src/core/collage/splitDecision';
import { foundAnew, noParts, type SheetParts } from '../../src/core/collage/sheetParts';
import type { Sheet, SheetBoxes } from '../../src/protocol/collages';
import type { EngineMessage } from '../../src/protocol/notifications';
import { isCancelled } from '../messages';
import type { Page } from '../state/page';
import { Signal } from '../state/signal';
import { t } from '../strings';
import { LookAtSheet } from './lookAtSheet';

/** Milliseconds without another key before moves by keys become one edit. */
const settleMs = 400;

/** The sheet on screen: its boxes, what is chosen, and what of it is decided. Every correction is a decision. */
export class SheetEditor {
  /** `parts` changes while a hand moves, `sheet` with everything else. */
  readonly changed = new Signal<'parts' | 'sheet'>();
  /** Sheets to go through. */
  rows: readonly number[] = [];
  at = 0;
  sheet: Sheet | undefined;
  found: SheetBoxes | undefined;
  private foundBoxes: readonly Box[] = [];
  parts: SheetParts = noParts;
  options: SplitOptions = defaultSplitOptions;
  /** What was chosen for a sheet is where the next one, and a batch, begins. */
  remembered: Promise<void> = Promise.resolve();
  problem: string | undefined;
  /** What was said before this sheet was opened is not about it. */
  private saidBefore: EngineMessage | undefined;
  /** A drag draws a line that cuts. */
  isCutting = false;
  /** Counts how often the file was found to be another one while it was open: its picture is another one, too. */
  version = 0;
  private decided: SplitDecision | undefined;
  private underWay = 0;
  private timer: number | undefined;
  private readonly looking: LookAtSheet;

  constructor(private readonly page: Page) {
    this.looking = new LookAtSheet(
      (row, settings) => page.host.request('sheetBoxes', { row, settings }),
      (row, boxes) => row === this.row && this.take(boxes),
      (row, error) => row === this.row && this.fail(error),
    );
    page.rowsChanged.on((rows) => {
      if (this.isOpen && (rows === 'all' || rows.includes(this.row))) void this.follow();
    });
  }

  get isOpen(): boolean {
    return this.rows.length > 0;
  }

  get row(): number {
    return this.rows[this.at] ?? -1;
  }

  get isLooking(): boolean {
    return this.looking.isLooking;
  }

  /** What was said since the sheet was opened. */
  get message(): EngineMessage | undefined {
    return this.page.message === this.saidBefore ? undefined : this.page.message;
  }

  get isDecided(): boolean {
    return this.decided !== undefined;
  }

  /** Pixels of the upright sheet; undefined before it was looked at. */
  get size(): Size | undefined {
    return this.found;
  }

  open(rows: Iterable<number>, at = 0): void {
    this.rows = [...rows];
    void this.goTo(at);
  }

  /** Back to the grid, where the sheet that was looked at last has the focus. */
  close(): void {
    void this.flush();
    const { shown } = this.page;
    const position = this.isOpen ? shown.view.positionOf(this.row) : -1;
    this.rows = [];
    this.changed.emit('sheet');
    if (position >= 0) shown.focus(position, { keepSelection: true });
  }

  async goTo(at: number): Promise<void> {
    const flushed = this.flush();
    this.at = Math.max(0, Math.min(this.rows.length - 1, at));
    const { row } = this;
    this.sheet = this.found = this.problem = this.decided = undefined;
    this.parts = noParts;
    this.isCutting = false;
    this.saidBefore = this.page.message;
    this.changed.emit('sheet');
    try {
      await flushed;
      const sheet = await this.page.host.request('sheet', { row });
      if (row !== this.row) return;
      this.sheet = sheet;
      this.accord(sheet.decision);
      this.options = sheet.decision ?? sheet.options;
      await this.looking.look(row, this.options.settings);
    } catch (error) {
      if (row === this.row) this.fail(error);
    }
  }

  /** Looks again with other settings; with `isLast` the hand has left the slider. */
  async setSettings(change: Partial<SheetSettings>, isLast: boolean): Promise<void> {
    const settings = { ...this.options.settings, ...change };
    this.options = { ...this.options, settings };
    this.changed.emit('sheet');
    const { row } = this;
    await this.looking.look(row, settings);
    if (isLast && row === this.row && this.decided) this.commit();
  }

  /** What becomes of crops and sheet. */
  setOptions(change: Partial<Omit<SplitOptions, 'settings'>>): void {
    this.options = { ...this.options, ...change };
    this.changed.emit('sheet');
    if (this.decided) this.commit();
  }

  /** Padding is added when crops are cut: the boxes need not be found anew. */
  setPadding(padding: number, isLast: boolean): void {
    this.options = { ...this.options, cut: { ...this.options.cut, padding } };
    this.changed.emit('sheet');
    if (isLast && this.decided) this.commit();
  }

  /** Shows a state that is not recorded: in the midst of a drag, or another selection. */
  show(parts: SheetParts): void {
    this.parts = parts;
    this.changed.emit('parts');
  }

  /** A correction. Moves by keys come in numbers and are recorded as one. */
  edit(parts: SheetParts, isOneOfMany = false): void {
    if (!this.mayEdit()) return;
    this.parts = parts;
    this.changed.emit('sheet');
    window.clearTimeout(this.timer);
    this.timer = isOneOfMany ? window.setTimeout(() => this.commit(), settleMs) : undefined;
    if (!isOneOfMany) this.commit();
  }

  mayEdit(): boolean {
    if (this.page.mayChange) return true;
    this.page.say('warning', t('This workspace is restricted: trust it to decide. Looking is possible.'));
    return false;
  }

  /** Splits the sheet as shown and goes on to the next; after the last the grid is back. */
  accept(): void {
    if (!this.mayEdit() || !this.found) return;
    if (this.parts.parts.length === 0) {
      this.page.say('info', t('There is no box to cut. Draw one, or move a slider.'));
      return;
    }
    this.commit();
    this.step(1);
  }

  /** To the next sheet, or the one before; past the last one the grid is back. */
  step(by: 1 | -1): void {
    const to = this.at + by;
    if (to >= this.rows.length) this.close();
    else if (to >= 0) void this.goTo(to);
  }

  /** Takes decision and corrections back. */
  clear(): void {
    if (!this.mayEdit()) return;
    window.clearTimeout(this.timer);
    this.timer = undefined;
    this.parts = foundAnew(this.found ? this.foundBoxes : [], noParts);
    this.send(undefined);
    this.changed.emit('sheet');
  }

  private take(boxes: SheetBoxes): void {
    if (this.found && this.found.hash !== boxes.hash) return this.beginAnew();
    const isFirst = this.found === undefined;
    this.found = boxes;
    this.foundBoxes = unpackBoxes(boxes.boxes);
    this.problem = undefined;
    if (!isFirst || !this.decided) this.parts = foundAnew(this.foundBoxes, this.parts);
    this.changed.emit('sheet');
  }

  private fail(error: unknown): void {
    if (isCancelled(error)) return;
    this.problem = messageOf(error);
    this.changed.emit('sheet');
  }

  /** Undo and redo come from VS Code: the sheet shows what is decided now. */
  private async follow(): Promise<void> {
    const { row } = this;
    if (this.underWay > 0) return;
    const sheet = await this.page.host.request('sheet', { row });
    if (row !== this.row || !this.sheet) return;
    const isOther = sheet.hash !== undefined && sheet.hash !== this.sheet.hash;
    if (isOther && this.found && sheet.hash !== this.found.hash) return this.beginAnew();
    if (this.underWay > 0 || this.timer !== undefined) return;
    if (sameSplit(sheet.decision, this.decided)) return;
    this.sheet = sheet;
    this.accord(sheet.decision);
    if (sheet.decision) this.options = sheet.decision;
    else if (this.found) this.parts = foundAnew(this.foundBoxes, noParts);
    this.changed.emit('sheet');
  }

  /** The file has other content than what the boxes were found on: they would be cut out of a picture they never saw. */
  private beginAnew(): void {
    window.clearTimeout(this.timer);
    this.timer = undefined;
    const { page, sheet } = this;
    page.images.previews.outdate(Uint32Array.of(this.row));
    this.version++;
    void this.goTo(this.at);
    page.say('warning', t('{0} has changed: its boxes are found anew.', sheet?.path ?? ''));
  }

  private accord(decision: SplitDecision | undefined): void {
    this.decided = decision;
    if (decision) this.parts = { parts: decision.parts, removed: decision.removed ?? [], selected: new Set() };
  }

  /** What waits is recorded now; what was chosen without deciding is where the next sheet begins. */
  private async flush(): Promise<void> {
    if (this.timer !== undefined) this.commit();
    const { sheet, isDecided, page } = this;
    if (!sheet || isDecided || !page.mayChange) return;
    const { settings, cut, target, sheet: fate } = this.options;
    const options = { settings, cut, target, sheet: fate };
    if (JSON.stringify(options) === JSON.stringify(sheet.options)) return;
    this.sheet = { ...sheet, options };
    this.remembered = page.host.request('rememberSplit', { options }).then(
      () => undefined,
      (error: unknown) => page.say('error', messageOf(error)),
    );
    await this.remembered;
  }

  private commit(): void {
    window.clearTimeout(this.timer);
    this.timer = undefined;
    const { parts, removed } = this.parts;
    if (parts.length === 0) return this.send(undefined);
    const { settings, cut, target, sheet } = this.options;
    this.send({ kind: 'split', parts, ...(removed.length > 0 && { removed }), settings, cut, target, sheet });
  }

  private send(decision: SplitDecision | undefined): void {
    if (!this.mayEdit()) return;
    const rows = Uint32Array.of(this.row);
    this.decided = decision;
    this.underWay++;
    const request = () => this.page.host.request('decide', { rows, decision: decision ?? null });
    void this.page.decisions
      .record(rows, () => decision, request)
      .finally(() => {
        this.underWay--;
        if (this.isOpen && rows[0] === this.row) void this.follow();
      });
  }
}
