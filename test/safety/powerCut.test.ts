import { describe, expect, it } from 'vitest';
import { assertRecovers, remember, type Before } from './support/invariants';
import { MemoryDisk, type DiskOptions, type Effect } from './support/memoryDisk';
import { states } from './support/powerCut';
import { Random } from './support/random';
import { openScene, putScene, root, scenePlan } from './support/scene';

const thorough = process.env.WINNOW_SAFETY === 'long';
const fileSystems: Record<string, DiskOptions> = {
  'one device': {},
  'state on another device': { deviceOf: (path) => (path.startsWith(root) ? 2 : 1) },
};

async function applyAndUndo(disk: MemoryDisk): Promise<void> {
  const plan = scenePlan(disk);
  await (await openScene(disk)).apply(plan);
  await (await openScene(disk)).undo();
}

interface Recording {
  readonly initial: MemoryDisk;
  readonly disk: MemoryDisk;
  readonly before: Before;
}

async function record(options: DiskOptions): Promise<Recording> {
  const disk = new MemoryDisk(options);
  putScene(disk);
  const initial = MemoryDisk.restore(disk.nodes, options);
  await applyAndUndo(disk);
  return { initial, disk, before: remember(initial) };
}

/** Tries the disks that power cuts leave; returns how many, throws at the first that lost something. */
async function cutPower(
  recording: Recording,
  effects: readonly Effect[],
  options: DiskOptions,
  every: number,
): Promise<number> {
  const { initial, disk, before } = recording;
  const random = new Random(1);
  let tried = 0;
  for (let done = 0; done <= effects.length; done += every) {
    for (const nodes of states(initial.nodes, disk.nodes, effects, done, random, thorough ? 30 : 3)) {
      const crashed = MemoryDisk.restore(nodes, options);
      await assertRecovers(crashed, before, `power cut after effect ${done} of ${effects.length}, state ${tried}`);
      tried++;
    }
  }
  return tried;
}

describe.each(Object.entries(fileSystems))('power cut, %s', (_name, options) => {
  it('loses nothing in any state that it permits', async () => {
    const recording = await record(options);
    const tried = await cutPower(recording, recording.disk.effects, options, thorough ? 1 : 3);
    console.info(`${tried} disks after a power cut, 0 lost`);
    expect(tried).toBeGreaterThan(1000);
  });
});

describe('the power cut test itself', () => {
  it('fails without the fsync of the journal, of the target folders, and of the copies', async () => {
    const options = fileSystems['state on another device'];
    const recording = await record(options);
    const { effects } = recording.disk;
    const syncs = effects.flatMap((effect, i) => (effect.type === 'sync' ? [i] : []));
    const needed: number[] = [];
    for (const sync of syncs) {
      const without = effects.filter((_, i) => i !== sync);
      const failed = await cutPower(recording, without, options, 1).then(
        () => false,
        () => true,
      );
      if (failed) needed.push(sync);
      if (needed.length >= 3) break;
    }
    console.info(`${needed.length} of the first fsyncs removed one by one: the test fails for each`);
    expect(needed.length).toBeGreaterThanOrEqual(3);
  });
});
