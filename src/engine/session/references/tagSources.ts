import type { TagSourceName } from '../../../core/reference';
import type { Engine } from '../../engine';
import type { Embedder } from '../../model/embedder';
import { modelVersion, type Model } from '../../model/modelCard';
import { modelTagger, type ModelTaggerParts } from '../../tags/modelTagger';
import type { StoredFacts } from '../../images/readImage';
import type { Cache } from '../../store/cache';
import { Rekognition } from '../../tags/rekognition';
import { ServiceTagger } from '../../tags/serviceTagger';
import type { Tagger } from '../../tags/tagger';
import type { ImageTable } from '../imageTable';

const serviceName = 'rekognition';

export interface TagSourcesParts extends Omit<ModelTaggerParts, 'model'> {
  readonly engine: Engine;
  readonly root: string;
  readonly table: ImageTable;
  readonly cache: Cache<StoredFacts>;
  /** The model that the embeddings in use are of. */
  readonly model: () => Model;
}

/** What can give the images of one dataset their tags, each made when it is first asked for. */
export class TagSources {
  private ofModel: { readonly version: string; readonly tagger: Promise<Tagger | undefined> } | undefined;
  private other: Embedder | undefined;
  private rekognition: Rekognition | undefined;
  /** Asks AWS Rekognition; its SDK is loaded when the first image is sent. */
  readonly service: ServiceTagger;

  constructor(private readonly parts: TagSourcesParts) {
    const { engine, root, table, cache } = parts;
    this.service = new ServiceTagger({
      root,
      table,
      readers: () => engine.readers,
      limits: engine.options.limits,
      known: (hash) => cache.serviceTags(serviceName, hash),
      keep: (hash, tags) => cache.putServiceTags(serviceName, hash, tags),
      service: () => (this.rekognition ??= Rekognition.load(engine.options.programs)),
    });
  }

  /** Undefined where the source names nothing. Throws `UserError` naming what is wrong with a label file. */
  tagger(source: TagSourceName): Promise<Tagger | undefined> {
    if (source === 'rekognition') return Promise.resolve(this.service);
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
    this.rekognition?.close();
  }
}
