import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { UserError, errorReason } from '../errors';
import { sharedFloats } from '../model/head/shared';
import type { LinearReadout } from './linearReadout';
import { toUnit } from '../model/toUnit';

const textTable = z.object({
  names: z.array(z.string().min(1).max(500)).min(1).max(100_000),
  embeddings: z.array(z.array(z.number())),
});

/**
 * Embeddings of texts as a linear layer over image embeddings of length 1: a class score is `scale` times the cosine
 * (Radford et al., CLIP, 2021). Throws `UserError` naming the file.
 */
export async function readTextTable(
  path: string,
  width: number,
  scale: number,
): Promise<{ readonly names: readonly string[]; readonly readout: LinearReadout }> {
  let parsed;
  try {
    parsed = textTable.safeParse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    throw new UserError(`The table of text embeddings ${path} cannot be read (${errorReason(error)}).`);
  }
  if (!parsed.success)
    throw new UserError(`The table of text embeddings ${path} is not valid: ${z.prettifyError(parsed.error)}.`);
  const { names, embeddings } = parsed.data;
  const wrong = embeddings.findIndex((one) => one.length !== width);
  if (embeddings.length !== names.length || wrong >= 0)
    throw new UserError(
      `The table of text embeddings ${path} must hold ${width} numbers, as an image's embedding has, for each of its ${names.length} names.`,
    );
  const weights = sharedFloats(names.length * width);
  embeddings.forEach((one, i) => {
    const weight = toUnit(Float32Array.from(one)).map((value) => scale * value);
    weights.set(weight, i * width);
  });
  return { names, readout: { weights, bias: sharedFloats(names.length) } };
}
