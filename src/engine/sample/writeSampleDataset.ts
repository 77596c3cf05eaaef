import { availableParallelism } from 'node:os';
import { inLanes } from '../jobs/inLanes';
import { encodeSample } from './encodeSample';
import { SampleFolder } from './sampleFolder';
import { completeOptions, type SampleOptions } from './sampleOptions';
import { planSample, type PlannedFile } from './samplePlan';
import type { Box, SampleTruth } from './sampleTruth';
import { sampleClasses } from './subject';
import { symbolBoxes } from './symbolBoxes';

export interface SampleProgress {
  /** Files finished so far. */
  readonly done: number;
  readonly total: number;
  /** The file about to be written; undefined when all are. */
  readonly path: string | undefined;
}

export interface SampleResult {
  /** Number of files written. */
  readonly images: number;
  readonly truth: SampleTruth;
}

export interface WriteOptions extends SampleOptions {
  readonly onProgress?: (progress: SampleProgress) => void;
  readonly signal?: AbortSignal;
}

/**
 * Draws a small messy dataset into `folder`, which must be empty or absent (else UserError). When it is aborted or
 * fails, a folder that it created is taken back. Uses sharp: call it in a process of its own (see generateSample).
 */
export async function writeSampleDataset(folder: string, options: WriteOptions = {}): Promise<SampleResult> {
  const { signal, onProgress } = options;
  const complete = completeOptions(options);
  signal?.throwIfAborted();
  const plan = planSample(complete);
  const target = await SampleFolder.open(folder);
  let done = 0;
  let symbols: Box[] = [];

  async function write(file: PlannedFile): Promise<void> {
    const { path, flaw } = file.image;
    const bytes = await encodeSample(file, (original) => target.read(original));
    signal?.throwIfAborted();
    if (flaw?.kind === 'collage') symbols = await symbolBoxes(bytes);
    onProgress?.({ done, total: plan.length, path });
    await target.write(path, bytes);
    done++;
  }

  try {
    const lanes = Math.min(availableParallelism(), 4);
    await inLanes(
      plan.filter(({ source }) => source.kind === 'draw'),
      lanes,
      write,
    );
    await inLanes(
      plan.filter(({ source }) => source.kind !== 'draw'),
      lanes,
      write,
    );
  } catch (error) {
    await target.discard();
    throw error;
  }
  onProgress?.({ done, total: plan.length, path: undefined });
  const images = plan.map(({ image }) => image);
  return { images: done, truth: { seed: complete.seed, classes: sampleClasses, images, symbols } };
}
