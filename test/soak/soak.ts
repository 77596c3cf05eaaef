/** See run.mjs. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Random } from '../../src/engine/sample/random';
import { writeManyImages } from '../fixtures/manyImages';
import { MemoryLog } from './memoryLog';
import { SmallDisk } from './smallDisk';
import { SoakedDataset } from './soakedDataset';

const images = 240;
const classes = 4;
/** Room for the logs of an hour on a fast machine, some 130 MB. */
const diskMB = 256;
/** Turns between two looks at every file. */
const checkEvery = 10;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    seed: { type: 'string', default: `${Date.now()}` },
    /** The share of the time, at the beginning, in which it is killed, too. */
    rough: { type: 'string', default: '0.5' },
  },
});

async function main(): Promise<void> {
  const random = new Random(`soak/${values.seed}`);
  const folder = await mkdtemp(join(tmpdir(), 'winnow-soak-'));
  const disk = SmallDisk.mount(join(folder, 'disk'), diskMB);
  if (!disk) console.warn('SKIPPED: no small file system may be mounted here, so that no disk is filled.');
  const scene = disk?.path ?? join(folder, 'disk');
  console.info(`seed ${values.seed}, ${values.minutes} minutes, in ${scene}`);
  try {
    await writeManyImages(join(scene, 'set'), images, { seed: 7, classes });
    const dataset = await SoakedDataset.open(scene, join(folder, 'cache'), random, disk);
    try {
      const memory = new MemoryLog();
      const end = Date.now() + Number(values.minutes) * 60_000;
      // Kills and reloads begin with an empty memory: the rest of the time has none, and its memory is looked at.
      const calmFrom = Date.now() + Number(values.rough) * (end - Date.now());
      for (let turn = 1; Date.now() < end; turn++) {
        const isCalm = Date.now() >= calmFrom;
        await dataset.turn(isCalm);
        if (turn % checkEvery === 0) await dataset.check();
        const sample = isCalm ? await dataset.memory() : undefined;
        if (sample) await memory.note(sample);
        if (turn % 100 === 0) console.info(`turn ${turn}: ${dataset.summary()}`);
      }
      await dataset.check();
      console.info(`${dataset.summary()}\nnothing lost; ${memory.verdict()}`);
    } finally {
      // Also when something was found: an engine left behind goes on for ever.
      await dataset.close();
    }
  } finally {
    disk?.unmount();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
