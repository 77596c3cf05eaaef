import * as z from 'zod';

const three = z.tuple([z.number(), z.number(), z.number()]);

/** How an image becomes a model's input. */
export const modelInput = z.object({
  name: z.string().min(1),
  /** Pixels of the square that the image is brought to. */
  size: z.int().min(16).max(1024),
  /** `cover`: centre crop; `squash`: both sides resized, the aspect ratio lost. */
  crop: z.enum(['cover', 'squash']),
  layout: z.enum(['NCHW', 'NHWC']),
  /** (pixel * scale - mean) / std, per channel, pixel 0 to 255. */
  scale: z.number(),
  mean: three,
  std: three.refine((values) => values.every((value) => value !== 0), 'std may not be 0'),
});

/** Which of a model's answers is the embedding. */
export const modelEmbedding = z.object({
  name: z.string().min(1),
  /** Numbers an image. */
  width: z.int().min(1).max(65_536),
  /** `first`: of a longer answer the first `width` numbers of each image, e.g. a transformer's class token. */
  pick: z.enum(['whole', 'first']).optional(),
});

export const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/, 'is not a sha256 (64 hexadecimal digits)');

/** A model that others use and that can be fetched on request. */
export const knownModel = z.object({
  name: z.string(),
  about: z.string(),
  address: z.string(),
  megabytes: z.number(),
  /** Absent: whoever fetches it confirms it the first time. */
  sha256: sha256Hex.optional(),
  licence: z.string(),
  /** Winnow was run with it. */
  tried: z.boolean(),
  input: modelInput,
  embedding: modelEmbedding,
});
export type KnownModel = z.infer<typeof knownModel>;

/** An input or output of a model; a dimension of any size is -1. */
export interface ModelPort {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly number[];
}

export interface ModelPorts {
  readonly inputs: readonly ModelPort[];
  readonly outputs: readonly ModelPort[];
}

/** A model that lies on this machine. */
export interface StoredModel {
  readonly name: string;
  /** Absolute path of its card: the value of the setting. */
  readonly card: string;
  readonly sha256: string;
  readonly licence?: string;
  readonly address?: string;
}

export interface ModelsReport {
  /** Absent when the one that is set cannot be read. */
  readonly current?: StoredModel;
  readonly bundled: StoredModel;
  /** Fetched before and kept. */
  readonly stored: readonly StoredModel[];
  readonly known: readonly KnownModel[];
}

/** A file that was fetched and is not kept yet. */
export interface FetchedModel extends ModelPorts {
  readonly ticket: string;
  readonly sha256: string;
  readonly bytes: number;
  /** Where it came from in the end. */
  readonly address: string;
}
