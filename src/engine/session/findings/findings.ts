import { findingKinds, type DuplicateType, type FindingKind } from '../../../core/findings/finding';
import type { FindingsSummary } from '../../../protocol/findings';
import type { FindingColumns } from '../../findings/columns';
import type { FindingCount } from '../../findings/countFindings';
import type { DuplicateGroup } from '../../findings/duplicates/duplicateGroup';
import { FindingsClient } from '../../findings/findingsClient';
import type { FindingFilter, FoundFinding } from '../../findings/findingsWork';
import type { FindingsCallName, FindingsCalls } from '../../findings/findingsCalls';
import { Turns } from '../../jobs/turns';
import { summariseCount } from './summariseCount';
import { ThreadFeed, type FeedParts } from './threadFeed';

export interface FindingsParts extends FeedParts {
  /** The bundled findingsThread. */
  readonly program: string;
  /** False while the index is being made: findings are looked for at its end. */
  readonly isReady: () => boolean;
  /** Told when the numbers changed, or are being counted anew. */
  readonly onSummary: (summary: FindingsSummary) => void;
  readonly onError: (error: unknown) => void;
}

/** Milliseconds without a further change before findings are counted anew. */
const quietMs = 400;

/** The findings of an open dataset: asks the findings thread, brought up to date, and keeps its numbers. */
export class SessionFindings {
  private readonly client: FindingsClient;
  readonly feed: ThreadFeed;
  /** Decisions, dismissals or settings changed since the numbers were counted. */
  private isOutdated = true;
  private computed: readonly FindingKind[] = [];
  private counts: readonly FindingCount[] = [];
  private mask: Uint32Array | undefined;
  private status: FindingsSummary['state'] = 'none';
  /** They share the thread and what it knows. */
  private readonly turns = new Turns();
  private timer: NodeJS.Timeout | undefined;
  private ending = new AbortController();

  constructor(private readonly parts: FindingsParts) {
    this.client = new FindingsClient(parts.program);
    this.feed = new ThreadFeed(parts, this.client);
  }

  /** `findingBits` by row; undefined before findings were looked for. */
  get bits(): Uint32Array | undefined {
    return this.mask;
  }

  summary(): FindingsSummary {
    const images = Math.max(1, this.feed.columns?.count ?? 1);
    return { state: this.status, kinds: this.counts.map((count) => summariseCount(count, images)) };
  }

  /** Files were read, moved or went. */
  indexChanged(): void {
    this.feed.changed('columns');
  }

  /** Other scores, more sheets, other references or tags. */
  changed(what: 'scores' | 'collages' | 'reference'): void {
    this.feed.changed(what);
    this.refreshSoon();
  }

  /** Decisions on these rows, or dismissals, changed. */
  decided(rows: readonly number[]): void {
    const { signal } = this.ending;
    const looking = this.feed.decided(rows, signal);
    if (!looking) return this.settingsChanged();
    looking.then(
      () => this.settingsChanged(),
      (error: unknown) => signal.aborted || this.parts.onError(error),
    );
  }

  /** Decisions changed in another window: all are looked up again. */
  async allDecided(): Promise<void> {
    await this.feed.allDecided(this.ending.signal);
    this.settingsChanged();
  }

  settingsChanged(): void {
    this.isOutdated = true;
    this.refreshSoon();
  }

  /** Looks for everything that changed, in the background. */
  refresh(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const { signal } = this.ending;
    this.turns
      .run(() => this.bring(findingKinds, signal))
      .catch((error: unknown) => {
        if (!signal.aborted) this.parts.onError(error);
      });
  }

  /** The findings named, from number `offset` on, after everything that changed was taken in. */
  page(
    filter: FindingFilter,
    offset: number,
    limit: number,
    signal: AbortSignal,
    kinds: readonly FindingKind[] = findingKinds,
  ): Promise<{ total: number; findings: FoundFinding[] }> {
    return this.turns.run(async () => {
      await this.bring(kinds, signal);
      return this.client.ask('page', { filter, offset, limit }, signal);
    });
  }

  /** Groups of copies of the images as they are now, without counting findings first. */
  groups(types: readonly DuplicateType[], signal: AbortSignal): Promise<DuplicateGroup[]> {
    return this.turns.run(async () => {
      await this.feed.images(signal);
      if (types.includes('pixels')) await this.feed.digests(signal);
      if (types.includes('near')) await this.feed.pairs(signal);
      const { settings } = this.parts.state.decisions;
      const groups = await this.client.ask('groups', { types, settings }, signal);
      if (types.includes('near')) await this.feed.keepPairs(signal);
      return groups;
    });
  }

  /** Asks the thread something about the images as they are now, without counting findings first. */
  compute<N extends FindingsCallName>(
    name: N,
    params: FindingsCalls[N]['params'],
    signal: AbortSignal,
  ): Promise<FindingsCalls[N]['result']> {
    return this.turns.run(async () => {
      await this.feed.images(signal);
      return this.client.ask(name, params, signal);
    });
  }

  /** The same after everything was counted. */
  computeAfterFindings<N extends FindingsCallName>(
    name: N,
    params: FindingsCalls[N]['params'],
    signal: AbortSignal,
  ): Promise<FindingsCalls[N]['result']> {
    return this.turns.run(async () => {
      await this.bring(findingKinds, signal);
      return this.client.ask(name, params, signal);
    });
  }

  /** Several questions in a row about the images as they are now, with nobody else's in between. */
  withImages<T>(
    signal: AbortSignal,
    work: (ask: FindingsClient['ask'], columns: FindingColumns) => Promise<T>,
  ): Promise<T> {
    return this.turns.run(async () => {
      const columns = await this.feed.images(signal);
      return work((name, params, own) => this.client.ask(name, params, own), columns);
    });
  }

  /** Ends what is being computed; the next request begins anew. */
  cancel(): void {
    clearTimeout(this.timer);
    this.ending.abort(new Error('Cancelled.'));
    this.ending = new AbortController();
  }

  close(): void {
    this.cancel();
    this.client.stop();
  }

  private refreshSoon(): void {
    // Before the first look, or with nobody looking, there is nothing to keep up to date.
    if (this.status === 'none') return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.refresh(), quietMs);
    this.timer.unref();
  }

  private async bring(wanted: readonly FindingKind[], signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.isFresh(wanted)) return;
    // What was counted stays counted: who asks for some kinds must not take the others from whoever looks at them.
    const kinds = findingKinds.filter((kind) => wanted.includes(kind) || this.computed.includes(kind));
    const before = this.status;
    this.tell('computing');
    try {
      await this.feed.images(signal);
      await this.feed.judgements(signal);
      const withCopies = kinds.includes('duplicate') || kinds.includes('leakage');
      if (withCopies) await this.feed.digests(signal);
      if (withCopies) await this.feed.pairs(signal);
      this.isOutdated = false;
      const { dismissals, settings } = this.parts.state.decisions;
      const { counts, bits } = await this.client.ask(
        'compute',
        { settings, dismissals: dismissals.entries(), kinds },
        signal,
      );
      if (withCopies) await this.feed.keepPairs(signal);
      this.counts = counts;
      this.mask = bits;
      this.computed = kinds;
      this.tell('computed');
    } catch (error) {
      this.isOutdated = true;
      this.tell(before);
      throw error;
    }
  }

  private isFresh(kinds: readonly FindingKind[]): boolean {
    return !this.isOutdated && this.feed.isFresh && kinds.every((kind) => this.computed.includes(kind));
  }

  private tell(status: FindingsSummary['state']): void {
    this.status = status;
    this.parts.onSummary(this.summary());
  }
}
