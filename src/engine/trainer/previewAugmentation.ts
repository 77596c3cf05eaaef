import type { Augmentation } from '../../protocol/training';
import type { AugmentationPreview } from '../../protocol/trainingRequests';
import type { Engine } from '../engine';
import { UserError } from '../errors';
import { drawVariation, inputOffset, inputScale, writeInput } from '../model/cnn/augment';
import { purposes, randomFor } from '../model/cnn/seeds';
import { inputCrop } from './decodeImages';

export interface PreviewInput {
  /** Absolute path. */
  readonly path: string;
  readonly size: number;
  readonly augmentation: Augmentation;
  readonly count: number;
  readonly seed: number;
}

/** One image as a network would see it: first as it is, then varied. Throws `UserError` when it cannot be read. */
export async function previewAugmentation(
  engine: Engine,
  { path, size, augmentation, count, seed }: PreviewInput,
  signal: AbortSignal,
): Promise<AugmentationPreview> {
  const { limits } = engine.options;
  const reply = await engine.readers.run(
    path,
    { kind: 'network-input', path, tensor: { size, crop: inputCrop }, limits },
    signal,
  );
  if (!reply.ok) throw new UserError(`${path} cannot be read: ${reply.reason}`);
  if (!('tensor' in reply)) throw new Error('The image reader answered another request.');
  const bytes = size * size * 3;
  const pixels = new Uint8Array(count * bytes);
  const input = new Float32Array(bytes);
  for (let i = 0; i < count; i++) {
    const variation = i === 0 ? undefined : drawVariation(augmentation, randomFor(seed, purposes.augment, i));
    writeInput(reply.tensor, size, input, 0, variation);
    input.forEach((value, at) => (pixels[i * bytes + at] = Math.round((value - inputOffset) / inputScale)));
  }
  return { size, count, pixels };
}
