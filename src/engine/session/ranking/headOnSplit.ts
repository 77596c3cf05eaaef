import type { HeadFitter } from '../../model/head/headFitter';
import { unlabelled } from '../../model/head/headInput';
import type { DividedImage } from '../../trainer/divideImages';
import type { HeadOnSplit } from '../../trainer/trainCnn';
import type { Embeddings } from '../reading/embeddings';

/**
 * Fits the head on frozen embeddings to the training images of a run and judges it on the run's validation images: what
 * a network from scratch is to be compared with. Images without an embedding are left out; undefined when none of either
 * part is left.
 */
export async function headOnSplit(
  fitter: HeadFitter,
  embeddings: Embeddings,
  images: readonly DividedImage[],
  classes: number,
  signal: AbortSignal,
  seed: number,
): Promise<HeadOnSplit | undefined> {
  const known = images.filter(({ row, role }) => role !== 'left out' && embeddings.has(row));
  const validation = [...known.keys()].filter((i) => known[i].role === 'validation');
  if (validation.length === 0 || validation.length === known.length) return undefined;
  const packed = new Float32Array(new SharedArrayBuffer(known.length * embeddings.width * 4));
  known.forEach(({ row }, i) => packed.set(embeddings.get(row), i * embeddings.width));
  const labels = Int32Array.from(known, ({ label, role }) => (role === 'train' ? label : unlabelled));
  const { predicted } = await fitter.fit({ embeddings: packed, d: embeddings.width, labels, classes, seed }, signal);
  const right = validation.filter((i) => predicted[i] === known[i].label).length;
  return { accuracy: right / validation.length, images: validation.length };
}
