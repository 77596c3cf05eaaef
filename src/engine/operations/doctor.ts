import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { cacheFiles } from '../store/cache';
import { defaultCacheFolder } from '../store/cacheFolder';
import type { Engine } from '../engine';
import { table } from './cliDataset';
import { defineOperation } from './define';

interface Check {
  readonly name: string;
  readonly value: string;
}

interface DoctorResult {
  readonly checks: readonly Check[];
  readonly backends: readonly { readonly name: string; readonly imagesPerSecond: number }[];
}

/** Images of the trial that measures a backend. */
const trial = 64;

/** `doctor`: what this machine offers, and where things lie. */
export const doctor = defineOperation({
  name: 'doctor',
  summary: 'Say what runs here, how fast, and where cache and state lie.',
  params: z.object({}),
  cli: { positional: [], print },
  run: async (engine): Promise<DoctorResult> => {
    const { card } = await engine.readModel();
    const cacheFolder = engine.options.cacheFolder ?? defaultCacheFolder();
    const cache = await engine.cache();
    const size = await Promise.all(cacheFiles.map((name) => stat(join(cacheFolder, name)))).then(
      (files) => `${(files.reduce((sum, { blocks }) => sum + blocks * 512, 0) / 1e6).toFixed(1)} MB`,
      (error: unknown) => `not readable (${String(error)})`,
    );
    return {
      checks: [
        {
          name: 'runtime',
          value: `Node ${process.versions.node}, ${process.platform}-${process.arch}, ${engine.threads} cores`,
        },
        {
          name: 'model',
          value: `${card.name}, ${card.input.size} px ${card.input.crop}, ${card.embedding.width} numbers an image`,
        },
        { name: 'licence', value: card.licence ?? 'not named in the card' },
        { name: 'decoders', value: 'JPEG, PNG, WebP, GIF, TIFF, AVIF (sharp), BMP; not HEIC' },
        { name: 'cache', value: `${cacheFolder}: ${cache.images} images, ${size}` },
        { name: 'state', value: engine.options.stateFolder ?? '.winnow beside each dataset' },
      ],
      backends: [{ name: engine.backend, imagesPerSecond: await measure(engine, card.input.size) }],
    };
  },
});

async function measure(engine: Engine, size: number): Promise<number> {
  const embedder = await engine.embedder();
  const pixels = new Uint8Array(size * size * 3).fill(128);
  await embedder.embed(pixels);
  const began = performance.now();
  await Promise.all(Array.from({ length: trial }, () => embedder.embed(pixels)));
  return Math.round(trial / ((performance.now() - began) / 1000));
}

function print({ checks, backends }: DoctorResult): string {
  return [
    table(checks.map(({ name, value }) => [name, value])),
    table(backends.map(({ name, imagesPerSecond }) => [`backend ${name}`, `${imagesPerSecond} images/s`])),
  ].join('\n');
}
