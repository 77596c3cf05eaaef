import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { UserError, errorReason, isSystemError } from '../errors';
import type { ModelCard } from './modelCard';

/**
 * Writes the card of a model file on this machine beside it, `model.onnx` gets `model.json`; returns the card's path.
 * Throws `UserError` when there is a file by that name already, or none can be written.
 */
export async function describeModelFile(
  path: string,
  card: Omit<ModelCard, 'file' | 'sha256' | 'source'>,
): Promise<string> {
  if (!path.endsWith('.onnx')) throw new UserError(`${path} does not end in .onnx.`);
  const cardPath = `${path.slice(0, -'.onnx'.length)}.json`;
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
    const pinned: ModelCard = { ...card, file: basename(path), sha256: hash.digest('hex') };
    await writeFile(cardPath, `${JSON.stringify(pinned, undefined, 2)}\n`, { flag: 'wx' });
  } catch (error) {
    if (isSystemError(error) && error.code === 'EEXIST')
      throw new UserError(`${cardPath} is there already. Choose it, or move it away to describe the model anew.`);
    throw new UserError(`The card ${cardPath} cannot be written (${errorReason(error)}).`);
  }
  return cardPath;
}
