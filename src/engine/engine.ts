import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { DatasetEvent } from '../protocol/notifications';
import type { BackendSetting, ComputeBackend } from '../protocol/backends';
import type { EngineSettings } from '../protocol/settings';
import { CollageSplitter } from './collage/collageSplitter';
import { UserError } from './errors';
import type { StoredFacts } from './images/readImage';
import { imagesVersion } from './images/version';
import type { ImageReply, ImageRequest } from './images/worker';
import { ProcessPool, type Death } from './jobs/processPool';
import { Embedder } from './model/embedder';
import { BackendChooser } from './model/backends/backendChooser';
import { usualRules } from './model/fetch/fetchFile';
import { messageOf } from '../core/messageOf';
import { defaultModelFolder } from './model/fetch/modelFolder';
import { ModelStore } from './model/fetch/modelStore';
import type { Model } from './model/modelCard';
import { ModelInUse } from './model/modelInUse';
import { TextEmbedder } from './model/texts/textEmbedder';
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

/** Milliseconds that a dataset whose tab was closed is kept for who opens it again. */
const restMs = 120_000;

/** What all sessions share: the cache, the image workers and the compute process, each started when first needed. */
export class Engine {
  private readonly sessions = new Map<string, DatasetSession>();
  /** How often each dataset was opened and not closed yet. */
  private readonly uses = new Map<string, number>();
  /** Datasets that nobody looks at any more, each with what will end it. */
  private readonly resting = new Map<string, NodeJS.Timeout>();
  /** Datasets whose session is being closed: one that changes files goes on until its decisions are settled. */
  private readonly closing = new Map<string, Promise<void>>();
  /** The model that embeds. */
  readonly models: ModelInUse;
  private opened: Cache<StoredFacts> | undefined;
  private store: ModelStore | undefined;
  private readerPool: ProcessPool<ImageRequest, ImageReply> | undefined;
  private sharedEmbedder: Embedder | undefined;
  private embedding: Promise<Embedder> | undefined;
  /** Those that still end. */
  private readonly retired: Embedder[] = [];
  private readonly ending = new AbortController();
  private backendWanted: BackendSetting;
  private sharedSplitter: CollageSplitter | undefined;
  private texts: TextEmbedder | undefined;

  constructor(readonly options: EngineOptions) {
    this.models = new ModelInUse(this.cardPath(options.model));
    this.backendWanted = options.backend;
  }

  get threads(): number {
    return this.options.threads ?? availableParallelism();
  }

  program(name: string): string {
    return join(this.options.programs, `${name}.js`);
  }

  /** The card of the model that a setting names. */
  cardPath(chosen: string | undefined): string {
    if (chosen === undefined) return this.bundledCard;
    return chosen.endsWith('.onnx') ? `${chosen.slice(0, -'.onnx'.length)}.json` : chosen;
  }

  /** The card of the model that comes with Winnow. */
  get bundledCard(): string {
    return join(this.options.programs, '..', 'media', 'backbone', 'card.json');
  }

  /** Models that were fetched. */
  get modelStore(): ModelStore {
    this.store ??= new ModelStore(this.options.modelFolder ?? defaultModelFolder(), usualRules);
    return this.store;
  }

  get cacheFolder(): string {
    return this.options.cacheFolder ?? defaultCacheFolder();
  }

  cache(): Cache<StoredFacts> {
    this.opened ??= new Cache(this.cacheFolder, imagesVersion);
    return this.opened;
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

  /** What embeds with the model that is chosen; at the first call on a machine its backends are tried. */
  embedder(): Promise<Embedder> {
    if (!this.embedding) {
      const making = this.makeEmbedder();
      this.embedding = making;
      making.then(
        (embedder) => {
          if (this.embedding === making) this.replaceEmbedder(embedder);
        },
        (_toldToWhoeverAsked: unknown) => {
          if (this.embedding === making) this.embedding = undefined;
        },
      );
    }
    return this.embedding;
  }

  private replaceEmbedder(embedder: Embedder): void {
    const before = this.sharedEmbedder;
    this.sharedEmbedder = embedder;
    if (!before) return;
    before.retire();
    this.retired.push(before);
  }

  private async makeEmbedder(): Promise<Embedder> {
    const model = await this.models.read();
    const chooser = await this.backends();
    const backend = await chooser.choose(this.ending.signal);
    return new Embedder({
      program: this.program('compute'),
      model,
      threads: this.threads,
      backend,
      onDeath: (death) => this.announceDeath('The compute process', death),
      onFallback: (failure, next) => {
        this.announce(`${failure.backend} cannot run the model (${failure.reason}). It goes on with ${next}.`);
        chooser.failed(failure).catch((error: unknown) => this.announce(String(error)));
      },
    });
  }

  /** What embeds with another model, or gives another output of the one that is chosen; whoever asks disposes of it. */
  otherEmbedder(model: Model): Embedder {
    return new Embedder({
      program: this.program('compute'),
      model,
      threads: this.threads,
      backend: this.backend,
      onDeath: (death) => this.announceDeath('The compute process', death),
    });
  }

  /** What gives texts embeddings beside those of a model's images; undefined where its card names no text encoder. */
  textEmbedder(model: Model): TextEmbedder | undefined {
    const card = model.card.texts;
    if (!card) return undefined;
    if (this.texts?.model !== model) {
      void this.texts?.dispose();
      this.texts = new TextEmbedder({
        program: this.program('compute'),
        model,
        card,
        threads: this.threads,
        backend: this.backend === 'wasm' ? 'wasm' : 'cpu',
        onDeath: (death) => this.announceDeath('The text encoder', death),
      });
    }
    return this.texts;
  }

  /** What could run the model here. */
  async backends(): Promise<BackendChooser> {
    return new BackendChooser({
      program: this.program('compute'),
      model: await this.models.read(),
      threads: this.threads,
      cacheFolder: this.cacheFolder,
      setting: this.backendWanted,
    });
  }

  /** What runs the model. */
  get backend(): ComputeBackend {
    if (this.sharedEmbedder) return this.sharedEmbedder.backend;
    return this.backendWanted === 'auto' || this.backendWanted === 'gpu' ? 'cpu' : this.backendWanted;
  }

  /**
   * Takes another model and backend, as the settings say now. Open datasets embed anew in the background. Throws
   * `UserError` and stays as it was when the model is no good.
   */
  async configure({ model: chosen, backend }: Pick<EngineSettings, 'model' | 'backend'>): Promise<void> {
    const isOther = await this.models.change(this.cardPath(chosen));
    if (!isOther && backend === this.backendWanted) return;
    const model = await this.models.read();
    this.backendWanted = backend;
    this.embedding = undefined;
    if (isOther) for (const session of this.sessions.values()) session.useModel(model);
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

  /** Opens a dataset, or gives the session that has it open already or had it a moment ago. */
  async open(folder: string, options: OpenOptions): Promise<DatasetSession> {
    await this.closed(folder);
    const before = this.sessions.get(folder);
    if (before && (await this.returnTo(before, options))) return before;
    const session = await DatasetSession.open(this, folder, options);
    if (this.closing.has(session.id)) {
      // A folder in it was named: what it found is not what the other session leaves.
      await session.close();
      await this.closed(session.id);
      return this.open(folder, options);
    }
    const known = this.sessions.get(session.id);
    if (known && (await this.returnTo(known, options))) {
      await session.close();
      return known;
    }
    this.uses.set(session.id, 1);
    this.sessions.set(session.id, session);
    return session;
  }

  /** Uses a session once more; one that rests and was opened in another way is ended instead. */
  private async returnTo(session: DatasetSession, { readOnly, layout }: OpenOptions): Promise<boolean> {
    const { id } = session;
    const rest = this.resting.get(id);
    if (rest && (readOnly !== session.base.readOnly || layout !== session.base.layout)) {
      await this.end(id);
      return false;
    }
    clearTimeout(rest);
    this.resting.delete(id);
    this.uses.set(id, (this.uses.get(id) ?? 0) + 1);
    return true;
  }

  /** An open dataset. Throws `UserError` when there is none by that name. */
  session(id: string): DatasetSession {
    const session = this.sessions.get(id);
    if (!session) throw new UserError('The dataset is not open in the engine; open it again.');
    return session;
  }

  /** Closes a dataset once as often as it was opened; with `mayReturn` it stays for a while as it is, at rest. */
  async close(id: string, mayReturn = false): Promise<void> {
    const uses = (this.uses.get(id) ?? 0) - 1;
    if (uses > 0) this.uses.set(id, uses);
    else if (mayReturn && this.sessions.has(id)) await this.rest(id);
    else await this.end(id);
  }

  private async rest(id: string): Promise<void> {
    this.uses.delete(id);
    const before = [...this.resting.keys()];
    const failed = (error: unknown): void => this.announce(`${id} was not closed as it should be: ${messageOf(error)}`);
    const timer = setTimeout(() => void this.end(id).catch(failed), restMs);
    timer.unref();
    this.resting.set(id, timer);
    // One of them: they are large. Nothing is waited for before: from here on it may be opened again at any moment.
    await Promise.all([this.sessions.get(id)?.rest(), ...before.map((other) => this.end(other))]);
  }

  private end(id: string): Promise<void> {
    clearTimeout(this.resting.get(id));
    this.resting.delete(id);
    this.uses.delete(id);
    const session = this.sessions.get(id);
    if (!session) return Promise.resolve();
    let closing = this.closing.get(id);
    if (!closing) {
      closing = this.closeSettled(session).finally(() => this.closing.delete(id));
      this.closing.set(id, closing);
    }
    return closing;
  }

  /** Until its last change is settled, a session answers whoever still looks at it. */
  private async closeSettled(session: DatasetSession): Promise<void> {
    await session.changes.settled();
    this.sessions.delete(session.id);
    await session.close();
  }

  /** Resolves when a session that is being closed has ended, in whatever way. */
  private async closed(id: string): Promise<void> {
    await this.closing.get(id)?.catch((_toldToWhoeverClosedIt: unknown) => undefined);
  }

  async dispose(): Promise<void> {
    for (const { changes } of this.sessions.values()) changes.stop();
    await Promise.all([...this.sessions.keys()].map((id) => this.end(id)));
    this.ending.abort(new Error('The engine was closed.'));
    const embedders = [this.sharedEmbedder, ...this.retired].map((embedder) => embedder?.dispose());
    await Promise.all([
      this.readerPool?.dispose(),
      ...embedders,
      this.sharedSplitter?.dispose(),
      this.texts?.dispose(),
    ]);
    await this.opened?.close();
  }

  private announceDeath(who: string, { cause, held }: Death): void {
    const names = held.length === 0 ? '' : ` It held ${held.join(', ')}; each is tried again alone.`;
    const text = `${who} was replaced: ${cause}.${names}`;
    this.announce(text);
  }

  private announce(text: string): void {
    for (const id of this.sessions.keys())
      this.options.onEvent(id, { kind: 'message', message: { severity: 'warning', text } });
  }
}
