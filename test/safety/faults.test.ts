import { describe, expect, it } from 'vitest';
import { isSystemError, UserError } from '../../src/engine/errors';
import { assertRecovers, remember } from './support/invariants';
import { failure, MemoryDisk, TornWrite, type Call, type DiskOptions } from './support/memoryDisk';
import { openScene, putScene, root, scenePlan } from './support/scene';

const thorough = process.env.WINNOW_SAFETY === 'long';
const codes = ['ENOSPC', 'EIO', 'EACCES', 'EXDEV', 'EMFILE'];
const fileSystems: Record<string, DiskOptions> = {
  'one device': {},
  'state on another device': { deviceOf: (path) => (path.startsWith(root) ? 2 : 1) },
  'without hard links': { noLinks: true },
};

function fault(code: string, call: Call): void {
  // A full disk takes a part of what is written.
  if (call.name === 'write') throw new TornWrite(0.5, failure(code, call.path));
  throw failure(code, call.path);
}

async function applyAndUndo(disk: MemoryDisk): Promise<void> {
  const plan = scenePlan(disk);
  await (await openScene(disk)).apply(plan);
  await (await openScene(disk)).undo();
}

/** Runs until the end or to a failure that has words for the user; anything else is a fault of ours. */
async function runWithFault(disk: MemoryDisk): Promise<void> {
  try {
    await applyAndUndo(disk);
  } catch (error) {
    if (!isSystemError(error) && !(error instanceof UserError)) throw error;
  }
  disk.before = undefined;
}

describe.each(Object.entries(fileSystems))('faults, %s', (_name, options) => {
  const prepared = (): MemoryDisk => {
    const disk = new MemoryDisk(options);
    putScene(disk);
    return disk;
  };
  const before = remember(prepared());

  it.each(codes)('%s at every call, once and from then on: nothing is lost', async (code) => {
    const counted = prepared();
    await applyAndUndo(counted);
    let points = 0;
    const stride = thorough ? 1 : 17;
    for (let step = codes.indexOf(code) * 3; step < counted.calls; step += stride) {
      for (const lasts of [false, true]) {
        const disk = prepared();
        disk.before = (call) => {
          const applies = lasts ? call.number >= step && !isLooking(call) : call.number === step;
          if (applies) fault(code, call);
        };
        await runWithFault(disk);
        await assertRecovers(disk, before, `${code} ${lasts ? 'from' : 'at'} call ${step}`);
        points++;
      }
    }
    console.info(`${points} faults (${code}), 0 lost`);
    expect(points).toBeGreaterThan(100);
  });
});

/** A lasting fault leaves looking possible, as a full or failing disk does. */
function isLooking({ name }: Call): boolean {
  return ['lstat', 'stat', 'realpath', 'readdir', 'readlink', 'read', 'fstat', 'close'].includes(name);
}
