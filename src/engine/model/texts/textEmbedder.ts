import type { ComputeBackend } from '../../../protocol/backends';
import { dirname, join } from 'node:path';
import { UserError } from '../../errors';
import type { Death, ProcessPool } from '../../jobs/processPool';
import type { ComputeReply, ComputeRequest, ComputeStart } from '../computeMessages';
import { requireFile, type Model, type TextEncoderCard } from '../modelCard';
import { computePool } from '../computePool';

interface TextEmbedderOptions {
  readonly program: string;
  readonly model: Model;
  /** The part of the model's card. */
  readonly card: TextEncoderCard;
  readonly threads: number;
  readonly backend: ComputeBackend;
  readonly onDeath?: (death: Death) => void;
}

/** Gives texts embeddings in the space of the images', in a compute process of its own that is started at the first. */
export class TextEmbedder {
  private pool: ProcessPool<ComputeRequest, ComputeReply> | undefined;
  private checked: Promise<void> | undefined;

  constructor(private readonly options: TextEmbedderOptions) {}

  get model(): Model {
    return this.options.model;
  }

  /** [texts, width] float32, of length 1 each. Throws `UserError` naming the file that is no good. */
  async embed(texts: readonly string[], signal: AbortSignal): Promise<Float32Array> {
    const { model, card } = this.options;
    const folder = dirname(model.path);
    this.checked ??= requireFile(join(folder, card.file), card.sha256, model.card.name);
    try {
      await this.checked;
    } catch (error) {
      this.checked = undefined;
      throw error;
    }
    const tokenizer = join(folder, card.tokenizer);
    const { width } = model.card.embedding;
    this.pool ??= this.start(join(folder, card.file));
    const reply = await this.pool.run('a text', { kind: 'texts', card, tokenizer, texts, width }, signal);
    if (!reply.ok) throw new UserError(`The text encoder of ${model.card.name} cannot be run: ${reply.reason}`);
    return reply.embeddings;
  }

  async dispose(): Promise<void> {
    await this.pool?.dispose();
  }

  private start(modelPath: string): ProcessPool<ComputeRequest, ComputeReply> {
    const { program, threads, backend, onDeath } = this.options;
    const start: ComputeStart = { modelPath, threads, backend, strict: false };
    return computePool(program, start, { inFlight: 1, timeLimit: 120, memoryLimitMB: 4096, onDeath });
  }
}
