import { findingKinds, type DuplicateType, type FindingKind } from '../../../core/findings/finding';
import { stateCode } from '../../findings/findingStates';
import type { FindingsSummary } from '../../../protocol/findings';
import type { FindingColumns } from '../../findings/columns';
import type { FindingCount } from '../../findings/countFindings';
import type { DuplicateGroup } from '../../findings/duplicates/duplicateGroup';
import { FindingsClient } from '../../findings/findingsClient';
import type { FindingFilter, FoundFinding } from '../../findings/findingsWork';
import type { FindingsCallName, FindingsCalls } from '../../findings/findingsCalls';
import type { SearchedPicture } from '../../findings/collage';
import type { LabelScores } from '../../findings/label';
import type { ReferenceSpec } from '../../findings/offReference';
import type { TagTable } from '../../findings/tagTable';
import { TimeSlice } from '../../jobs/timeSlice';
import { Turns } from '../../jobs/turns';
import { decisionOf } from '../describe';
import { summariseCount } from './summariseCount';
import { gatherColumns, type IndexedParts } from '../reading/indexedImages';
import type { Scores } from '../ranking/scores';
import { keepPairs, keptPairs, type PairStore } from './keptPairs';

/** Hash of a whole decoded picture; undefined when it cannot be decoded. */
type PixelDigest = (row: number, hash: string, signal: AbortSignal) => Promise<string | undefined>;

/** What findings ask of a ranking. */
type FindingScores = LabelScores & Pick<Scores, 'outOfSample'>;

/** What images are held against. */
export interface HeldAgainst {
  readonly tags: TagTable | undefined;
  readonly spec: ReferenceSpec;
}

export interface FindingsParts extends Omit<IndexedParts, 'decisions' | 'cache'> {
  readonly root: string;
  readonly cache: IndexedParts['cache'] & PairStore;
  /** The bundled findingsThread. */
  readonly program: string;
  readonly state: { readonly decisions: IndexedParts['decisions'] };
  readonly scores: () => FindingScores | undefined;
  readonly digestOf: PixelDigest;
  /** The sheets that a search found so far, without those that were split already. */
  readonly collages: () => Promise<readonly SearchedPicture[]>;
  /** What a person gave as a reference, and what tags images have; undefined where there is none. */
  readonly reference: (signal: AbortSignal) => Promise<HeldAgainst | undefined>;
  /** False while the index is being made: findings are looked for at its end. */
  readonly isReady: () => boolean;
  /** Told when the numbers changed, or are being counted anew. */
  readonly onSummary: (summary: FindingsSummary) => void;
  readonly onError: (error: unknown) => void;
}

/** Pictures decoded whole at once. */
const digestsAtOnce = 32;
/** Decisions that are looked up without giving others their turn. */
const mostAtOnce = 10_000;
/** Milliseconds without a further change before findings are counted anew. */
const quietMs = 400;

/**
 * The findings of an open dataset: brings the findings thread up to date with index, scores, decisions and settings,
 * and keeps its numbers. What did not change is not computed again.
 */
export class SessionFindings {
  private readonly client: FindingsClient;
  private columns: FindingColumns | undefined;
  private readonly stale = {
    columns: true,
    scores: true,
    copies: true,
    pairs: true,
    collages: true,
    reference: true,
    states: true,
  };
  private generation = -1;
  private computed: readonly FindingKind[] = [];
  private counts: readonly FindingCount[] = [];
  private mask: Uint32Array | undefined;
  private status: FindingsSummary['state'] = 'none';
  /** They share the thread and what it knows. */
  private readonly turns = new Turns();
  /** Rows decided on since the last gathering began. */
  private decidedMeanwhile: number[] = [];
  private timer: NodeJS.Timeout | undefined;
  private ending = new AbortController();

  constructor(private readonly parts: FindingsParts) {
    this.client = new FindingsClient(parts.program);
  }

  /** `findingBits` by row; undefined before findings were looked for. */
  get bits(): Uint32Array | undefined {
    return this.mask;
  }

  summary(): FindingsSummary {
    const images = Math.max(1, this.columns?.count ?? 1);
    return { state: this.status, kinds: this.counts.map((count) => summariseCount(count, images)) };
  }

  /** Files were read, moved or went. */
  indexChanged(): void {
    this.stale.columns = true;
  }

  scoresChanged(): void {
    this.stale.scores = true;
    this.refreshSoon();
  }

  /** More sheets were found. */
  collagesChanged(): void {
    this.stale.collages = true;
    this.refreshSoon();
  }

  /** Other references, or other tags. */
  referenceChanged(): void {
    this.stale.reference = true;
    this.refreshSoon();
  }

  /** Decisions on these rows, or dismissals, changed. */
  decided(rows: readonly number[]): void {
    for (const row of rows) this.decidedMeanwhile.push(row);
    if (rows.length > mostAtOnce) {
      const { signal } = this.ending;
      this.allDecided(signal).catch((error: unknown) => signal.aborted || this.parts.onError(error));
      return;
    }
    this.takeDecisions(rows);
    this.stale.states = true;
    this.refreshSoon();
  }

  /** Decisions changed in another window: all are looked up again. */
  async allDecided(signal: AbortSignal = this.ending.signal): Promise<void> {
    const { columns } = this;
    const slice = new TimeSlice();
    for (let row = 0; columns && row < columns.tableLength; row++) {
      if (slice.isOver()) await slice.next(signal);
      columns.decisions[row] = this.decisionCodeOf(row);
    }
    this.stale.states = true;
    this.refreshSoon();
  }

  settingsChanged(): void {
    this.stale.states = true;
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
      return this.ask('page', { filter, offset, limit }, signal);
    });
  }

  /** Groups of copies of the images as they are now, without counting findings first. */
  groups(types: readonly DuplicateType[], signal: AbortSignal): Promise<DuplicateGroup[]> {
    return this.turns.run(async () => {
      await this.bringImages(signal);
      if (types.includes('pixels')) await this.bringDigests(signal);
      if (types.includes('near')) await this.bringPairs(signal);
      const { settings } = this.parts.state.decisions;
      const groups = await this.ask('groups', { types, settings }, signal);
      if (types.includes('near')) await this.keepPairs(signal);
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
      await this.bringImages(signal);
      return this.ask(name, params, signal);
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
      return this.ask(name, params, signal);
    });
  }

  /** Several questions in a row about the images as they are now, with nobody else's in between. */
  withImages<T>(
    signal: AbortSignal,
    work: (ask: FindingsClient['ask'], columns: FindingColumns) => Promise<T>,
  ): Promise<T> {
    return this.turns.run(async () => {
      const columns = await this.bringImages(signal);
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

  private async bring(kinds: readonly FindingKind[], signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.isFresh(kinds)) return;
    const before = this.status;
    this.tell('computing');
    try {
      await this.bringImages(signal);
      if (this.stale.scores) await this.bringScores(signal);
      if (this.stale.collages) await this.bringCollages(signal);
      if (this.stale.reference) await this.bringReference(signal);
      const withCopies = kinds.includes('duplicate') || kinds.includes('leakage');
      if (withCopies) await this.bringDigests(signal);
      if (withCopies) await this.bringPairs(signal);
      this.stale.states = false;
      const { dismissals, settings } = this.parts.state.decisions;
      const { counts, bits } = await this.ask('compute', { settings, dismissals: dismissals.entries(), kinds }, signal);
      if (withCopies) await this.keepPairs(signal);
      this.counts = counts;
      this.mask = bits;
      this.computed = kinds;
      this.tell('computed');
    } catch (error) {
      this.stale.states = true;
      this.tell(before);
      throw error;
    }
  }

  private isFresh(kinds: readonly FindingKind[]): boolean {
    const { columns, scores, collages, reference, states } = this.stale;
    const known = this.generation === this.client.generation && kinds.every((kind) => this.computed.includes(kind));
    return known && !columns && !scores && !collages && !reference && !states;
  }

  private async bringImages(signal: AbortSignal): Promise<FindingColumns> {
    const { client } = this;
    const columns = this.columns && !this.stale.columns ? this.columns : await this.gather(signal);
    // A thread that was started anew knows the images and nothing else.
    await client.ask('ready', {}, signal);
    if (this.generation !== client.generation) {
      this.generation = client.generation;
      this.beginAnew();
    }
    return columns;
  }

  private async gather(signal: AbortSignal): Promise<FindingColumns> {
    const { client, parts } = this;
    // What changes while this runs makes the columns stale again.
    this.stale.columns = false;
    this.decidedMeanwhile = [];
    try {
      const indexed = { ...parts, decisions: parts.state.decisions };
      // Requests come one after another: nobody reads the columns before these, and after a failure nobody will.
      this.columns = await gatherColumns(indexed, signal, undefined, this.columns);
    } catch (error) {
      this.stale.columns = true;
      throw error;
    }
    this.takeDecisions(this.decidedMeanwhile);
    client.load(this.columns);
    this.beginAnew();
    return this.columns;
  }

  private async bringScores(signal: AbortSignal): Promise<void> {
    this.stale.scores = false;
    const scores = this.parts.scores();
    const own = scores && {
      rows: scores.rows,
      predicted: scores.predicted,
      confidence: scores.confidence,
      pGiven: scores.pGiven,
      margin: scores.margin,
      suspicious: scores.suspicious,
      source: scores.source,
    };
    await this.ask('scores', { scores: own }, signal);
  }

  private async bringCollages(signal: AbortSignal): Promise<void> {
    this.stale.collages = false;
    await this.ask('collages', { pictures: await this.parts.collages() }, signal);
  }

  private async bringReference(signal: AbortSignal): Promise<void> {
    this.stale.reference = false;
    const held = await this.parts.reference(signal);
    if (held) await this.ask('setTags', { tags: held.tags }, signal);
    await this.ask('setReference', { spec: held?.spec }, signal);
  }

  private async bringDigests(signal: AbortSignal): Promise<void> {
    const { columns } = this;
    if (!this.stale.copies || !columns) return;
    const candidates = await this.ask('candidates', {}, signal);
    const digests = await this.digestsOf(columns, candidates, signal);
    await this.ask('digests', { digests }, signal);
    this.stale.copies = false;
  }

  /** What an earlier search saw of two pictures need not be looked at again, also by another command. */
  private async bringPairs(signal: AbortSignal): Promise<void> {
    if (!this.stale.pairs) return;
    await this.ask('setJudged', { pairs: keptPairs(this.parts.cache, this.parts.root) }, signal);
    this.stale.pairs = false;
  }

  private async keepPairs(signal: AbortSignal): Promise<void> {
    const judged = await this.ask('takeJudged', {}, signal);
    if (judged) await keepPairs(this.parts.cache, this.parts.root, judged);
  }

  /** The thread knows the images and nothing else. */
  private beginAnew(): void {
    const all = { scores: true, copies: true, pairs: true, collages: true, reference: true, states: true };
    Object.assign(this.stale, all);
  }

  /** Hashes of the decoded pixels of some images, by index. */
  async digestsOf(
    { rows }: Pick<FindingColumns, 'rows'>,
    indices: Uint32Array,
    signal: AbortSignal,
  ): Promise<Map<number, string>> {
    const digests = new Map<number, string>();
    let next = 0;
    const work = async (): Promise<void> => {
      while (next < indices.length) {
        const i = indices[next++];
        const hash = this.parts.table.hashes[rows[i]];
        const digest = hash === undefined ? undefined : await this.parts.digestOf(rows[i], hash, signal);
        if (digest !== undefined) digests.set(i, digest);
      }
    };
    await Promise.all(Array.from({ length: digestsAtOnce }, work));
    return digests;
  }

  private ask<N extends FindingsCallName>(
    name: N,
    params: FindingsCalls[N]['params'],
    signal: AbortSignal,
  ): Promise<FindingsCalls[N]['result']> {
    return this.client.ask(name, params, signal);
  }

  private takeDecisions(rows: readonly number[]): void {
    const { columns } = this;
    for (const row of rows) if (columns && row < columns.tableLength) columns.decisions[row] = this.decisionCodeOf(row);
  }

  private decisionCodeOf(row: number): number {
    return stateCode(decisionOf(this.parts.table, this.parts.state.decisions, row));
  }

  private tell(status: FindingsSummary['state']): void {
    this.status = status;
    this.parts.onSummary(this.summary());
  }
}
