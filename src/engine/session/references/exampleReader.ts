import { UserError } from '../../errors';
import type { ImageReply, ImageRequest } from '../../images/worker';
import type { ReadLimits } from '../../images/limits';
import type { ProcessPool } from '../../jobs/processPool';
import type { Embedder } from '../../model/embedder';
import { modelVersion, type Model } from '../../model/modelCard';
import type { EmbeddingStore } from '../../store/embeddingStore';
import type { Example } from '../../tags/tagger';

export interface ExampleReaderParts {
  readonly readers: () => ProcessPool<ImageRequest, ImageReply>;
  readonly limits: ReadLimits;
  readonly store: (version: string) => EmbeddingStore;
  readonly embedderOf: (model: Model) => Promise<Embedder>;
}

/** Reads image files wherever they lie, as a model describes them. Throws `UserError` naming a file that is no image. */
export class ExampleReader {
  constructor(private readonly parts: ExampleReaderParts) {}

  async read(path: string, model: Model, signal: AbortSignal): Promise<Example> {
    const { readers, limits, store, embedderOf } = this.parts;
    const { size, crop } = model.card.input;
    const request = { kind: 'network-input', path, tensor: { size, crop }, limits } as const;
    const reply = await readers().run(path, request, signal);
    if (!reply.ok) throw new UserError(`${path} cannot be used as a reference: ${reply.reason}`);
    if (!('tensor' in reply) || !('hash' in reply)) throw new Error('The image worker answered another question.');
    const { hash, tensor } = reply;
    const known = store(modelVersion(model.card));
    let embedding = known.get(hash);
    if (!embedding) {
      embedding = await (await embedderOf(model)).embed(tensor);
      await known.put(hash, embedding);
    }
    return { path, hash, embedding };
  }
}
