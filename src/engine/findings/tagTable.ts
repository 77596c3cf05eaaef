import { mostTop, type Tag } from '../../core/reference';
import type { ImageSet } from './imageSet';

type Floats = Float32Array<SharedArrayBuffer>;

/** What the tags of images follow from; it lies in shared memory. */
export type TagScores =
  /** A linear layer over embeddings. `isUnit`: over embeddings of length 1. */
  | {
      readonly kind: 'linear';
      /** [names, width] */
      readonly weights: Floats;
      /** [names] */
      readonly bias: Floats;
      readonly isUnit: boolean;
    }
  /** Class scores by row of the dataset's table, [rows, names], before the softmax; NaN where there are none. */
  | { readonly kind: 'logits'; readonly values: Floats }
  /** Indices of tags and how sure each is by row, [rows, width]; -1 ends a list, a row that begins with -2 is unknown. */
  | {
      readonly kind: 'listed';
      readonly width: number;
      readonly tags: Int32Array<SharedArrayBuffer>;
      readonly scores: Floats;
    };

/** Tags that images can have, and what tells which they have. */
export interface TagTable {
  /** Equal for tables that say the same of the same images. */
  readonly version: string;
  readonly names: readonly string[];
  readonly scores: TagScores;
}

/** The surest tags of each image, [n, mostTop] each: -1 ends a list, one that begins with -2 is unknown. */
export interface TopTags {
  readonly tags: Int32Array;
  readonly scores: Float32Array;
}

/** The surest tags of every image. */
export function topTags({ names, scores }: TagTable, images: ImageSet): TopTags {
  const { count, columns } = images;
  const found = {
    tags: new Int32Array(count * mostTop).fill(-1),
    scores: new Float32Array(count * mostTop),
  };
  const logits = new Float32Array(names.length);
  const width = columns.embeddings.width;
  for (let i = 0; i < count; i++) {
    const row = columns.rows[i];
    if (scores.kind === 'listed') {
      const from = row * scores.width;
      const length = Math.min(scores.width, mostTop);
      found.tags.set(scores.tags.subarray(from, from + length), i * mostTop);
      found.scores.set(scores.scores.subarray(from, from + length), i * mostTop);
      continue;
    }
    if (scores.kind === 'logits') logits.set(scores.values.subarray(row * names.length, (row + 1) * names.length));
    else if (scores.isUnit) multiply(scores.weights, scores.bias, images.embeddings(), i * width, logits);
    else multiply(scores.weights, scores.bias, columns.embeddings.values, row * width, logits);
    takeSurest(logits, found.tags, found.scores, i * mostTop);
  }
  return found;
}

/** The surest tags of one image that is described by class scores before the softmax, [names]. */
export function surestTags(names: readonly string[], logits: Float32Array): Tag[] {
  const tags = new Int32Array(mostTop).fill(-1);
  const scores = new Float32Array(mostTop);
  takeSurest(logits, tags, scores, 0);
  return Array.from(tags, (tag, at) => ({ name: names[tag] ?? '', score: scores[at] })).filter(
    (_, at) => tags[at] >= 0,
  );
}

/** Class scores of one embedding, which begins at `from`. */
export function multiply(
  weights: Float32Array,
  bias: Float32Array,
  embeddings: Float32Array,
  from: number,
  logits: Float32Array,
): void {
  const width = weights.length / bias.length;
  for (let c = 0; c < bias.length; c++) {
    let sum = bias[c];
    for (let k = 0, at = c * width; k < width; k++, at++) sum += weights[at] * embeddings[from + k];
    logits[c] = sum;
  }
}

/** Writes the highest of `logits` and their probabilities (softmax) from place `to` on. */
function takeSurest(logits: Float32Array, tags: Int32Array, scores: Float32Array, to: number): void {
  if (Number.isNaN(logits[0])) {
    tags[to] = -2;
    return;
  }
  const end = to + Math.min(mostTop, logits.length);
  for (let c = 0; c < logits.length; c++) {
    const value = logits[c];
    let at = tags[end - 1] < 0 || value > scores[end - 1] ? end - 1 : end;
    if (at === end) continue;
    while (at > to && (tags[at - 1] < 0 || scores[at - 1] < value)) {
      tags[at] = tags[at - 1];
      scores[at] = scores[at - 1];
      at--;
    }
    tags[at] = c;
    scores[at] = value;
  }
  const highest = scores[to];
  let sum = 0;
  for (const value of logits) sum += Math.exp(value - highest);
  for (let at = to; at < end; at++) scores[at] = Math.exp(scores[at] - highest) / sum;
}
