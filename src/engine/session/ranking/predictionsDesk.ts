import { basename, isAbsolute, relative, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { EngineMessage } from '../../../protocol/notifications';
import type {
  PredictionChoice,
  PredictionsLook,
  PredictionsReport,
  PredictionsState,
} from '../../../protocol/predictions';
import type { RememberedPredictions } from '../../dataset/preferences';
import { UserError } from '../../errors';
import { Turns } from '../../jobs/turns';
import { PredictionsClient } from '../../predictions/predictionsClient';
import { imagesKey, packImages, PredictionScorer, readChoice } from '../../predictions/predictionScorer';
import { watchTable, type Watched } from '../../predictions/watchTable';
import type { ImageTable } from '../imageTable';
import type { Ranker } from './ranker';

export interface PredictionsParts {
  readonly root: string;
  readonly table: ImageTable;
  readonly program: string;
  readonly ranker: Ranker;
  /** Present path -> path before it was first moved. */
  readonly origins: () => Promise<ReadonlyMap<string, string>>;
  readonly remembered: () => RememberedPredictions | undefined;
  readonly remember: (predictions: RememberedPredictions) => Promise<void>;
  readonly onChange: () => void;
  readonly onMessage: (severity: EngineMessage['severity'], text: string) => void;
  readonly onError: (error: unknown) => void;
}

interface InUse {
  readonly choice: PredictionChoice;
  readonly watched: Watched;
  /** Undefined: it could not be read yet. */
  report?: PredictionsReport;
  problem?: string;
  /** Of which images the table was read, and which reading that was. */
  key?: string;
}

/** Predictions of the user's own model in place of the head's scores; the table is followed as it changes. */
export class PredictionsDesk {
  private readonly client: PredictionsClient;
  private inUse: InUse | undefined;
  private hasBegun = false;
  /** The thread holds one table: what reads one waits for the one before. */
  private readonly turns = new Turns();
  /** How many tables were read: the last one is in the thread. */
  private reads = 0;
  private isClosed = false;

  constructor(private readonly parts: PredictionsParts) {
    this.client = new PredictionsClient(parts.program);
  }

  get state(): PredictionsState | undefined {
    if (!this.inUse) return undefined;
    const { choice, report, problem } = this.inUse;
    const unmatched = (report?.left ?? []).reduce(
      (sum, { kind, count }) => (kind === 'without' ? sum : sum + count),
      0,
    );
    return {
      name: basename(choice.path),
      images: report?.images ?? 0,
      unmatched,
      ...(problem !== undefined && { problem }),
    };
  }

  get report(): PredictionsReport | null {
    return this.inUse?.report ?? null;
  }

  /** What the beginning of a table says, and what was confirmed for one with these columns before. */
  async look(path: string): Promise<PredictionsLook & { readonly known?: PredictionChoice }> {
    requireAbsolute(path);
    const look = await this.client.ask<'look'>({ kind: 'look', path, images: await packImages(this.parts) });
    const known = this.remembered();
    return known && isStillSo(known, look) ? { ...look, known: { ...known, path } } : look;
  }

  /**
   * Ranks by a table from now on. Throws `UserError` and changes nothing where it cannot be read; rejects with the
   * signal's reason when aborted while it is read.
   */
  async use(
    choice: PredictionChoice,
    { remember = true, signal }: { remember?: boolean; signal?: AbortSignal } = {},
  ): Promise<PredictionsReport> {
    requireAbsolute(choice.path);
    const watched = watchTable(choice.path, () => this.changed(), this.parts.onError);
    const next: InUse = { choice, watched };
    try {
      await this.read(next, signal);
      if (remember) await this.parts.remember({ ...choice, path: this.stored(choice.path), active: true });
    } catch (error) {
      watched.dispose();
      // What was in use is still in the thread, or must be read into it again.
      if (this.inUse) this.inUse.key = undefined;
      signal?.throwIfAborted();
      throw error;
    }
    this.inUse?.watched.dispose();
    this.inUse = next;
    this.hasBegun = true;
    await this.rank();
    if (!next.report) throw new Error('The predictions were closed.');
    return next.report;
  }

  /** Winnow's own scores again; the columns stay known. */
  async drop(): Promise<void> {
    const { inUse } = this;
    if (!inUse) return;
    const { choice } = inUse;
    await this.parts.remember({ ...choice, path: this.stored(choice.path), active: false });
    inUse.watched.dispose();
    this.inUse = undefined;
    this.parts.ranker.use(undefined);
    this.parts.onChange();
    await this.parts.ranker.fit(new AbortController().signal);
  }

  /** Takes up what ranked when the dataset was closed, once. What cannot be read is said, and followed until it can. */
  async begin(): Promise<void> {
    const known = this.remembered();
    if (this.hasBegun) return;
    this.hasBegun = true;
    if (!known?.active) return;
    const { active: _active, ...choice } = known;
    const next: InUse = { choice, watched: watchTable(choice.path, () => this.changed(), this.parts.onError) };
    this.inUse = next;
    const isRead = await this.tryRead(next);
    // Another table may have been chosen meanwhile.
    if (isRead && this.inUse === next) this.useInRanker(next);
    this.parts.onChange();
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.inUse?.watched.dispose();
    await this.client.end();
  }

  /** The file changed and lies still. */
  private async changed(): Promise<void> {
    const { inUse } = this;
    if (!inUse) return;
    const before = inUse.problem;
    const isRead = await this.tryRead(inUse);
    if (inUse !== this.inUse) return;
    if (isRead) await this.rank();
    else if (inUse.problem !== before) this.parts.onMessage('warning', inUse.problem ?? '');
    this.parts.onChange();
  }

  private async rank(): Promise<void> {
    if (this.inUse) this.useInRanker(this.inUse);
    this.parts.onChange();
    await this.parts.ranker.fit(new AbortController().signal);
    this.parts.onChange();
  }

  private useInRanker(inUse: InUse): void {
    const refresh = async (): Promise<void> => {
      if (inUse.key !== this.key) await this.tryRead(inUse);
    };
    this.parts.ranker.use(new PredictionScorer(this.client, inUse.choice, refresh));
  }

  /** False where the table cannot be read: what was read before stays in use. */
  private async tryRead(inUse: InUse): Promise<boolean> {
    try {
      await this.read(inUse);
      return true;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      inUse.problem = inUse.report
        ? `${error.message} The scores of its earlier content stay.`
        : `${error.message} Winnow's own scores rank until it can be read.`;
      return false;
    }
  }

  private read(inUse: InUse, signal?: AbortSignal): Promise<void> {
    return this.turns.run(() => this.readInTurn(inUse, signal));
  }

  private async readInTurn(inUse: InUse, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    if (this.isClosed) throw new Error('The predictions were closed.');
    const { choice, watched } = inUse;
    const { root, table, origins } = this.parts;
    const key = imagesKey(table);
    watched.seen();
    const { rows, images, left, notes, doubt } = await readChoice(
      { client: this.client, root, table, origins, signal },
      choice,
    );
    const { path, outOfSample } = choice;
    inUse.report = { name: basename(path), path, rows, images, outOfSample, left, notes, at: Date.now() };
    inUse.problem = doubt;
    this.reads++;
    inUse.key = this.keyOf(key);
  }

  /** Changes when the table must be read again: other images, or a thread that knows another table or none. */
  private get key(): string {
    return this.keyOf(imagesKey(this.parts.table));
  }

  private keyOf(images: string): string {
    return `${this.client.starts} ${this.reads} ${images}`;
  }

  private remembered(): RememberedPredictions | undefined {
    const known = this.parts.remembered();
    return known && { ...known, path: resolve(this.parts.root, known.path) };
  }

  /** Relative to the dataset, so that both may move together. */
  private stored(path: string): string {
    return relative(this.parts.root, path).split('\\').join('/');
  }
}

function requireAbsolute(path: string): void {
  if (!isAbsolute(path)) throw new UserError(`${path} is no absolute path.`);
}

/** Whether what was confirmed of a table holds for one that looks so: the same columns, the same classes. */
function isStillSo(known: PredictionChoice, { columns, guess }: PredictionsLook): boolean {
  if (!namesOf(known).every((column) => columns.includes(column))) return false;
  const { scores, classes } = known.columns;
  return scores ? isDeepStrictEqual(scores, guess.scores) : isDeepStrictEqual(classes, guess.classes);
}

function namesOf({ columns }: PredictionChoice): string[] {
  const { file, label, confidence, list, scores = [] } = columns;
  return [file, label, confidence, list, ...scores.map(({ column }) => column)].filter((one) => one !== undefined);
}
