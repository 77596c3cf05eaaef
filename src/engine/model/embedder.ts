import type { ComputeBackend } from '../../protocol/backends';
import { UserError } from '../errors';
import { QuarantinedError, type Death, type ProcessPool } from '../jobs/processPool';
import { nextBackend } from './backends/fallback';
import type { BackendFailure, ComputeReply, ComputeRequest, ComputeStart } from './computeMessages';
import type { Model } from './modelCard';
import { computePool } from './computePool';

interface Waiting {
  readonly pixels: Uint8Array;
  readonly resolve: (embedding: Float32Array) => void;
  readonly reject: (error: Error) => void;
}

/** Images that the model is given at once. */
export const batchSize = 16;
/** Milliseconds that an image waits for others to share its batch: one that is not full costs as much as a full one. */
const patience = 250;
/** Milliseconds without work after which a retired embedder ends. */
const retirement = 5000;

export interface EmbedderOptions {
  readonly program: string;
  readonly model: Model;
  readonly threads: number;
  readonly backend: ComputeBackend;
  readonly onDeath?: (death: Death) => void;
  /** A backend failed, and `next` goes on, beginning with the batch that failed. */
  readonly onFallback?: (failure: BackendFailure, next: ComputeBackend) => void;
}

/** Gathers decoded images into batches for the compute process, which is started at the first image. */
export class Embedder {
  private pool: ProcessPool<ComputeRequest, ComputeReply>;
  private waiting: Waiting[] = [];
  private timer: NodeJS.Timeout | undefined;
  private retiring: NodeJS.Timeout | undefined;
  private running = 0;
  private current: ComputeBackend;
  private readonly told = new Set<ComputeBackend>();

  constructor(private readonly options: EmbedderOptions) {
    this.current = options.backend;
    this.pool = this.start(options.backend);
  }

  get model(): Model {
    return this.options.model;
  }

  get width(): number {
    return this.options.model.card.embedding.width;
  }

  /** What computes: the one asked for, or what came after it failed. */
  get backend(): ComputeBackend {
    return this.current;
  }

  get pids(): number[] {
    return this.pool.pids;
  }

  /** The embedding of one image, [width] float32, from its pixels, [size, size, 3] bytes. */
  embed(pixels: Uint8Array): Promise<Float32Array> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ pixels, resolve, reject });
      if (this.waiting.length >= batchSize) this.send();
      else this.timer ??= setTimeout(() => this.send(), patience);
    });
  }

  async dispose(): Promise<void> {
    clearTimeout(this.timer);
    clearTimeout(this.retiring);
    const closed = new Error('The embedder was closed.');
    for (const { reject } of this.waiting.splice(0)) reject(closed);
    await this.pool.dispose();
  }

  /** Another embedder takes over: this one serves whoever still holds it, and ends by itself once nobody does. */
  retire(): void {
    clearTimeout(this.retiring);
    this.retiring = setTimeout(() => {
      if (this.running + this.waiting.length > 0) this.retire();
      else void this.dispose();
    }, retirement).unref();
  }

  private start(backend: ComputeBackend): ProcessPool<ComputeRequest, ComputeReply> {
    const { program, model, threads, onDeath } = this.options;
    const start: ComputeStart = { modelPath: model.path, threads, backend, strict: false };
    return computePool(program, start, { inFlight: 2, timeLimit: 300, memoryLimitMB: 4096, onDeath });
  }

  private send(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const images = this.waiting.splice(0, batchSize);
    if (images.length === 0) return;
    const bytes = images[0].pixels.length;
    const pixels = new Uint8Array(images.length * bytes);
    images.forEach((image, i) => pixels.set(image.pixels, i * bytes));
    this.running += images.length;
    this.compute(pixels, images.length)
      .then(
        (embeddings) =>
          images.forEach(({ resolve }, i) => resolve(embeddings.slice(i * this.width, (i + 1) * this.width))),
        (error: Error) => images.forEach(({ reject }) => reject(error)),
      )
      .finally(() => (this.running -= images.length));
    if (this.waiting.length > 0) this.timer ??= setTimeout(() => this.send(), patience);
  }

  /** One batch; where its backend takes the process down, once more on the next. */
  private async compute(pixels: Uint8Array, count: number): Promise<Float32Array> {
    const { model } = this.options;
    for (;;) {
      const { pool } = this;
      try {
        const request: ComputeRequest = { kind: 'embed', card: model.card, pixels, count, batch: batchSize };
        const reply = await pool.run('a batch of images', request);
        if (!reply.ok) throw new UserError(`The model ${model.path} cannot be run: ${reply.reason}`);
        reply.failures.forEach((failure, i) => this.fellBack(failure, reply.failures[i + 1]?.backend ?? reply.backend));
        return reply.embeddings;
      } catch (error) {
        // Another batch of the same process may have moved on already.
        if (error instanceof QuarantinedError && this.pool === pool) this.moveOn(error);
        else if (this.pool === pool || !(error instanceof QuarantinedError || isClosing(error))) throw error;
      }
    }
  }

  private moveOn(error: QuarantinedError): void {
    const failed = this.current;
    const next = nextBackend(failed, error);
    if (next === undefined) throw error;
    const { pool } = this;
    this.pool = this.start(next);
    this.fellBack({ backend: failed, reason: `it took its process down (${error.message})` }, next);
    void pool.dispose();
  }

  private fellBack(failure: BackendFailure, next: ComputeBackend): void {
    if (this.told.has(failure.backend)) return;
    this.told.add(failure.backend);
    this.current = next;
    this.options.onFallback?.(failure, next);
  }
}

function isClosing(error: unknown): boolean {
  return error instanceof Error && /^The worker pool (was|is) closed\.$/.test(error.message);
}
