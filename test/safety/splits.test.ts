import { describe, expect, it } from 'vitest';
import { foldersOfCrops, planCrops, type StagedCrop } from '../../src/core/collage/planCrops';
import { DEFAULT_SETTINGS } from '../../src/core/collage/sheetSettings';
import type { SplitDecision } from '../../src/core/collage/splitDecision';
import type { FileOperation, Plan } from '../../src/core/plan/plan';
import { isSystemError, UserError } from '../../src/engine/errors';
import { changingCalls, killAt, untilKilled } from './support/crash';
import { assertRecovers, remember } from './support/invariants';
import { failure, MemoryDisk, TornWrite, type Call, type DiskOptions } from './support/memoryDisk';
import { decided, listAll, openScene, planFor, root, sha256, state } from './support/scene';

const fileSystems: Record<string, DiskOptions> = {
  'one device': {},
  'state on another device': { deviceOf: (path) => (path.startsWith(root) ? 2 : 1) },
  'without hard links': { noLinks: true },
};
const parts = 5;
const crops = Array.from({ length: parts }, (_, i) => `crop ${i + 1}`);

function prepared(options: DiskOptions): MemoryDisk {
  const disk = new MemoryDisk(options);
  disk.put(`${root}/pile/sheet.png`, 'a sheet of five');
  disk.put(`${root}/pile/sheet.txt`, 'its caption');
  disk.put(`${root}/pile/sheet_2.png`, 'has the name of a crop');
  crops.forEach((content, i) => disk.put(`${state}/staging/new-x/0/${i + 1}.png`, content));
  disk.settle();
  return disk;
}

/** The plan of a split, as the session makes it: crops first, then the sheet, which depends on all of them. */
function splitPlan(disk: MemoryDisk): Plan {
  const box = { x: 0, y: 0, width: 5, height: 5 };
  const decision: SplitDecision = {
    kind: 'split',
    parts: [box, { ...box, label: 'new/class' }, box, box, box],
    settings: DEFAULT_SETTINGS,
    cut: { padding: 0, square: false, background: 'keep' },
    target: { kind: 'beside' },
    sheet: 'trash',
  };
  const staged = crops.map((content, i): StagedCrop => ({
    from: `staging/new-x/0/${i + 1}.png`,
    expected: { size: content.length, mtimeMs: 0, hash: sha256(content) },
  }));
  const sheet = { path: 'pile/sheet.png', hash: sha256('a sheet of five'), decision, crops: staged };
  const folderOf = (label: string): string => label;
  expect(foldersOfCrops({ sheets: [sheet], folderOf })).toContain('new/class');
  const cropped = planCrops({ sheets: [sheet], folderOf, listings: listAll(disk) });
  const plan = planFor(disk, [decided(disk, 'pile/sheet.png', { kind: 'delete' })]);
  const after = staged.map(({ from }) => from);
  const operations = plan.operations.map((operation): FileOperation =>
    operation.kind === 'trash' && operation.from === 'pile/sheet.png' ? { ...operation, after } : operation,
  );
  return { ...plan, operations: [...cropped.operations, ...operations] };
}

async function apply(disk: MemoryDisk): Promise<void> {
  await (await openScene(disk)).apply(splitPlan(disk));
}

/** The sheet may be gone only where every crop stands in the dataset. */
function assertSheetOrCrops(disk: MemoryDisk, where: string): void {
  const there = new Set(disk.tree(root).values());
  if (there.has('a sheet of five')) return;
  expect(
    crops.filter((content) => !there.has(content)),
    `${where}: the sheet went without these crops`,
  ).toEqual([]);
}

describe.each(Object.entries(fileSystems))('a split, %s', (_name, options) => {
  const before = remember(prepared(options));

  it('done, the sheet and its caption are in the trash and the crops in the dataset', async () => {
    const disk = prepared(options);
    await apply(disk);
    expect(
      [...disk.tree(root).keys()].filter((path) => path.includes('sheet_')).map((path) => path.slice(root.length)),
    ).toEqual([
      '/new/class/sheet_2.png',
      '/pile/sheet_1.png',
      '/pile/sheet_2.png',
      '/pile/sheet_3.png',
      '/pile/sheet_4.png',
      '/pile/sheet_5.png',
    ]);
    assertSheetOrCrops(disk, 'applied');
    expect([...disk.tree(`${state}/trash`).values()]).toEqual(
      expect.arrayContaining(['a sheet of five', 'its caption']),
    );
  });

  it('killed at every step, loses nothing and never the sheet without its crops', async () => {
    const counted = prepared(options);
    const steps = await changingCalls(counted, () => apply(counted));
    for (const step of steps) {
      const disk = prepared(options);
      killAt(disk, step);
      await untilKilled(disk, () => apply(disk));
      const where = `killed at call ${step}`;
      assertSheetOrCrops(disk, where);
      await (await openScene(disk)).recover();
      assertSheetOrCrops(disk, `${where}, recovered`);
      await assertRecovers(disk, before, where);
    }
    console.info(`${steps.length} kill points in a split, 0 lost`);
    expect(steps.length).toBeGreaterThan(60);
  });

  it.each(['ENOSPC', 'EIO'])('%s at every call, once and from then on, loses nothing', async (code) => {
    const counted = prepared(options);
    await apply(counted);
    let points = 0;
    for (let step = 0; step < counted.calls; step += 3)
      for (const lasts of [false, true]) {
        const disk = prepared(options);
        disk.before = (call) => {
          if (lasts ? call.number >= step && !isLooking(call) : call.number === step) fault(code, call);
        };
        await withFault(disk);
        const where = `${code} ${lasts ? 'from' : 'at'} call ${step}`;
        assertSheetOrCrops(disk, where);
        await assertRecovers(disk, before, where);
        points++;
      }
    console.info(`${points} faults (${code}) in a split, 0 lost`);
    expect(points).toBeGreaterThan(60);
  });
});

function fault(code: string, call: Call): void {
  if (call.name === 'write') throw new TornWrite(0.5, failure(code, call.path));
  throw failure(code, call.path);
}

async function withFault(disk: MemoryDisk): Promise<void> {
  try {
    await apply(disk);
  } catch (error) {
    if (!isSystemError(error) && !(error instanceof UserError)) throw error;
  }
  disk.before = undefined;
}

/** A lasting fault leaves looking possible, as a full or failing disk does. */
function isLooking({ name }: Call): boolean {
  return ['lstat', 'stat', 'realpath', 'readdir', 'readlink', 'read', 'fstat', 'close'].includes(name);
}
