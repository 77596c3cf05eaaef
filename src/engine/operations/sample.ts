import { resolve } from 'node:path';
import * as z from 'zod';
import { counted } from '../../core/words';
import { generateSample } from '../sample/generateSample';
import { defineOperation } from './define';

interface SampleResult {
  readonly folder: string;
  readonly images: number;
}

/** `sample`: draws a small messy dataset to try Winnow on. */
export const sample = defineOperation({
  name: 'sample',
  summary: 'Draw a small messy dataset to try things on; different by seed.',
  params: z.object({
    folder: z.string(),
    seed: z.int().default(0).describe('another seed draws other images'),
    imagesPerClass: z.int().min(1).max(10_000).optional().describe('images in each class'),
  }),
  cli: {
    positional: ['folder'],
    print: ({ folder, images }: SampleResult) => `${counted(images, 'image')} drawn into ${folder}`,
  },
  run: async (engine, { folder, seed, imagesPerClass }, { signal, report }): Promise<SampleResult> => {
    const path = resolve(folder);
    const { images } = await generateSample(path, {
      program: engine.program('sampleProcess'),
      seed,
      imagesPerClass,
      signal,
      onProgress: ({ done, total }) => report({ task: 'draw', done, total, finished: done === total }),
    });
    return { folder: path, images };
  },
});
