import type { FeatureScaling } from './features';
import type { LikenessForm } from './likeness';
import type { NeighbourJob } from './neighbours';

/** What every pass over the images reads and writes; all arrays lie in shared memory. */
export interface RowData {
  readonly embeddings: Float32Array;
  readonly scaling: FeatureScaling;
  /** Images sorted by fold and kind, int32 [n]; see RowLayout. */
  readonly order: Int32Array;
  /** Column each image trains, -1 for none, int32 [n]. */
  readonly targets: Int32Array;
  /** Weight of each image in training, float32 [n]. */
  readonly weights: Float32Array;
  /** Curvature of each image in the softmax model, float32 [n]. */
  readonly curvatures: Float32Array;
  /** classes + 1. */
  readonly columns: number;
  /** Raw scores, float32 [n, columns]; empty when only the largest are kept. */
  readonly scores: Float32Array;
  readonly outputs: RowOutputs;
}

export interface RowOutputs {
  readonly width: number;
  readonly values: Float32Array;
  readonly kept: Int32Array | null;
  readonly predicted: Int32Array;
  readonly confidence: Float32Array;
  readonly pGiven: Float32Array;
  readonly loss: Float32Array;
  readonly margin: Float32Array;
  readonly reject: Float32Array;
}

/** Positions from..to of the order, all scored by one model. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly model: number;
}

/** Probabilities are softmax(scale * score + bias). */
export interface Calibration {
  readonly scale: number;
  /** float64 [columns]; -Infinity masks a column without a training image. */
  readonly bias: Float64Array;
}

/**
 * One pass over images, split into `parts` even pieces. Weights are [models, width, paddedColumns] float32. `partial`
 * holds one result per part, added up by the caller in the order of the parts, so that threads change no bit.
 */
export type RowJob =
  | { readonly kind: 'measure' }
  | {
      readonly kind: 'gram';
      readonly from: number;
      readonly to: number;
      /** Uses only every so many images, with so many times their weight. */
      readonly every: number;
      readonly weighting: 'weights' | 'curvatures';
      /** [parts, width, width]: sum of weight x xᵀ, upper blocks. */
      readonly partial: Float32Array;
      /** [parts, columns, width]: sum of weight x per trained column; empty to skip. */
      readonly sums: Float32Array;
    }
  | {
      readonly kind: 'gradient';
      readonly from: number;
      readonly to: number;
      /** Models stacked side by side: [width, stackedColumns]. */
      readonly weights: Float32Array;
      readonly models: number;
      readonly masked: Uint8Array;
      /** [parts, width, stackedColumns]: sum of weight x (p - target). */
      readonly partial: Float32Array;
    }
  | {
      /** Overwrites the scores of the spans. */
      readonly kind: 'scores';
      readonly spans: readonly Span[];
      readonly weights: Float32Array;
    }
  | {
      /** Adds X `directions` `mix[model]` to the scores: a change of the weights of low rank. */
      readonly kind: 'change';
      readonly spans: readonly Span[];
      /** [width, rank padded to a multiple of 8], the same for all models. */
      readonly directions: Float32Array;
      readonly rank: number;
      /** [models, rank, columns]. */
      readonly mix: Float32Array;
    }
  | {
      readonly kind: 'largest';
      readonly spans: readonly Span[];
      readonly weights: Float32Array;
      readonly calibration: Calibration;
    }
  | { readonly kind: 'probabilities'; readonly calibration: Calibration }
  | NeighbourJob
  | {
      /** Overwrites the likeness to what was thrown out. */
      readonly kind: 'likeness';
      readonly spans: readonly Span[];
      readonly form: LikenessForm;
      readonly inverseNorm: Float32Array;
    };

export const parts = 4;

/** The piece of 0..length that a part works on. */
export function pieceOf(length: number, part: number): [from: number, to: number] {
  return [Math.floor((length * part) / parts), Math.floor((length * (part + 1)) / parts)];
}
