import { readFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import * as z from 'zod';
import { modelEmbedding, modelInput, sha256Hex } from '../../protocol/models';
import { UserError, errorReason } from '../errors';

/** A file that stands beside the card. */
const besideCard = z.string().regex(/^[\w.-]+$/, 'is not the name of a file beside the card');

/** The encoder that gives texts embeddings in the space of the images', as CLIP's does. */
const textEncoder = z.object({
  file: besideCard,
  sha256: sha256Hex,
  /** Hugging Face's `tokenizer.json`. */
  tokenizer: besideCard,
  input: z.string().default('input_ids'),
  /** The input that says which tokens are padding, where the model has one. */
  mask: z.string().optional(),
  embedding: z.string().default('text_embeds'),
  /** Tokens that the model is given: shorter texts are padded, longer ones cut. */
  length: z.int().min(2).max(512).default(77),
  /** The token that texts are padded with. */
  pad: z.int().min(0).default(0),
});

export type TextEncoderCard = z.infer<typeof textEncoder>;

/** What must be known of an ONNX image model to run it; stands as `card.json` beside the file. */
const modelCard = z.object({
  name: z.string(),
  file: z.string(),
  sha256: sha256Hex,
  licence: z.string().optional(),
  /** Where it was fetched from. */
  source: z.string().optional(),
  input: modelInput,
  embedding: modelEmbedding,
  logits: z.object({ name: z.string(), labels: z.string() }).optional(),
  /** Names what it sees by the texts nearest to an image; `scale` sharpens cosines into probabilities, 100 in CLIP. */
  tags: z.object({ table: besideCard, scale: z.number().positive().max(1000).default(100) }).optional(),
  /** Ranks images by words. */
  texts: textEncoder.optional(),
  /** File beside the card with the content hashes of the images that it trained on, where they may be ranked by it. */
  trainedOn: besideCard.optional(),
});

const contentHashes = z.array(z.string().max(200)).max(50_000_000);

export type ModelCard = z.infer<typeof modelCard>;

export interface Model {
  readonly card: ModelCard;
  /** Absolute path of the ONNX file. */
  readonly path: string;
  /** Content hashes of images that it trained on: what it makes of them is in-sample. */
  readonly trainedOn: ReadonlySet<string>;
}

const remedy = 'Choose another model, or none with the setting winnow.model (--model) left empty.';

/** Reads a model's card alone: enough to know what embeddings look like. Throws `UserError` naming the file. */
export async function readModelCard(cardPath: string): Promise<Model> {
  let parsed;
  try {
    parsed = modelCard.safeParse(JSON.parse(await readFile(cardPath, 'utf8')));
  } catch (error) {
    throw new UserError(`The model card ${cardPath} cannot be read (${errorReason(error)}). ${remedy}`);
  }
  if (!parsed.success)
    throw new UserError(`The model card ${cardPath} is not valid: ${z.prettifyError(parsed.error)}. ${remedy}`);
  const folder = dirname(cardPath);
  const { file, trainedOn } = parsed.data;
  const hashes = trainedOn === undefined ? [] : await readHashes(join(folder, trainedOn));
  return { card: parsed.data, path: join(folder, file), trainedOn: new Set(hashes) };
}

async function readHashes(path: string): Promise<string[]> {
  try {
    return contentHashes.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : errorReason(error);
    throw new UserError(`The list of images that a model trained on, ${path}, cannot be read (${reason}). ${remedy}`);
  }
}

/** Reads a model's card and checks that its file is the one described. Throws `UserError` naming the file. */
export async function readModel(cardPath: string): Promise<Model> {
  const model = await readModelCard(cardPath);
  const { card, path } = model;
  await requireFile(path, card.sha256, cardPath);
  return model;
}

/** Throws `UserError` unless a file is the one that a card describes. */
export async function requireFile(path: string, sha256: string, describedBy: string): Promise<void> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
  } catch (error) {
    throw new UserError(`The model ${path} cannot be read (${errorReason(error)}).`);
  }
  if (hash.digest('hex') !== sha256)
    throw new UserError(
      `The model ${path} is not the one that ${describedBy} describes (its sha256 differs). Install it again.`,
    );
}

/** Names everything that an embedding depends on; part of the cache's key. */
export function modelVersion({ sha256, input, embedding }: ModelCard): string {
  const { name, size, crop, layout, scale, mean, std } = input;
  const parts = [name, layout, scale, ...mean, ...std, embedding.name, embedding.width, embedding.pick ?? 'whole'];
  const preprocessing = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  return `${sha256.slice(0, 12)}-${size}-${crop}-${preprocessing.slice(0, 8)}`;
}
