import type { TagSourceName } from '../../core/reference';
import type { Engine } from '../engine';
import type { Embedder } from '../model/embedder';
import { modelVersion, type Model } from '../model/modelCard';
import { modelTagger, type ModelTaggerParts } from '../tags/modelTagger';
import type { Tagger } from '../tags/tagger';

export interface TagSourcesParts extends Omit<ModelTaggerParts, 'model'> {
  readonly engine: Engine;
  /** The model that the embeddings in use are of. */
  readonly model: () => Model;
}

/** What can give the images of one dataset their tags, each made when it is first asked for. */
export class TagSources {
  private ofModel: { readonly version: string; readonly tagger: Promise<Tagger | undefined> } | undefined;
  private other: Embedder | undefined;

  constructor(private readonly parts: TagSourcesParts) {}

  /** Undefined where the source names nothing. Throws `UserError` naming what is wrong with a label file. */
  tagger(_source: TagSourceName): Promise<Tagger | undefined> {
    const model = this.parts.model();
    const version = `${modelVersion(model.card)} ${model.path}`;
    if (this.ofModel?.version !== version) {
      const tagger = modelTagger({ ...this.parts, model });
      this.ofModel = { version, tagger };
      tagger.catch((_toldToWhoeverAsked: unknown) => (this.ofModel = undefined));
    }
    return this.ofModel.tagger;
  }

  /** What runs a model: the shared one, or one of its own for another model or another of its outputs. */
  async embedderOf(model: Model): Promise<Embedder> {
    const shared = await this.parts.engine.embedder();
    const version = modelVersion(model.card);
    if (modelVersion(shared.model.card) === version) return shared;
    if (!this.other || modelVersion(this.other.model.card) !== version) {
      this.other?.retire();
      this.other = this.parts.engine.otherEmbedder(model);
    }
    return this.other;
  }

  async close(): Promise<void> {
    await this.other?.dispose();
  }
}
