import { describe, expect, it } from 'vitest';
import type { FolderListings } from '../../src/core/folderListing';
import { planClassMove, planClassRemoval } from '../../src/core/plan/planClass';
import { openChanges, type Changes } from '../../src/engine/changes/openChanges';
import { MemoryDisk } from './support/memoryDisk';
import { contents, dataset, listAll, openScene, pile, putScene, root, scenePlan, state } from './support/scene';

describe('apply and undo', () => {
  it('carries every kind of operation out and takes it back exactly', async () => {
    const disk = new MemoryDisk();
    putScene(disk);
    const before = dataset(disk);
    const held = contents(disk);
    const changes = await openScene(disk);
    const result = await changes.apply(scenePlan(disk));
    expect(result.skipped).toEqual([]);
    expect(result.applied).toBe(17);
    const after = disk.tree(root);
    expect(after.get(`${root}/dog/1 (2).jpg`)).toBe('cat one');
    expect(after.get(`${root}/dog/1 (2).txt`)).toBe('a cat');
    expect(after.get(`${root}/dog/1 (2).jpg.json`)).toBe('{}');
    expect(after.get(`${root}/bird/small/link.jpg`)).toBe('-> ../../dog/stay.jpg');
    expect(after.get(`${root}/dog/crop.png`)).toBe('a crop');
    expect(after.get(`${root}/dog/6.png`)).toBe('dog six as PNG');
    expect(after.get(`${root}/dog/6.png.json`)).toBe('{"dog": 6}');
    expect(after.has(`${root}/dog/6.webp`)).toBe(false);
    expect(after.get(`${root}/dog/7.png`)).toBe('dog seven, opaque');
    expect(after.get(`${root}/dog/7.txt`)).toBe('a dog');
    expect(after.has(`${root}/dog/7 (2).png`)).toBe(false);
    expect(after.has(`${root}/old`)).toBe(false);
    expect(after.get(`${root}/bird/small/5.jpg`)).toBe('a bird from the pile');
    expect([...disk.tree(pile).keys()]).toEqual([`${pile}/new`, `${pile}/stays.jpg`]);
    expect(disk.tree(`${state}/trash/${result.journalId}`).get(`${state}/trash/${result.journalId}/cat/3.jpg`)).toBe(
      'cat three, to delete',
    );
    expect(contents(disk)).toEqual(held);
    expect((await changes.history()).applies).toMatchObject([{ applied: 17, undone: false }]);
    const undone = await changes.undo();
    expect(undone.conflicts).toEqual([]);
    expect(dataset(disk)).toEqual(before);
    expect((await changes.history()).applies).toMatchObject([{ applied: 17, undone: true }]);
  });

  it.each([
    ['case-sensitive', {}],
    ['case-insensitive', { fold: (name: string) => name.toLowerCase() }],
  ])('renames, merges and removes classes and takes each back, %s', async (_name, options) => {
    const disk = new MemoryDisk(options);
    putScene(disk);
    const before = dataset(disk);
    const held = contents(disk);
    const changes = await openScene(disk);
    const input = (): { root: string; listings: FolderListings } => ({ root, listings: listAll(disk) });
    await changes.apply(planClassMove([{ from: 'cat', to: 'Cat' }], input()));
    expect(disk.tree(root).get(`${root}/Cat/2.jpg`)).toBe('cat two');
    expect(disk.tree(root).has(`${root}/cat`)).toBe(false);
    await changes.apply(planClassMove([{ from: 'Cat', to: 'dog' }], input()));
    expect(disk.tree(root).get(`${root}/dog/1 (2).txt`)).toBe('a cat');
    await changes.apply(planClassRemoval(['dog'], input()));
    expect([...disk.tree(root).keys()]).toEqual([`${root}/old`, `${root}/old/9.jpg`]);
    expect(contents(disk)).toEqual(held);
    for (let i = 0; i < 3; i++) expect((await changes.undo()).conflicts).toEqual([]);
    expect(dataset(disk)).toEqual(before);
  });

  it('is done by one program at a time; what the other moved is skipped', async () => {
    const disk = new MemoryDisk();
    putScene(disk);
    const held = contents(disk);
    const plan = scenePlan(disk);
    const open = (pid: number): Promise<Changes> =>
      openChanges(root, state, {
        ops: disk,
        waitMs: 20_000,
        self: () => Promise.resolve({ pid, started: '', machine: 'memory' }),
        liveness: () => Promise.resolve('alive'),
      });
    const results = await Promise.all([1, 2, 3].map(async (pid) => (await open(pid)).apply(plan)));
    expect(results.map(({ applied }) => applied).sort((a, b) => a - b)).toEqual([0, 0, 17]);
    expect(contents(disk)).toEqual(held);
  });
});
