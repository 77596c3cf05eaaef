import { availableParallelism } from 'node:os';
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
    await inLanes(
      plan.filter(({ source }) => source.kind === 'draw'),
      write,
    );
    await inLanes(
      plan.filter(({ source }) => source.kind !== 'draw'),
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

/** Runs `work` on all items, a few at once; after a failure nothing new is begun, and it is thrown when all have ended. */
async function inLanes<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  const failures: unknown[] = [];
  const lane = async (): Promise<void> => {
    for (const item of queue) {
      if (failures.length > 0) return;
      await work(item).catch((error: unknown) => failures.push(error));
    }
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), 4) }, lane));
  if (failures.length > 0) throw failures[0];
}
