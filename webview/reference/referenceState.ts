import { messageOf } from '../../src/core/messageOf';
import type { ReferenceRule, TagSourceName } from '../../src/core/reference';
import type { OffReferenceCounts, ReferenceEdit, ReferenceView } from '../../src/protocol/reference';
import type { HostConnection } from '../messages';

/** Milliseconds without another change before the engine counts what would be flagged. */
const settleMs = 150;

/** The references that are being chosen or are in force, and how a person edits them before anything is flagged. */
export class ReferenceState {
  view: ReferenceView | undefined;
  edit: ReferenceEdit | undefined;
  counts: OffReferenceCounts | undefined;
  /** What is wrong with what was chosen. */
  problem: string | undefined;
  isLoading = false;
  /** The tags were edited: they no longer follow the number of tags that are looked at. */
  private isEdited = false;
  private timer: number | undefined;
  private asked = 0;

  constructor(
    private readonly host: HostConnection,
    private readonly changed: () => void,
  ) {}

  /** Begins with images of the dataset. */
  begin(rows: Uint32Array): Promise<void> {
    return this.load(() => this.host.request('draftReference', { rows }));
  }

  /** The references that were chosen elsewhere, or are in force. */
  look(): Promise<void> {
    return this.load(() => this.host.request('reference', {}));
  }

  /** Which rule is in force, where it is known. */
  get rule(): ReferenceRule | undefined {
    return this.view?.by;
  }

  change(change: Partial<ReferenceEdit>): void {
    if (!this.edit) return;
    this.edit = { ...this.edit, ...change };
    if (change.tags) this.isEdited = true;
    else if (change.top !== undefined && !this.isEdited)
      this.edit = { ...this.edit, tags: (this.view?.suggested ?? []).slice(0, change.top).map(({ name }) => name) };
    this.countSoon();
    this.changed();
  }

  /** Flags what does not match from now on; false when that was refused. */
  async flag(): Promise<boolean> {
    if (!this.edit || !this.view) return false;
    try {
      await this.host.request('flagOffReference', this.edit);
      this.view = { ...this.view, ...this.edit, isInForce: true };
      return true;
    } catch (error) {
      this.fail(error);
      return false;
    }
  }

  /** Takes the tags from another source; a person agrees first to what is sent. */
  async useSource(source: TagSourceName): Promise<void> {
    await this.load(async () => (await this.host.request('askTagSource', { source })) ?? this.view ?? null);
  }

  /** Takes the references back; false when that was refused. */
  async clear(): Promise<boolean> {
    try {
      await this.host.request('clearReference', {});
      this.view = this.edit = this.counts = undefined;
      return true;
    } catch (error) {
      this.fail(error);
      return false;
    }
  }

  private async load(ask: () => Promise<ReferenceView | null>): Promise<void> {
    const asked = ++this.asked;
    this.isLoading = true;
    this.problem = undefined;
    this.changed();
    try {
      const view = await ask();
      if (asked !== this.asked) return;
      this.view = view ?? undefined;
      this.counts = undefined;
      this.edit = view
        ? { tags: view.tags, top: view.top, by: view.by, threshold: view.threshold, within: view.within }
        : undefined;
      this.isEdited = view?.isInForce ?? false;
      this.isLoading = false;
      if (view) await this.count();
    } catch (error) {
      if (asked === this.asked) this.fail(error);
    }
    this.changed();
  }

  private countSoon(): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.count(), settleMs);
  }

  private async count(): Promise<void> {
    const { edit } = this;
    if (!edit) return;
    try {
      const isEmpty = edit.by !== 'similarity' && edit.tags.length === 0;
      // Without a tag everything would be off: the count is of similarity then.
      const counts = await this.host.request('countOffReference', isEmpty ? { ...edit, by: 'similarity' } : edit);
      if (this.edit !== edit) return;
      this.counts = counts;
      this.problem = undefined;
    } catch (error) {
      this.fail(error);
    }
    this.changed();
  }

  private fail(error: unknown): void {
    this.isLoading = false;
    this.problem = messageOf(error);
    this.changed();
  }
}
