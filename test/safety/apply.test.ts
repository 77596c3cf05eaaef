import { describe, expect, it } from 'vitest';
import { MemoryDisk } from './support/memoryDisk';
import { contents, dataset, openScene, putScene, root, scenePlan, state } from './support/scene';

describe('apply and undo', () => {
  it('carries every kind of operation out and takes it back exactly', async () => {
    const disk = new MemoryDisk();
    putScene(disk);
    const before = dataset(disk);
    const held = contents(disk);
    const changes = await openScene(disk);
    const result = await changes.apply(scenePlan(disk));
    expect(result.skipped).toEqual([]);
    expect(result.applied).toBe(11);
    const after = disk.tree(root);
    expect(after.get(`${root}/dog/1 (2).jpg`)).toBe('cat one');
    expect(after.get(`${root}/dog/1 (2).txt`)).toBe('a cat');
    expect(after.get(`${root}/dog/1 (2).jpg.json`)).toBe('{}');
    expect(after.get(`${root}/bird/small/link.jpg`)).toBe('-> ../../dog/stay.jpg');
    expect(after.get(`${root}/dog/crop.png`)).toBe('a crop');
    expect(after.has(`${root}/old`)).toBe(false);
    expect(disk.tree(`${state}/trash/${result.journalId}`).get(`${state}/trash/${result.journalId}/cat/3.jpg`)).toBe(
      'cat three, to delete',
    );
    expect(contents(disk)).toEqual(held);
    expect((await changes.history()).applies).toMatchObject([{ applied: 11, undone: false }]);
    const undone = await changes.undo();
    expect(undone.conflicts).toEqual([]);
    expect(dataset(disk)).toEqual(before);
    expect((await changes.history()).applies).toMatchObject([{ applied: 11, undone: true }]);
  });
});
