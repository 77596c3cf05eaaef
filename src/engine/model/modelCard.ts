import { readFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { modelEmbedding, modelInput, sha256Hex } from '../../protocol/models';
import { UserError, errorReason } from '../errors';

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
  /** File beside the card with the content hashes of the images that it trained on, where they may be ranked by it. */
  trainedOn: z
    .string()
    .regex(/^[\w.-]+$/, 'is not the name of a file beside the card')
    .optional(),
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
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
  } catch (error) {
    throw new UserError(`The model ${path} cannot be read (${errorReason(error)}).`);
  }
  if (hash.digest('hex') !== card.sha256)
    throw new UserError(
      `The model ${path} is not the one that ${cardPath} describes (its sha256 differs). Install it again.`,
    );
  return model;
}

/** Names everything that an embedding depends on; part of the cache's key. */
export function modelVersion({ sha256, input, embedding }: ModelCard): string {
  const { name, size, crop, layout, scale, mean, std } = input;
  const parts = [name, layout, scale, ...mean, ...std, embedding.name, embedding.width, embedding.pick ?? 'whole'];
  const preprocessing = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  return `${sha256.slice(0, 12)}-${size}-${crop}-${preprocessing.slice(0, 8)}`;
}
