import { ProcessPool, type Death } from '../jobs/processPool';
import type { Model } from './modelCard';

export interface ComputeRequest {
  /** Interleaved RGB, [count, size, size, 3] bytes. */
  readonly pixels: Uint8Array;
  readonly count: number;
  readonly batch: number;
}

export interface ComputeReply {
  /** [count, width] float32 */
  readonly embeddings: Float32Array;
}

interface Waiting {
  readonly pixels: Uint8Array;
  readonly resolve: (embedding: Float32Array) => void;
  readonly reject: (error: Error) => void;
}

const batch = 16;
/** Milliseconds that an image waits for others to share its batch: one that is not full costs as much as a full one. */
const patience = 250;

export interface EmbedderOptions {
  readonly program: string;
  readonly model: Model;
  readonly threads: number;
  readonly onDeath?: (death: Death) => void;
}

/** Gathers decoded images into batches for the compute process, which is started at the first image. */
export class Embedder {
  private readonly pool: ProcessPool<ComputeRequest, ComputeReply>;
  private waiting: Waiting[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: EmbedderOptions) {
    const { model } = options;
    this.pool = new ProcessPool({
      program: options.program,
      args: [model.path, JSON.stringify(model.card), String(options.threads)],
      size: 1,
      inFlight: 2,
      timeLimit: 300,
      memoryLimitMB: 4096,
      onDeath: options.onDeath,
    });
  }

  get width(): number {
    return this.options.model.card.embedding.width;
  }

  get pids(): number[] {
    return this.pool.pids;
  }

  /** The embedding of one image, [width] float32, from its pixels, [size, size, 3] bytes. */
  embed(pixels: Uint8Array): Promise<Float32Array> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ pixels, resolve, reject });
      if (this.waiting.length >= batch) this.send();
      else this.timer ??= setTimeout(() => this.send(), patience);
    });
  }

  async dispose(): Promise<void> {
    clearTimeout(this.timer);
    const closed = new Error('The embedder was closed.');
    for (const { reject } of this.waiting.splice(0)) reject(closed);
    await this.pool.dispose();
  }

  private send(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const images = this.waiting.splice(0, batch);
    if (images.length === 0) return;
    const bytes = images[0].pixels.length;
    const pixels = new Uint8Array(images.length * bytes);
    images.forEach((image, i) => pixels.set(image.pixels, i * bytes));
    this.pool.run('a batch of images', { pixels, count: images.length, batch }).then(
      ({ embeddings }) =>
        images.forEach(({ resolve }, i) => resolve(embeddings.slice(i * this.width, (i + 1) * this.width))),
      (error: Error) => images.forEach(({ reject }) => reject(error)),
    );
    if (this.waiting.length > 0) this.timer ??= setTimeout(() => this.send(), patience);
  }
}
