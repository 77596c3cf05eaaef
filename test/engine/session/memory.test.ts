import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { collectGarbage } from '../../../src/engine/jobs/collectGarbage';
import type { DatasetSession } from '../../../src/engine/session/datasetSession';
import { writeManyImages } from '../../fixtures/manyImages';
import { call, openDataset, startEngine } from '../../support/session';
import { withFolder } from '../../support/workspace';

const images = 48;
const warmUp = 6;
/** Cycles between two looks at the memory, and looks. */
const apart = 5;
const looks = 4;

describe('memory', () => {
  it(
    'does not grow with what is decided, applied and undone',
    () =>
      withFolder(async (folder) => {
        const dataset = join(folder, 'set');
        await writeManyImages(dataset, images, { seed: 4, classes: 3 });
        const session = await openDataset(startEngine({ cacheFolder: join(folder, 'cache') }), dataset);
        await session.preparation.start();
        const samples: Memory[] = [];
        for (let turn = 0; samples.length < looks; turn++) {
          if (turn >= warmUp && (turn - warmUp) % apart === 0) samples.push(await settledMemory(session));
          await cycle(session, turn);
        }
        const shared = samples.map((sample) => sample.shared);
        // One set of columns that a thread does not let go of would be some hundred kilobytes.
        expect(Math.max(...shared) - Math.min(...shared), `shared memory ${shared.join(', ')}`).toBeLessThan(300_000);
        // A cycle moves 24 files; what stays of each is its line of the journal and of the history, some 450 bytes. The
        // rest is code that goes on being compiled: over hundreds of cycles each takes no more than 15 KB.
        const heaps = samples.map(({ heap }) => heap);
        const perCycle = (heaps[looks - 1] - heaps[0]) / (apart * (looks - 1));
        expect(perCycle, `heap ${heaps.join(', ')}`).toBeLessThan(80_000);
      }),
    600_000,
  );
});

/** Decides on some images, carries it out and takes it back; each is followed by a search for findings. */
async function cycle(session: DatasetSession, turn: number): Promise<void> {
  const rows = Uint32Array.from({ length: 12 }, (_, i) => (turn * 5 + i * 4) % images);
  await session.decisions.decide(rows, turn % 2 === 0 ? { kind: 'delete' } : { kind: 'relabel', to: 'class-01' });
  await session.changes.apply(call);
  await searched(session);
  await session.changes.undoApply(call);
  await searched(session);
  await session.decisions.decide(rows, null);
}

async function searched(session: DatasetSession): Promise<void> {
  await session.preparation.settled();
  await session.ranker.settled();
  await session.findings.found.page({ kind: 'duplicate', states: ['open'] }, 0, 1, call.signal);
}

/** Bytes, without garbage. */
interface Memory {
  /** Of objects. */
  readonly heap: number;
  /** Of array buffers of this thread, for as long as any thread has them. */
  readonly shared: number;
}

/** As soon as it falls no more: what another thread lets go of is free only when that thread has had its turn. */
async function settledMemory(session: DatasetSession): Promise<Memory> {
  await searched(session);
  let least = await withoutGarbage();
  for (let still = 0; still < 3;) {
    const now = await withoutGarbage();
    still = now.shared < least.shared ? 0 : still + 1;
    if (now.shared <= least.shared) least = now;
  }
  return least;
}

async function withoutGarbage(): Promise<Memory> {
  await new Promise((done) => setTimeout(done, 200));
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return { heap: heapUsed, shared: arrayBuffers };
}
