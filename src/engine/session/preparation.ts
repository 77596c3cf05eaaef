import { isInShard, type Shard } from '../../core/shard';
import { UserError } from '../errors';
import type { JobCall } from '../jobs/progress';
import { unsearched, type CollageSearch } from './collages/collageSearch';
import type { FindingsDesk } from './findings/findingsDesk';
import type { ImageTable } from './imageTable';
import type { OutsideChanges } from './outsideChanges';
import type { PredictionsDesk } from './ranking/predictionsDesk';
import type { Ranker } from './ranking/ranker';
import type { ReadingDesk } from './reading/readingDesk';
import type { SessionEvents } from './sessionEvents';

interface PreparationParts {
  readonly table: ImageTable;
  readonly reading: ReadingDesk;
  readonly ranker: Ranker;
  readonly findings: FindingsDesk;
  readonly collageSearch: CollageSearch;
  readonly predictions: PredictionsDesk;
  readonly outside: OutsideChanges;
  readonly events: SessionEvents;
  readonly readOnly: boolean;
  /** Counts anew what changed with many rows. */
  recount(signal: AbortSignal): Promise<void>;
}

/** Reading, ranking and searching: when a command asks for it, or in the background for whoever looks. */
export class Preparation {
  private running: AbortController | undefined;
  /** What was begun last. */
  private last: Promise<void> = Promise.resolve();
  /** Somebody looks: what changes is read and ranked by itself. */
  private isLive = false;
  /** Everything was read, ranked and searched. */
  private isDone = false;

  constructor(private readonly parts: PreparationParts) {}

  /** Reads what is not known yet. Resolves to the number of files that had to be read. */
  async index(call: JobCall): Promise<number> {
    const { table, reading, findings, outside } = this.parts;
    const read = await reading.read(Uint32Array.from(table.files.keys()), call);
    await reading.embedAnew(call);
    findings.found.indexChanged();
    await outside.reconcile();
    return read;
  }

  /** Reads what is not known yet of one part of the dataset, for a cache that is merged with those of the others. */
  indexShard(shard: Shard, call: JobCall): Promise<number> {
    const { table, reading } = this.parts;
    const rows = Uint32Array.from(table.files.keys());
    return reading.read(
      rows.filter((row) => isInShard(table.path(row), shard)),
      call,
    );
  }

  /** Goes on for whoever looks again: where everything was read and ranked, only what changed since is looked for. */
  async resume(): Promise<void> {
    const { ranker, findings, outside, events } = this.parts;
    if (!this.isDone || ranker.state.kind !== 'fitted') return this.start();
    this.isLive = true;
    try {
      await outside.follow();
      if (this.isRunning) return;
      findings.found.refresh();
      this.lookForCollages();
    } catch (error) {
      events.error(error);
    }
  }

  get isRunning(): boolean {
    return this.running !== undefined;
  }

  /** Reads and ranks in the background, telling whoever looks. Never rejects: failures are told as messages. */
  start(): Promise<void> {
    this.isLive = true;
    return (this.last = this.readAndRank());
  }

  /** Starts anew for whoever looks; nothing where nobody does. */
  startAgain(): void {
    if (this.isLive) void this.start();
  }

  /** Resolves when what was begun last has ended, in whatever way. */
  settled(): Promise<void> {
    return this.last;
  }

  /** Resolves when nothing runs any more, also after it was started anew. */
  async finished(): Promise<void> {
    do await this.last;
    while (this.isRunning);
  }

  cancel(): void {
    this.parts.collageSearch.stop();
    this.running?.abort(new UserError('Cancelled.'));
    this.parts.ranker.cancel();
  }

  private async readAndRank(): Promise<void> {
    const { predictions, ranker, findings, events, recount, readOnly } = this.parts;
    this.running?.abort(new UserError('Started anew.'));
    this.isDone = false;
    const controller = (this.running = new AbortController());
    const call: JobCall = { signal: controller.signal, report: (progress) => events.progress(progress) };
    try {
      await this.index(call);
      await recount(call.signal);
      events.summary();
      if (!readOnly) await predictions.begin();
      await ranker.fit(call.signal);
      findings.found.refresh();
      this.lookForCollages();
      this.isDone = true;
    } catch (error) {
      if (!controller.signal.aborted) events.error(error);
    } finally {
      if (this.running === controller) this.running = undefined;
      events.summary();
    }
  }

  /** In the background: what may be a sheet is read whole. */
  private lookForCollages(): void {
    const { collageSearch, findings, events } = this.parts;
    collageSearch.start({
      report: (progress) => events.progress(progress),
      onNews: () => findings.found.changed('collages'),
      onFailed: (failed) => events.message('warning', unsearched(failed)),
      onError: (error) => events.error(error),
    });
  }
}
