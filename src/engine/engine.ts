import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { DatasetEvent } from '../protocol/notifications';
import type { EngineSettings } from '../protocol/settings';
import { CollageSplitter } from './collage/collageSplitter';
import { UserError } from './errors';
import type { StoredFacts } from './images/readImage';
import { imagesVersion } from './images/version';
import type { ImageReply, ImageRequest } from './images/worker';
import { ProcessPool, type Death } from './jobs/processPool';
import { Embedder } from './model/embedder';
import { modelVersion, readModel, readModelCard, type Model } from './model/modelCard';
import { Cache } from './store/cache';
import { defaultCacheFolder } from './store/cacheFolder';
import { DatasetSession, type OpenOptions } from './session/datasetSession';

export interface EngineOptions extends EngineSettings {
  /** Folder of the bundled programs (dist/). */
  readonly programs: string;
  readonly onEvent: (dataset: string, event: DatasetEvent) => void;
}

/** Megabytes that one image worker may take: a 300-megapixel picture decoded whole, and some room. */
const workerMemoryMB = 1400;

/** What all sessions share: the cache, the image workers and the compute process, each started when first needed. */
export class Engine {
  private readonly sessions = new Map<string, DatasetSession>();
  /** How often each dataset was opened and not closed yet. */
  private readonly uses = new Map<string, number>();
  private model: Promise<Model> | undefined;
  private modelCard: Promise<Model> | undefined;
  private opened: { cache: Cache<StoredFacts>; model: Model } | undefined;
  private readerPool: ProcessPool<ImageRequest, ImageReply> | undefined;
  private sharedEmbedder: Embedder | undefined;
  private sharedSplitter: CollageSplitter | undefined;

  constructor(readonly options: EngineOptions) {}

  get threads(): number {
    return this.options.threads ?? availableParallelism();
  }

  program(name: string): string {
    return join(this.options.programs, `${name}.js`);
  }

  /** The model's card and file, checked once. Throws `UserError` when they do not fit. */
  readModel(): Promise<Model> {
    this.model ??= readModel(this.cardPath);
    return this.model;
  }

  /** The model's card, without a look at its file: what opening a dataset needs. */
  readModelCard(): Promise<Model> {
    this.modelCard ??= readModelCard(this.cardPath);
    return this.modelCard;
  }

  private get cardPath(): string {
    const chosen = this.options.model;
    return chosen === undefined
      ? join(this.options.programs, '..', 'media', 'backbone', 'card.json')
      : cardPath(chosen);
  }

  async cache(): Promise<Cache<StoredFacts>> {
    const model = await this.readModelCard();
    this.opened ??= {
      model,
      cache: new Cache(this.options.cacheFolder ?? defaultCacheFolder(), {
        images: imagesVersion(model.card.input),
        model: modelVersion(model.card),
      }),
    };
    return this.opened.cache;
  }

  get readers(): ProcessPool<ImageRequest, ImageReply> {
    this.readerPool ??= new ProcessPool({
      program: this.program('imageWorker'),
      size: this.threads,
      inFlight: 2,
      timeLimit: this.options.limits.seconds,
      memoryLimitMB: workerMemoryMB,
      onDeath: (death) => this.announceDeath('An image reader', death),
    });
    return this.readerPool;
  }

  get splitter(): CollageSplitter {
    this.sharedSplitter ??= new CollageSplitter({
      program: this.program('collageWorker'),
      size: this.threads,
      limits: this.options.limits,
    });
    return this.sharedSplitter;
  }

  async embedder(): Promise<Embedder> {
    const model = await this.readModel();
    this.sharedEmbedder ??= new Embedder({
      program: this.program('compute'),
      model,
      threads: this.threads,
      onDeath: (death) => this.announceDeath('The compute process', death),
    });
    return this.sharedEmbedder;
  }

  /** What runs the model. */
  get backend(): string {
    return 'cpu';
  }

  /** Process ids of everything that works for this engine. */
  get pids(): number[] {
    return [
      process.pid,
      ...(this.readerPool?.pids ?? []),
      ...(this.sharedEmbedder?.pids ?? []),
      ...(this.sharedSplitter?.pids ?? []),
    ];
  }

  /** Opens a dataset, or gives the session that has it open already. */
  async open(folder: string, options: OpenOptions): Promise<DatasetSession> {
    const session = await DatasetSession.open(this, folder, options);
    const known = this.sessions.get(session.id);
    this.uses.set(session.id, (this.uses.get(session.id) ?? 0) + 1);
    if (known) {
      await session.close();
      return known;
    }
    this.sessions.set(session.id, session);
    return session;
  }

  /** An open dataset. Throws `UserError` when there is none by that name. */
  session(id: string): DatasetSession {
    const session = this.sessions.get(id);
    if (!session) throw new UserError('The dataset is not open in the engine; open it again.');
    return session;
  }

  /** Closes a dataset once as often as it was opened. */
  async close(id: string): Promise<void> {
    const uses = (this.uses.get(id) ?? 0) - 1;
    if (uses > 0) this.uses.set(id, uses);
    else await this.end(id);
  }

  private async end(id: string): Promise<void> {
    const session = this.sessions.get(id);
    this.sessions.delete(id);
    this.uses.delete(id);
    await session?.close();
  }

  async dispose(): Promise<void> {
    await Promise.all([...this.sessions.keys()].map((id) => this.end(id)));
    await Promise.all([this.readerPool?.dispose(), this.sharedEmbedder?.dispose(), this.sharedSplitter?.dispose()]);
    await this.opened?.cache.close();
  }

  private announceDeath(who: string, { cause, held }: Death): void {
    const names = held.length === 0 ? '' : ` It held ${held.join(', ')}; each is tried again alone.`;
    const text = `${who} was replaced: ${cause}.${names}`;
    for (const id of this.sessions.keys())
      this.options.onEvent(id, { kind: 'message', message: { severity: 'warning', text } });
  }
}

function cardPath(chosen: string): string {
  return chosen.endsWith('.onnx') ? `${chosen.slice(0, -'.onnx'.length)}.json` : chosen;
}
