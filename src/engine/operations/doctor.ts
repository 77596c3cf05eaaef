import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { counted } from '../../core/words';
import type { Engine } from '../engine';
import { programVersion } from '../programVersion';
import { cacheFiles } from '../store/cache';
import { table } from './cliDataset';
import { defineOperation } from './define';

interface Check {
  readonly name: string;
  readonly value: string;
}

interface DoctorResult {
  readonly checks: readonly Check[];
  readonly backends: readonly {
    readonly name: string;
    /** It embeds when the setting is left as it is. */
    readonly inUse: boolean;
    readonly imagesPerSecond?: number;
    /** Why it cannot be used. */
    readonly reason?: string;
  }[];
}

/** `doctor`: what this machine offers, and where things lie. */
export const doctor = defineOperation({
  name: 'doctor',
  summary: 'Say what runs here, how fast, and where cache and state lie.',
  params: z.object({}),
  cli: { positional: [], print },
  run: async (engine, _params, { signal }): Promise<DoctorResult> => {
    const { card } = await engine.models.read();
    const { cacheFolder } = engine;
    const cache = engine.cache();
    const size = await Promise.all(cacheFiles.map((name) => stat(join(cacheFolder, name)))).then(
      (files) => `${(files.reduce((sum, { blocks }) => sum + blocks * 512, 0) / 1e6).toFixed(1)} MB`,
      (error: unknown) => `not readable (${String(error)})`,
    );
    return {
      checks: [
        { name: 'winnow', value: await programVersion(engine.options.programs) },
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
        { name: 'cache', value: `${cacheFolder}: ${counted(cache.images, 'image')}, ${size}` },
        { name: 'state', value: engine.options.stateFolder ?? '.winnow beside each dataset' },
      ],
      backends: await measure(engine, signal),
    };
  },
});

async function measure(engine: Engine, signal: AbortSignal): Promise<DoctorResult['backends']> {
  const { trials, inUse } = await (await engine.backends()).measure(signal);
  return trials.map((trial) => ({
    name: trial.name,
    inUse: trial.name === inUse,
    ...(trial.kind === 'measured' && { imagesPerSecond: Math.round(trial.imagesPerSecond) }),
    ...(trial.kind === 'unavailable' && { reason: trial.reason }),
  }));
}

function print({ checks, backends }: DoctorResult): string {
  return [
    table(checks.map(({ name, value }) => [name, value])),
    table(
      backends.map(({ name, inUse, imagesPerSecond, reason }) => [
        `backend ${name}`,
        imagesPerSecond === undefined
          ? `not available: ${reason ?? 'not tried'}`
          : `${imagesPerSecond} images/s${inUse ? ', in use' : ''}`,
      ]),
    ),
  ].join('\n');
}
