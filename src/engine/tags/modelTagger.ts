import { dirname, join } from 'node:path';
import { UserError } from '../errors';
import { multiply, surestTags, type TagTable } from '../findings/tagTable';
import { modelVersion, type Model } from '../model/modelCard';
import type { Embeddings } from '../session/reading/embeddings';
import type { JobCall } from '../jobs/progress';
import { readLabelNames } from './labelNames';
import { readTextTable } from './textTable';
import { readLinearReadout, type LinearReadout } from './linearReadout';
import type { Example, Tagger } from './tagger';
import { toUnit } from '../model/toUnit';

/** What the tags of the model in use are worked out from. */
export interface ModelTaggerParts {
  readonly model: Model;
  /** Of that model, by row. */
  readonly embeddings: Embeddings;
  /** Runs a model over all images, or over one file, and keeps what it gave by content. */
  readonly embedAll: (model: Model, call: JobCall) => Promise<Embeddings>;
  readonly embedFile: (model: Model, path: string, signal: AbortSignal) => Promise<Float32Array>;
}

/**
 * Names by the classes of the model in use, or by its texts; undefined where its card names neither. Where the class scores are a linear
 * layer over embeddings, they follow from those; else the model is run again over the images, once.
 */
export async function modelTagger(parts: ModelTaggerParts): Promise<Tagger | undefined> {
  const { card, path } = parts.model;
  if (card.tags) {
    const { names, readout } = await readTextTable(
      join(dirname(path), card.tags.table),
      card.embedding.width,
      card.tags.scale,
    );
    return new LinearTagger(parts, names, readout, true);
  }
  if (!card.logits) return undefined;
  const names = await readLabelNames(join(dirname(path), card.logits.labels));
  const { name, width } = card.embedding;
  if (card.logits.name === name) {
    requireCount(names, width, card.name);
    return new ScoreTagger(parts, names, undefined);
  }
  const linear =
    card.embedding.pick === undefined ? await readLinearReadout(path, name, card.logits.name, width) : undefined;
  if (!linear) return new ScoreTagger(parts, names, scoresOf(parts.model, names));
  requireCount(names, linear.bias.length, card.name);
  return new LinearTagger(parts, names, linear, false);
}

/** The same model with its class scores as what describes an image. */
function scoresOf(model: Model, names: readonly string[]): Model {
  const { logits } = model.card;
  if (!logits) throw new Error('The model has no class scores.');
  return { ...model, card: { ...model.card, embedding: { name: logits.name, width: names.length } } };
}

function requireCount(names: readonly string[], classes: number, model: string): void {
  if (names.length !== classes)
    throw new UserError(
      `The model ${model} has ${classes} classes and its label file names ${names.length}. Correct "labels" in its card.`,
    );
}

class LinearTagger implements Tagger {
  readonly name: string;

  constructor(
    private readonly parts: ModelTaggerParts,
    readonly names: readonly string[],
    private readonly readout: LinearReadout,
    /** The layer is over embeddings of length 1. */
    private readonly isUnit: boolean,
  ) {
    this.name = parts.model.card.name;
  }

  tagsOf({ embedding }: Example): Promise<ReturnType<typeof surestTags>> {
    const logits = new Float32Array(this.names.length);
    const vector = this.isUnit ? toUnit(embedding) : embedding;
    multiply(this.readout.weights, this.readout.bias, vector, 0, logits);
    return Promise.resolve(surestTags(this.names, logits));
  }

  table(): Promise<TagTable> {
    const { names, readout, isUnit, parts } = this;
    return Promise.resolve({
      version: `linear ${modelVersion(parts.model.card)}`,
      names,
      scores: { kind: 'linear', ...readout, isUnit },
    });
  }
}

/** Class scores that are an output of their own; `model` undefined: they are the embeddings. */
class ScoreTagger implements Tagger {
  readonly name: string;

  constructor(
    private readonly parts: ModelTaggerParts,
    readonly names: readonly string[],
    private readonly model: Model | undefined,
  ) {
    this.name = parts.model.card.name;
  }

  async tagsOf({ path, embedding }: Example, { signal }: JobCall): Promise<ReturnType<typeof surestTags>> {
    const logits = this.model ? await this.parts.embedFile(this.model, path, signal) : embedding;
    return surestTags(this.names, logits);
  }

  async table(call: JobCall): Promise<TagTable> {
    const { names, model, parts } = this;
    const scores = model ? await parts.embedAll(model, call) : parts.embeddings;
    return {
      version: `scores ${modelVersion((model ?? parts.model).card)}`,
      names,
      scores: { kind: 'logits', values: scores.data },
    };
  }
}
