import * as z from 'zod';
import { counted } from '../../core/words';
import { parseShard, type Shard } from '../../core/shard';
import { UserError } from '../errors';
import { printable } from '../exchange/printable';
import { residentMB } from '../jobs/pooledProcess';
import { table, layoutOption, noteEmpty, openForCommand } from './cliDataset';
import { defineOperation } from './define';
import { skippedByReason } from './skippedByReason';

interface IndexResult {
  readonly root: string;
  readonly layout: string;
  readonly images: number;
  readonly bytes: number;
  readonly classes: { readonly name: string; readonly subset?: string; readonly images: number }[];
  readonly unsorted: number;
  readonly unreadable: { readonly path: string; readonly reason: string }[];
  readonly skipped: { readonly path: string; readonly reason: string }[];
  readonly seconds: number;
  readonly imagesPerSecond: number;
  readonly peakRssMB: number;
  readonly backend: string;
}

const sampleEveryMs = 250;

/** `index`: reads a dataset once; later commands and the editor start from what it stored. */
export const indexOperation = defineOperation({
  name: 'index',
  summary: 'Read a folder of images once: thumbnails, hashes, quality and embeddings go to the cache.',
  params: z.object({
    dir: z.string(),
    layout: layoutOption,
    shard: z.string().optional().describe('read only a part, such as 2/8; winnow merge makes one cache of all parts'),
  }),
  cli: { positional: ['dir'], print },
  run: async (engine, { dir, layout, shard }, call): Promise<IndexResult> => {
    const part = shard === undefined ? undefined : readShard(shard);
    let peak = 0;
    const measure = async (): Promise<void> => {
      const sizes = await Promise.all(engine.pids.map(residentMB));
      peak = Math.max(
        peak,
        sizes.reduce((a, b) => a + b, 0),
      );
    };
    const watch = setInterval(() => void measure(), sampleEveryMs);
    const began = performance.now();
    try {
      const session = await openForCommand(engine, dir, call, layout);
      const read = await (part ? session.preparation.indexShard(part, call) : session.preparation.index(call));
      const seconds = (performance.now() - began) / 1000;
      await measure();
      noteEmpty(session, call);
      return {
        ...session.inventory(),
        seconds,
        imagesPerSecond: seconds > 0 ? read / seconds : 0,
        peakRssMB: Math.round(peak),
        backend: engine.backend,
      };
    } finally {
      clearInterval(watch);
    }
  },
});

function readShard(text: string): Shard {
  const shard = parseShard(text);
  if (!shard) throw new UserError(`--shard takes a part and how many there are, such as 2/8, not "${text}".`);
  return shard;
}

function print(result: IndexResult): string {
  const megabytes = (result.bytes / 1e6).toFixed(1);
  const read = result.imagesPerSecond * result.seconds;
  const speed =
    read < 0.5 && result.images > 0 ? 'all known from before' : `${result.imagesPerSecond.toFixed(0)} images/s`;
  const lines = [
    `${counted(result.images, 'image')}, ${megabytes} MB, in ${result.root} (${result.layout})`,
    '',
    ...(result.classes.length > 0
      ? [
          table([
            ['CLASS', 'SUBSET', 'IMAGES'],
            ...result.classes.map((c) => [c.name, c.subset ?? '', String(c.images)]),
          ]),
          '',
        ]
      : []),
    `${result.unsorted} unsorted, ${result.unreadable.length} unreadable, ${result.skipped.length} skipped`,
    ...result.unreadable.map(({ path, reason }) => printable(`  unreadable  ${path}: ${reason}`)),
    ...skippedByReason(result.skipped),
    `${result.seconds.toFixed(1)} s, ${speed}, peak ${result.peakRssMB} MB, ${result.backend}`,
  ];
  return lines.join('\n');
}
