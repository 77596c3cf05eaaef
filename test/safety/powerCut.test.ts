import { describe, expect, it } from 'vitest';
import { changingCalls, killAt, untilKilled } from './support/crash';
import { assertRecovers, remember, type Before } from './support/invariants';
import { MemoryDisk, type DiskOptions } from './support/memoryDisk';
import { states } from './support/powerCut';
import { Random } from './support/random';
import { openScene, putScene, root, scenePlan } from './support/scene';

const thorough = process.env.WINNOW_SAFETY === 'long';
const twoDevices: DiskOptions = { deviceOf: (path) => (path.startsWith(root) ? 2 : 1) };
const fileSystems: Record<string, DiskOptions> = { 'one device': {}, 'state on another device': twoDevices };

async function apply(disk: MemoryDisk): Promise<void> {
  const plan = scenePlan(disk);
  await (await openScene(disk)).apply(plan);
}

async function applyAndUndo(disk: MemoryDisk): Promise<void> {
  await apply(disk);
  await (await openScene(disk)).undo();
}

class Recording {
  readonly disk: MemoryDisk;
  readonly initial: MemoryDisk;
  readonly before: Before;

  constructor(private readonly options: DiskOptions) {
    this.disk = new MemoryDisk(options);
    putScene(this.disk);
    this.initial = MemoryDisk.restore(this.disk.nodes, options);
    this.before = remember(this.initial);
  }

  /** Tries the disks that a power cut leaves after effects `from`, `from + every`, …; returns how many. */
  async cutPower(from: number, every: number, sample: number): Promise<number> {
    const { initial, disk, before } = this;
    const random = new Random(from + 1);
    let tried = 0;
    for (let done = from; done <= disk.effects.length; done += every)
      for (const nodes of states(initial.nodes, disk.nodes, disk.effects, done, random, sample)) {
        const crashed = MemoryDisk.restore(nodes, this.options);
        await assertRecovers(crashed, before, `power cut after effect ${done}, state ${tried}`);
        tried++;
      }
    return tried;
  }
}

describe.each(Object.entries(fileSystems))('power cut, %s', (_name, options) => {
  it('loses nothing in any state that it permits', async () => {
    const recording = new Recording(options);
    await applyAndUndo(recording.disk);
    const tried = await recording.cutPower(0, thorough ? 1 : 6, thorough ? 50 : 3);
    console.info(`${tried} disks after a power cut, 0 lost`);
    expect(tried).toBeGreaterThan(1000);
  });

  it('loses nothing when it comes in the recovery after a kill', async () => {
    const counted = new Recording(options).disk;
    const steps = await changingCalls(counted, () => apply(counted));
    let tried = 0;
    for (const step of steps.filter((_, i) => i % (thorough ? 2 : 24) === 5)) {
      const recording = new Recording(options);
      const { disk } = recording;
      killAt(disk, step);
      await untilKilled(disk, () => apply(disk));
      const killed = disk.effects.length;
      await (await openScene(disk)).recover();
      tried += await recording.cutPower(killed, thorough ? 1 : 6, thorough ? 10 : 2);
    }
    console.info(`${tried} disks after a kill and a power cut, 0 lost`);
    expect(tried).toBeGreaterThan(500);
  });
});

describe('without one fsync the power cut test fails', () => {
  const forgotten: Record<string, DiskOptions> = {
    'of the journal': { forgetSync: (path) => path.endsWith('journal.jsonl') },
    'of the folder that files enter': { forgetSync: (path) => path === `${root}/dog` },
    'of the folder above a new folder': { forgetSync: (path) => path === `${root}/bird` },
    'of the trash': { forgetSync: (path) => path.includes('/trash/') },
    'of a copy': { ...twoDevices, forgetSync: (path) => path.endsWith('.part') },
    'of the folder that files leave': { ...twoDevices, forgetSync: (path) => path === `${root}/cat` },
  };

  it.each(Object.entries(forgotten))('%s', async (_name, options) => {
    const recording = new Recording(options);
    await applyAndUndo(recording.disk);
    await expect(recording.cutPower(0, 1, 3)).rejects.toThrow();
  });
});
