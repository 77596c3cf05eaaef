import { describe, expect, it } from 'vitest';
import type { FileOperation, Plan } from '../../src/core/plan/plan';
import { changingCalls, killAt, untilKilled } from './support/crash';
import { MemoryDisk, type DiskOptions } from './support/memoryDisk';
import { states } from './support/powerCut';
import { Random } from './support/random';
import { openScene, root, sha256, state } from './support/scene';

const thorough = process.env.WINNOW_SAFETY === 'long';
const before = 'file,label\r\na.jpg,cat\r\nb.jpg,"dog"\r\nc.jpg,cat\r\n';
const after = 'file,label\r\na.jpg,dog\r\nc.jpg,cat\r\n';
const table = `${root}/labels.csv`;
const staged = `${state}/staging/new-1/table-0`;

const fileSystems: Record<string, DiskOptions> = {
  'with hard links': {},
  'without hard links': { noLinks: true },
  'state on another device': { deviceOf: (path) => (path.startsWith(root) ? 2 : 1) },
  'state on another device, without hard links': { deviceOf: (path) => (path.startsWith(root) ? 2 : 1), noLinks: true },
};

function prepared(options: DiskOptions): MemoryDisk {
  const disk = new MemoryDisk(options);
  disk.makeFolders(`${state}/staging/new-1`);
  disk.put(table, before);
  for (const name of ['a', 'b', 'c']) disk.put(`${root}/${name}.jpg`, `image ${name}`);
  disk.put(staged, after);
  disk.settle();
  return disk;
}

/** Relabels a, deletes b with its row, renames c. */
function plan(): Plan {
  const from = 'staging/new-1/table-0';
  const expected = { size: after.length, mtimeMs: 0, hash: sha256(after) };
  const replaces = { size: before.length, mtimeMs: 0, hash: sha256(before) };
  const relabels = [{ path: 'a.jpg', before: 'cat', after: 'dog' }];
  const rewrite: FileOperation = { kind: 'rewrite', from, to: 'labels.csv', expected, replaces, relabels };
  return {
    root,
    operations: [
      rewrite,
      { kind: 'trash', from: 'b.jpg', after: [from] },
      { kind: 'move', from: 'c.jpg', to: 'd.jpg', after: [from] },
    ],
    skipped: [],
    notes: [],
  };
}

async function apply(disk: MemoryDisk): Promise<void> {
  await (await openScene(disk)).apply(plan());
}

async function applyAndUndo(disk: MemoryDisk): Promise<void> {
  await apply(disk);
  await (await openScene(disk)).undo();
}

function dataset(disk: MemoryDisk): Record<string, string> {
  return Object.fromEntries(disk.tree(root));
}

const untouched = dataset(prepared({}));

/** Whatever happened: old or new table, whole; no file is lost; all can be taken back. */
async function assertWhole(disk: MemoryDisk, where: string): Promise<void> {
  const changes = await openScene(disk);
  const report = await changes.recover();
  expect(report.problems, where).toEqual([]);
  const now = dataset(disk);
  expect([before, after], where).toContain(now[table]);
  const all = [...disk.tree(root).keys(), ...disk.tree(state).keys()];
  expect(
    all.filter((path) => path.includes('/.winnow-')),
    where,
  ).toEqual([]);
  // A file goes after its row: never a row without a file.
  if (!(`${root}/b.jpg` in now)) {
    expect(now[table], where).toBe(after);
    expect([...disk.tree(`${state}/trash`).values()], where).toContain('image b');
  }
  if (now[table] === after) expect([...disk.tree(`${state}/tables`).values()], where).toContain(before);
  for (const { journal } of (await changes.history()).applies.toReversed())
    expect((await changes.undo({ journalId: journal })).conflicts, where).toEqual([]);
  expect(dataset(disk), where).toEqual(untouched);
}

describe.each(Object.entries(fileSystems))('a table is rewritten, %s', (_name, options) => {
  it('in one step for every reader, and back', async () => {
    const disk = prepared(options);
    const seen = new Set<string>();
    disk.before = () => seen.add(new Map(disk.tree(root)).get(table) ?? 'none');
    const result = await (await openScene(disk)).apply(plan());
    expect(result).toMatchObject({ applied: 3, skipped: [] });
    expect(result.moved).toContainEqual({ from: 'a.jpg', to: 'a.jpg', label: { before: 'cat', after: 'dog' } });
    const undone = await (await openScene(disk)).undo();
    expect(undone).toMatchObject({ undone: 3, conflicts: [] });
    disk.before = undefined;
    expect(seen).toEqual(new Set([before, after]));
    expect(dataset(disk)).toEqual(untouched);
  });

  it('killed at every step, and at every step of the recovery', async () => {
    const counted = prepared(options);
    const steps = await changingCalls(counted, () => applyAndUndo(counted));
    let points = 0;
    for (const step of steps) {
      const disk = prepared(options);
      killAt(disk, step);
      await untilKilled(disk, () => applyAndUndo(disk));
      const crashed = MemoryDisk.restore(disk.nodes, options);
      await assertWhole(disk, `killed at call ${step}`);
      if (!thorough && step % 8 !== 0) continue;
      const recover = (one: MemoryDisk): Promise<unknown> => openScene(one).then((changes) => changes.recover());
      const probe = MemoryDisk.restore(crashed.nodes, options);
      for (const second of await changingCalls(probe, () => recover(probe))) {
        const again = MemoryDisk.restore(crashed.nodes, options);
        killAt(again, second);
        await untilKilled(again, () => recover(again));
        await assertWhole(again, `killed at call ${step} and at ${second} of the recovery`);
        points++;
      }
    }
    console.info(`${steps.length} kill points of a rewrite, ${points} in its recovery, 0 lost`);
    expect(steps.length).toBeGreaterThan(60);
  });

  it('is whole after a power cut at any instant', async () => {
    const disk = prepared(options);
    const initial = MemoryDisk.restore(disk.nodes, options);
    await applyAndUndo(disk);
    const random = new Random(5);
    let tried = 0;
    for (let done = 0; done <= disk.effects.length; done += thorough ? 1 : 2)
      for (const nodes of states(initial.nodes, disk.nodes, disk.effects, done, random, thorough ? 20 : 3)) {
        await assertWhole(MemoryDisk.restore(nodes, options), `power cut after effect ${done}, state ${tried}`);
        tried++;
      }
    console.info(`${tried} disks after a power cut, 0 lost`);
    expect(tried).toBeGreaterThan(200);
  });
});

describe('without one fsync the power cut test fails', () => {
  it.each(
    Object.entries({
      'of the new content': (path: string) => path.endsWith('.part'),
      'of the folder of what is kept': (path: string) => path.includes('/tables'),
      'of the journal': (path: string) => path.endsWith('journal.jsonl'),
    }),
  )('%s', async (_name, forgetSync) => {
    const options: DiskOptions = { forgetSync };
    const disk = prepared(options);
    const initial = MemoryDisk.restore(disk.nodes, options);
    await applyAndUndo(disk);
    const random = new Random(5);
    const attempt = async (): Promise<void> => {
      for (let done = 0; done <= disk.effects.length; done++)
        for (const nodes of states(initial.nodes, disk.nodes, disk.effects, done, random, 6))
          await assertWhole(MemoryDisk.restore(nodes, options), `power cut after effect ${done}`);
    };
    await expect(attempt()).rejects.toThrow();
  });
});

describe('a table that another program wrote', () => {
  it('before the apply: nothing that hangs on it is done', async () => {
    const disk = prepared({});
    disk.put(table, `${before}d.jpg,owl\r\n`);
    const result = await (await openScene(disk)).apply(plan());
    expect(result.applied).toBe(0);
    expect(result.skipped.map(({ path }) => path)).toEqual(['labels.csv', 'b.jpg', 'c.jpg']);
    expect(result.skipped[0].reason).toMatch(/open the dataset anew and apply again/);
    expect(dataset(disk)[table]).toBe(`${before}d.jpg,owl\r\n`);
    expect(dataset(disk)[`${root}/b.jpg`]).toBe('image b');
  });

  it('while the new one is made: it stays, and so do the files', async () => {
    const disk = prepared({});
    let done = false;
    disk.before = (call, on) => {
      if (done || call.name !== 'link' || !call.path.endsWith('labels.csv')) return;
      done = true;
      on.put(table, 'theirs');
    };
    const result = await (await openScene(disk)).apply(plan());
    disk.before = undefined;
    expect(done).toBe(true);
    expect(result.applied).toBe(0);
    expect(dataset(disk)[table]).toBe('theirs');
    expect(dataset(disk)[`${root}/b.jpg`]).toBe('image b');
    expect([...disk.tree(root).keys()].filter((path) => path.includes('.winnow-'))).toEqual([]);
  });

  it('since: the undo leaves it and says where the old one is', async () => {
    const disk = prepared({});
    await apply(disk);
    disk.put(table, `${after}e.jpg,owl\r\n`);
    const undone = await (await openScene(disk)).undo();
    expect(undone.conflicts.map(({ path }) => path)).toEqual(['labels.csv']);
    expect(dataset(disk)[table]).toBe(`${after}e.jpg,owl\r\n`);
    expect(dataset(disk)[`${root}/b.jpg`]).toBe('image b');
  });

  it('as a link: it is not written through', async () => {
    const disk = prepared({});
    disk.put('/elsewhere/labels.csv', before);
    disk.remove(table);
    disk.putLink(table, '/elsewhere/labels.csv');
    const result = await (await openScene(disk)).apply(plan());
    expect(result.skipped[0].reason).toMatch(/is a link/);
    expect(disk.tree('/elsewhere').get('/elsewhere/labels.csv')).toBe(before);
  });
});
