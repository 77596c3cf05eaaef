import { measureRows, standardise } from '../model/head/features';
import type { Kernel } from '../model/head/kernel';
import { Likeness } from '../model/head/likeness';

export interface SimilarityInput {
  readonly kernel: Kernel;
  /** [n, d] float32, and d. */
  readonly embeddings: Float32Array;
  readonly d: number;
  /** Rows to compare; the images at large. */
  readonly rows: Int32Array;
  /** Rows that were pointed at; at least one. */
  readonly examples: Int32Array;
}

export interface Similarity {
  readonly rows: Int32Array;
  /** How like the examples each row is, [rows]: 0 as the middle of all images or less, 1 as the examples themselves. */
  readonly score: Float32Array;
  /** A first threshold: beyond it scores are rare among images at large. */
  readonly suggested: number;
}

/** Robust deviations above the middle where the first threshold stands, but not further up than this. */
const rare = 3;
const highest = 0.6;

/** Ranks images by likeness to a few examples; see Likeness. */
export function similarImages({ kernel, embeddings, d, rows, examples }: SimilarityInput): Similarity {
  const vectors = new Float32Array(rows.length * d);
  const place = new Map<number, number>();
  rows.forEach((row, i) => {
    vectors.set(embeddings.subarray(row * d, (row + 1) * d), i * d);
    place.set(row, i);
  });
  const rowScale = new Float32Array(rows.length);
  measureRows(vectors, d, 0, rows.length, rowScale);
  const likeness = new Likeness(kernel, vectors, standardise(vectors, d, rowScale));
  const pointed = Array.from(examples, (row) => place.get(row)).filter((at) => at !== undefined);
  const form = likeness.formFor(pointed);
  const score = new Float32Array(rows.length);
  likeness.write(form, 0, rows.length, score);
  return { rows, score, suggested: suggestThreshold(likeness.deviation(form)) };
}

/** `deviation`: robust deviation of images at large around 0, on the scale of the scores. */
function suggestThreshold(deviation: number): number {
  return Math.min(highest, Math.max(0.1, rare * deviation));
}
