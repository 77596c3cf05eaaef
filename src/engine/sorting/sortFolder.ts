import { HeadFitter } from '../model/head/headFitter';
import { unlabelled, type HeadInput } from '../model/head/headInput';
import { sharedFloats } from '../model/head/shared';
import type { Proposals } from './proposals';
import { runSorting } from './sortingThread';

/** Images to sort that are not rows of the dataset. */
export interface PileRows {
  /** [m, d] float32 */
  readonly embeddings: Float32Array;
  /** Content of each, so that copies are known: int32 [m], in the numbering of the dataset's groups. */
  readonly groups: Int32Array;
}

export interface FolderSorting {
  /** Labels and embeddings of the dataset. */
  readonly examples: HeadInput;
  readonly pile: PileRows;
  /** Program of the fitting and sorting threads. */
  readonly script: string;
  readonly threads: number;
  readonly signal: AbortSignal;
}

/**
 * Fits a head to the dataset's labels and proposes a class for each image of a pile beside it; row i of the result is
 * image i of the pile.
 */
export async function sortFolder({ examples, pile, script, threads, signal }: FolderSorting): Promise<Proposals> {
  const { d, classes } = examples;
  const own = examples.labels.length;
  const count = pile.groups.length;
  const embeddings = sharedFloats((own + count) * d);
  embeddings.set(examples.embeddings.subarray(0, own * d));
  embeddings.set(pile.embeddings, own * d);
  const labels = new Int32Array(own + count).fill(unlabelled);
  labels.set(examples.labels);
  const trusted = new Uint8Array(own + count);
  trusted.set(examples.trusted ?? new Uint8Array(own));
  const groups = new Int32Array(own + count);
  groups.set(examples.groups ?? Int32Array.from({ length: own }, (_, i) => i));
  groups.set(pile.groups, own);
  const fitter = new HeadFitter({ script, threads });
  try {
    const { probabilities, outOfSample } = await fitter.fit(
      { embeddings, d, labels, trusted, groups, classes, seed: examples.seed },
      signal,
    );
    const rows = Int32Array.from({ length: count }, (_, i) => own + i);
    const request = { embeddings, d, labels, groups, classes, pile: rows };
    return await runSorting(script, { kind: 'propose', ...request, scores: { probabilities, outOfSample } }, signal);
  } finally {
    await fitter.dispose();
  }
}
