import type { ComputeBackend } from '../../protocol/backends';
import type { ModelPort } from '../../protocol/models';
import type { ModelCard, TextEncoderCard } from './modelCard';

/** What the compute process is started with, as JSON in its one argument. */
export interface ComputeStart {
  readonly modelPath: string;
  readonly threads: number;
  readonly backend: ComputeBackend;
  /** A trial: what fails on the backend is told, and not repeated on another. */
  readonly strict: boolean;
}

export type ComputeRequest =
  | {
      readonly kind: 'embed';
      readonly card: ModelCard;
      /** Interleaved RGB, [count, size, size, 3] bytes. */
      readonly pixels: Uint8Array;
      readonly count: number;
      /** The fixed number of images that the model is given at once; missing ones are padded. */
      readonly batch: number;
    }
  | {
      readonly kind: 'texts';
      readonly card: TextEncoderCard;
      /** Absolute path of the `tokenizer.json`. */
      readonly tokenizer: string;
      readonly texts: readonly string[];
      /** Of the images' embeddings. */
      readonly width: number;
    }
  /** Opens the model, and no more. */
  | { readonly kind: 'open' }
  /** Runs the model once on nothing, to count what each output gives. */
  | { readonly kind: 'probe'; readonly input: ModelCard['input'] };

/** A backend that failed, after which another one went on. */
export interface BackendFailure {
  readonly backend: ComputeBackend;
  readonly reason: string;
}

export type ComputeReply =
  | {
      readonly ok: true;
      /** [count, width] float32; empty for `open` and `probe`. */
      readonly embeddings: Float32Array;
      /** What computed it. */
      readonly backend: ComputeBackend;
      readonly failures: readonly BackendFailure[];
      readonly inputs: readonly ModelPort[];
      readonly outputs: readonly ModelPort[];
      /** Numbers an image of each output; empty but for `probe`. */
      readonly numbers: readonly number[];
    }
  | { readonly ok: false; readonly reason: string };
