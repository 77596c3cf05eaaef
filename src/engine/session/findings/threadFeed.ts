import type { FindingColumns } from '../../findings/columns';
import type { SearchedPicture } from '../../findings/collage';
import { stateCode } from '../../findings/findingStates';
import type { FindingsClient } from '../../findings/findingsClient';
import type { LabelScores } from '../../findings/label';
import type { ReferenceSpec } from '../../findings/offReference';
import type { TagTable } from '../../findings/tagTable';
import { inLanes } from '../../jobs/inLanes';
import { TimeSlice } from '../../jobs/timeSlice';
import { decisionOf } from '../describe';
import type { Scores } from '../ranking/scores';
import { gatherColumns, type IndexedParts } from '../reading/indexedImages';
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

export interface FeedParts extends Omit<IndexedParts, 'decisions' | 'cache'> {
  readonly root: string;
  readonly cache: IndexedParts['cache'] & PairStore;
  readonly state: { readonly decisions: IndexedParts['decisions'] };
  readonly scores: () => FindingScores | undefined;
  readonly digestOf: PixelDigest;
  /** The sheets that a search found so far, without those that were split already. */
  readonly collages: () => Promise<readonly SearchedPicture[]>;
  /** What a person gave as a reference, and what tags images have; undefined where there is none. */
  readonly reference: (signal: AbortSignal) => Promise<HeldAgainst | undefined>;
}

/** Pictures decoded whole at once. */
const digestsAtOnce = 32;
/** Decisions that are looked up without giving others their turn. */
const mostAtOnce = 10_000;

/** What a thread that was started, or given other images, does not know. */
const unknown = { scores: true, copies: true, pairs: true, collages: true, reference: true };

/** Keeps what the findings thread knows of a dataset up to date; what did not change is not sent again. */
export class ThreadFeed {
  private gathered: FindingColumns | undefined;
  private readonly stale = { columns: true, ...unknown };
  private generation = -1;
  /** Rows decided on since the last gathering began. */
  private decidedMeanwhile: number[] = [];

  constructor(
    private readonly parts: FeedParts,
    private readonly client: FindingsClient,
  ) {}

  /** The images as they were last gathered. */
  get columns(): FindingColumns | undefined {
    return this.gathered;
  }

  /** Images, scores, sheets and references are those that the thread has. */
  get isFresh(): boolean {
    const { columns, scores, collages, reference } = this.stale;
    return this.generation === this.client.generation && !columns && !scores && !collages && !reference;
  }

  changed(what: 'columns' | 'scores' | 'collages' | 'reference'): void {
    this.stale[what] = true;
  }

  /** Looks up the decisions on these rows: few at once, many step by step, rejecting with the signal's reason. */
  decided(rows: readonly number[], signal: AbortSignal): Promise<void> | undefined {
    for (const row of rows) this.decidedMeanwhile.push(row);
    if (rows.length > mostAtOnce) return this.allDecided(signal);
    this.takeDecisions(rows);
    return undefined;
  }

  /** Looks up all decisions. Rejects with the signal's reason. */
  async allDecided(signal: AbortSignal): Promise<void> {
    const columns = this.gathered;
    const slice = new TimeSlice();
    for (let row = 0; columns && row < columns.tableLength; row++) {
      if (slice.isOver()) await slice.next(signal);
      columns.decisions[row] = this.decisionCodeOf(row);
    }
  }

  /** Brings the images; the thread may have to be started for them. */
  async images(signal: AbortSignal): Promise<FindingColumns> {
    const { client } = this;
    const columns = this.gathered && !this.stale.columns ? this.gathered : await this.gather(signal);
    // A thread that was started anew knows the images and nothing else.
    await client.ask('ready', {}, signal);
    if (this.generation !== client.generation) {
      this.generation = client.generation;
      Object.assign(this.stale, unknown);
    }
    return columns;
  }

  /** Brings scores, sheets and references, after the images. */
  async judgements(signal: AbortSignal): Promise<void> {
    if (this.stale.scores) await this.scores(signal);
    if (this.stale.collages) await this.collages(signal);
    if (this.stale.reference) await this.reference(signal);
  }

  /** Brings the hashes of decoded pixels, for candidates only. */
  async digests(signal: AbortSignal): Promise<void> {
    const columns = this.gathered;
    if (!this.stale.copies || !columns) return;
    const candidates = await this.client.ask('candidates', {}, signal);
    const digests = await this.digestsOf(columns, candidates, signal);
    await this.client.ask('digests', { digests }, signal);
    this.stale.copies = false;
  }

  /** What an earlier search saw of two pictures need not be looked at again, also by another command. */
  async pairs(signal: AbortSignal): Promise<void> {
    if (!this.stale.pairs) return;
    await this.client.ask('setJudged', { pairs: keptPairs(this.parts.cache, this.parts.root) }, signal);
    this.stale.pairs = false;
  }

  /** Keeps for the next search what this one saw. */
  async keepPairs(signal: AbortSignal): Promise<void> {
    const judged = await this.client.ask('takeJudged', {}, signal);
    if (judged) await keepPairs(this.parts.cache, this.parts.root, judged);
  }

  /** Hashes of the decoded pixels of some images, by index. */
  async digestsOf(
    { rows }: Pick<FindingColumns, 'rows'>,
    indices: Uint32Array,
    signal: AbortSignal,
  ): Promise<Map<number, string>> {
    const digests = new Map<number, string>();
    await inLanes(indices, digestsAtOnce, async (i) => {
      const hash = this.parts.table.hashes[rows[i]];
      const digest = hash === undefined ? undefined : await this.parts.digestOf(rows[i], hash, signal);
      if (digest !== undefined) digests.set(i, digest);
    });
    return digests;
  }

  private async gather(signal: AbortSignal): Promise<FindingColumns> {
    const { client, parts } = this;
    // What changes while this runs makes the columns stale again.
    this.stale.columns = false;
    this.decidedMeanwhile = [];
    try {
      const indexed = { ...parts, decisions: parts.state.decisions };
      // Requests come one after another: nobody reads the columns before these, and after a failure nobody will.
      this.gathered = await gatherColumns(indexed, signal, undefined, this.gathered);
    } catch (error) {
      this.stale.columns = true;
      throw error;
    }
    this.takeDecisions(this.decidedMeanwhile);
    client.load(this.gathered);
    Object.assign(this.stale, unknown);
    return this.gathered;
  }

  private scores(signal: AbortSignal): Promise<void> {
    return this.bring('scores', async () => {
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
      await this.client.ask('scores', { scores: own }, signal);
    });
  }

  private collages(signal: AbortSignal): Promise<void> {
    return this.bring('collages', async () => {
      await this.client.ask('collages', { pictures: await this.parts.collages() }, signal);
    });
  }

  private reference(signal: AbortSignal): Promise<void> {
    return this.bring('reference', async () => {
      const held = await this.parts.reference(signal);
      if (held) await this.client.ask('setTags', { tags: held.tags }, signal);
      await this.client.ask('setReference', { spec: held?.spec }, signal);
    });
  }

  /** What changes while this runs makes it stale again; so does a failure, or a person who cancels it. */
  private async bring(what: 'scores' | 'collages' | 'reference', work: () => Promise<void>): Promise<void> {
    this.stale[what] = false;
    try {
      await work();
    } catch (error) {
      this.stale[what] = true;
      throw error;
    }
  }

  private takeDecisions(rows: readonly number[]): void {
    const columns = this.gathered;
    for (const row of rows) if (columns && row < columns.tableLength) columns.decisions[row] = this.decisionCodeOf(row);
  }

  private decisionCodeOf(row: number): number {
    return stateCode(decisionOf(this.parts.table, this.parts.state.decisions, row));
  }
}
