import { describe, expect, it } from 'vitest';
import { changingCalls, killAt, untilKilled } from './support/crash';
import { assertRecovers, remember } from './support/invariants';
import { MemoryDisk, type DiskOptions } from './support/memoryDisk';
import { openScene, putScene, root, scenePlan } from './support/scene';

const fileSystems: Record<string, DiskOptions> = {
  'with hard links': {},
  'without hard links': { noLinks: true },
  'state on another device': { deviceOf: (path) => (path.startsWith(root) ? 2 : 1) },
  'state on another device, without hard links': { deviceOf: (path) => (path.startsWith(root) ? 2 : 1), noLinks: true },
  'case-insensitive': { fold: (name) => name.toLowerCase().normalize('NFC') },
};

function prepared(options: DiskOptions): MemoryDisk {
  const disk = new MemoryDisk(options);
  putScene(disk);
  return disk;
}

async function apply(disk: MemoryDisk): Promise<void> {
  const plan = scenePlan(disk);
  await (await openScene(disk)).apply(plan);
}

async function applyAndUndo(disk: MemoryDisk): Promise<void> {
  await apply(disk);
  await (await openScene(disk)).undo();
}

const thorough = process.env.WINNOW_SAFETY === 'long';

describe.each(Object.entries(fileSystems))('killed at every step, %s', (_name, options) => {
  const before = remember(prepared(options));

  it('loses nothing in apply and undo', async () => {
    const counted = prepared(options);
    const steps = await changingCalls(counted, () => applyAndUndo(counted));
    for (const step of steps) {
      const disk = prepared(options);
      killAt(disk, step);
      await untilKilled(disk, () => applyAndUndo(disk));
      await assertRecovers(disk, before, `killed at call ${step}`);
    }
    console.info(`${steps.length} kill points, 0 lost`);
    expect(steps.length).toBeGreaterThan(250);
  });

  it('loses nothing when the recovery is killed, too', async () => {
    const counted = prepared(options);
    const steps = await changingCalls(counted, () => apply(counted));
    let points = 0;
    const stride = options === fileSystems['with hard links'] ? 4 : 16;
    for (const step of steps.filter((_, i) => thorough || i % stride === 0)) {
      const crashed = prepared(options);
      killAt(crashed, step);
      await untilKilled(crashed, () => apply(crashed));
      const recover = (disk: MemoryDisk): Promise<unknown> => openScene(disk).then((changes) => changes.recover());
      const probe = MemoryDisk.restore(crashed.nodes, options);
      const inRecovery = await changingCalls(probe, () => recover(probe));
      for (const second of inRecovery) {
        const disk = MemoryDisk.restore(crashed.nodes, options);
        killAt(disk, second);
        await untilKilled(disk, () => recover(disk));
        await assertRecovers(disk, before, `killed at call ${step} and at ${second} of the recovery`);
        points++;
      }
    }
    console.info(`${points} kill points in the recovery, 0 lost`);
    expect(points).toBeGreaterThan(100);
  });
});
