import { setImmediate } from 'node:timers/promises';
import { parseQuery } from '../../../core/query/query';
import { UserError } from '../../errors';
import { modelVersion, type Model } from '../../model/modelCard';
import type { TextEmbedder } from '../../model/texts/textEmbedder';
import type { Embeddings } from '../reading/embeddings';
import type { ImageTable } from '../imageTable';
import { toUnit } from '../../model/toUnit';

interface WordSearchParts {
  readonly table: ImageTable;
  readonly embeddings: Embeddings;
  /** The model that the embeddings are of. */
  readonly model: () => Model;
  readonly textEmbedder: (model: Model) => TextEmbedder | undefined;
  /** Likeness by row that queries and orders go by now. */
  readonly similarity: () => Float32Array | undefined;
  readonly show: (similarity: Float32Array) => void;
}

/** What became of the words of a query. */
export type WordRanking =
  { readonly kind: 'no-words' } | { readonly kind: 'ranked' } | { readonly kind: 'unranked'; readonly note: string };

/** Rows between two breaths of the engine's main thread. */
const breath = 10_000;

/** Ranks images by words (`like:`), through the text encoder of the model in use. */
export class WordSearch {
  /** What the last ranking is of. */
  private ranked: { readonly key: string; readonly similarity: Float32Array } | undefined;

  constructor(private readonly parts: WordSearchParts) {}

  /** Makes likeness to the words of a query what images are ordered by; a query without words changes nothing. */
  async rank(query: string, signal: AbortSignal): Promise<WordRanking> {
    const words = parseQuery(query).terms.filter((term) => term.field === 'like');
    if (words.length === 0) return { kind: 'no-words' };
    const model = this.parts.model();
    const embedder = this.parts.textEmbedder(model);
    if (!embedder)
      return {
        kind: 'unranked',
        note: `"like:" ranks by words, and the model in use, ${model.card.name}, sees images only. Choose a model of images and texts, such as CLIP, whose card names its text encoder (docs/models.md), or press m on an example image.`,
      };
    const key = JSON.stringify([modelVersion(model.card), this.parts.table.length, words]);
    if (this.ranked?.key === key && this.ranked.similarity === this.parts.similarity()) return { kind: 'ranked' };
    try {
      const texts = await embedder.embed(
        words.map(({ text }) => text),
        signal,
      );
      const similarity = await this.compare(meanOf(texts, words, model.card.embedding.width), signal);
      this.ranked = { key, similarity };
      this.parts.show(similarity);
      return { kind: 'ranked' };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return { kind: 'unranked', note: error.message };
    }
  }

  /** Cosine of every image to a text of length 1, by row; NaN where an image has no embedding. */
  private async compare(text: Float32Array, signal: AbortSignal): Promise<Float32Array> {
    const { table, embeddings } = this.parts;
    const similarity = new Float32Array(table.length).fill(NaN);
    for (let row = 0; row < similarity.length; row++) {
      if (row % breath === breath - 1) {
        await setImmediate();
        signal.throwIfAborted();
      }
      if (!table.isImage(row) || !embeddings.has(row)) continue;
      const image = embeddings.get(row);
      let dot = 0;
      let squares = 0;
      for (let k = 0; k < image.length; k++) {
        dot += image[k] * text[k];
        squares += image[k] * image[k];
      }
      similarity[row] = dot / Math.max(Math.sqrt(squares), 1e-12);
    }
    return similarity;
  }
}

/** Mean of several texts, [width] float32 of length 1; those with a minus in front are taken away. */
function meanOf(texts: Float32Array, words: readonly { readonly negated: boolean }[], width: number): Float32Array {
  const mean = new Float32Array(width);
  words.forEach(({ negated }, i) => {
    for (let k = 0; k < width; k++) mean[k] += (negated ? -1 : 1) * texts[i * width + k];
  });
  return toUnit(mean);
}
