import { createHash } from 'node:crypto';
import { decisionCode, type Decision } from '../../../core/decisions/decision';
import type { EmbeddingMap, MapFacts } from '../../../protocol/embeddingMap';
import { bytesOf, ownMemory } from '../../bytes';
import { UserError } from '../../errors';
import type { StoredFacts } from '../../images/readImage';
import type { Report } from '../../jobs/progress';
import { TimeSlice } from '../../jobs/timeSlice';
import { runMapping } from '../../map/runMapping';
import type { Cache } from '../../store/cache';
import type { Embeddings } from '../reading/embeddings';
import type { ImageTable } from '../imageTable';
import type { Scores } from '../ranking/scores';

export interface MapParts {
  readonly table: ImageTable;
  readonly embeddings: Embeddings;
  /** Names the model that the embeddings are of. */
  readonly modelVersion: () => string;
  readonly cache: Cache<StoredFacts>;
  /** The dataset's root, under which its map is kept. */
  readonly root: string;
  /** The program of the map's thread. */
  readonly program: string;
  readonly seed: number;
  readonly scores: () => Scores | undefined;
  /** `findingBits` by row. */
  readonly findings: () => Uint32Array | undefined;
  readonly decisionOf: (row: number) => Decision | undefined;
  readonly report: Report;
}

/** Where each content lies: content hash -> index into the columns. */
interface Places {
  /** Of which model's embeddings. */
  readonly model: string;
  readonly index: ReadonlyMap<string, number>;
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly fitted: number;
}

const mostFitted = 20_000;
/** Hundredths of the work, as progress is told. */
const steps = 100;
const hashBytes = 32;

/** The embedding map of one open dataset: laid out once in a thread, kept in the cache by content. */
export class MapDesk {
  private places: Places | undefined;
  private running: Promise<Places> | undefined;
  private controller: AbortController | undefined;

  constructor(private readonly parts: MapParts) {}

  /**
   * The map as it is kept, or a new one. Images that came since have no place until it is laid out anew. Rejects with
   * the reason when `signal` is aborted, or with `UserError` when it is cancelled.
   */
  async map(renew: boolean, signal: AbortSignal): Promise<EmbeddingMap> {
    // Whoever asks while a map is being made waits for that one.
    const known = renew || this.running ? undefined : await this.known();
    const places = known ?? (await this.layOut(signal));
    this.places = places;
    return this.describe(places);
  }

  private async known(): Promise<Places | undefined> {
    const isOfThisModel = this.places?.model === this.parts.modelVersion();
    return isOfThisModel ? this.places : this.load();
  }

  /** Ends the work on a map; whoever waits for it is told. */
  cancel(): void {
    this.controller?.abort(new UserError('The map was cancelled.'));
  }

  /** What points are coloured by, for rows that exist. */
  facts(rows: Uint32Array): MapFacts {
    const { table, decisionOf } = this.parts;
    const scores = this.parts.scores();
    const findings = this.parts.findings();
    const n = rows.length;
    const facts = {
      given: new Int32Array(n).fill(-1),
      predicted: new Int32Array(n).fill(-1),
      loss: new Float32Array(n).fill(NaN),
      findings: new Uint32Array(n),
      suspicious: new Uint8Array(n),
      decision: new Uint8Array(n),
    };
    rows.forEach((row, i) => {
      if (row >= table.length) return;
      facts.given[i] = table.given[row];
      facts.findings[i] = findings?.[row] ?? 0;
      facts.decision[i] = decisionCode(decisionOf(row));
      if (!scores || row >= scores.rows) return;
      facts.predicted[i] = scores.predicted[row];
      facts.loss[i] = scores.loss[row];
      facts.suspicious[i] = scores.suspicious[row];
    });
    return facts;
  }

  private layOut(signal: AbortSignal): Promise<Places> {
    if (this.running) return this.running;
    const controller = (this.controller = new AbortController());
    const onAbort = (): void => controller.abort(signal.reason);
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
    this.running = this.make(controller.signal).finally(() => {
      signal.removeEventListener('abort', onAbort);
      this.running = this.controller = undefined;
    });
    return this.running;
  }

  private async make(signal: AbortSignal): Promise<Places> {
    const { table, embeddings, program, seed, report } = this.parts;
    const model = this.parts.modelVersion();
    const index = new Map<string, number>();
    const rows: number[] = [];
    const slice = new TimeSlice();
    for (let row = 0; row < table.length; row++) {
      if (slice.isOver()) await slice.next(signal);
      const hash = table.hashes[row];
      if (hash === undefined || !table.isImage(row) || !embeddings.has(row) || index.has(hash)) continue;
      index.set(hash, rows.push(row) - 1);
    }
    const strata = Int32Array.from(rows, (row) => table.given[row]);
    const input = {
      ...{
        embeddings: embeddings.data,
        width: embeddings.width,
        rows: Int32Array.from(rows),
        strata,
        seed,
        mostFitted,
      },
    };
    const tell = (share: number, finished = false): void =>
      report({ task: 'map', done: Math.round(steps * share), total: steps, finished });
    tell(0);
    try {
      const places = { model, index, ...(await runMapping(program, input, tell, signal)) };
      await this.keep(places);
      return places;
    } finally {
      tell(1, true);
    }
  }

  private async describe(places: Places): Promise<EmbeddingMap> {
    const { table, embeddings } = this.parts;
    const rows: number[] = [];
    const at: number[] = [];
    let unplaced = 0;
    let waiting = 0;
    const slice = new TimeSlice();
    for (let row = 0; row < table.length; row++) {
      if (slice.isOver()) await slice.next();
      if (table.status[row] === 'waiting') waiting++;
      if (!table.isImage(row)) continue;
      const place = places.index.get(table.hashes[row] ?? '');
      if (place === undefined) {
        if (embeddings.has(row)) unplaced++;
        continue;
      }
      rows.push(row);
      at.push(place);
    }
    return {
      rows: Uint32Array.from(rows),
      x: Float32Array.from(at, (place) => places.x[place]),
      y: Float32Array.from(at, (place) => places.y[place]),
      ...{ fitted: places.fitted, unplaced, waiting },
    };
  }

  private key(model: string): string {
    const { seed, root, cache } = this.parts;
    return createHash('sha256')
      .update(JSON.stringify([cache.imagesVersion, model, seed, root]))
      .digest('hex');
  }

  private async keep({ model, index, x, y, fitted }: Places): Promise<void> {
    const hashes = Buffer.from([...index.keys()].join(''), 'hex');
    await this.parts.cache.putMap(this.key(model), { hashes, x: bytesOf(x), y: bytesOf(y), fitted });
  }

  /** The map that is kept; undefined where there is none, or what is there is not whole. */
  private async load(): Promise<Places | undefined> {
    const model = this.parts.modelVersion();
    const stored = this.parts.cache.map(this.key(model));
    if (!stored) return undefined;
    const count = stored.hashes.length / hashBytes;
    const x = floatsOf(stored.x);
    const y = floatsOf(stored.y);
    if (count === 0 || x.length !== count || y.length !== count) return undefined;
    const index = new Map<string, number>();
    const slice = new TimeSlice();
    for (let i = 0; i < count; i++) {
      if (slice.isOver()) await slice.next();
      index.set(stored.hashes.toString('hex', i * hashBytes, (i + 1) * hashBytes), i);
    }
    return { model, index, x, y, fitted: stored.fitted };
  }
}

function floatsOf(bytes: Buffer): Float32Array {
  return new Float32Array(ownMemory(bytes));
}
