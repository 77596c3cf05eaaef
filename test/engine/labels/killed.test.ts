import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeManyImages } from '../../fixtures/manyImages';
import { decisionCounts } from '../../support/decisionCounts';
import { startEngineProcess } from '../../support/engineProcess';
import { contents, withFolder } from '../../support/workspace';

const images = 300;

it('after an apply was killed half-way, table, files and decisions agree, and undo brings all back byte for byte', () =>
  withFolder(async (folder) => {
    const dataset = join(folder, 'set');
    await writeManyImages(dataset, images, { seed: 8, classes: 1 });
    const paths = Object.keys(await contents(dataset));
    const rows = paths.map((path, i) => `${path},${i % 2 ? 'odd' : 'even'},${i / 4}`);
    await writeFile(join(dataset, 'labels.csv'), ['file,label,n', ...rows, ''].join('\r\n'));
    const before = await contents(dataset);
    const killed = startEngineProcess({ cacheFolder: join(folder, 'cache') });
    const id = await killed.openRead(dataset);
    expect((await killed.ask('summary', { dataset: id })).layout).toBe('labels in labels.csv (file, label)');
    const { order } = await killed.ask('view', { dataset: id, query: '', sort: 'name' });
    await killed.ask('decide', { dataset: id, rows: order.slice(0, 250), decision: { kind: 'delete' } });
    const toOdd = { kind: 'relabel', to: 'odd' } as const;
    const relabelled = order.slice(250, 280).filter((_, i) => i % 2 === 0);
    await killed.ask('decide', { dataset: id, rows: relabelled, decision: toOdd });
    await expect(killed.killDuring('apply', killed.ask('applyChanges', { dataset: id }))).rejects.toThrow();

    const engine = startEngineProcess({ cacheFolder: join(folder, 'cache') });
    const again = await engine.openRead(dataset);
    const moved = images + 1 - Object.keys(await contents(dataset)).length;
    expect(moved).toBeLessThan(250);
    // The table is written first: what is still to be deleted has no row any more, and no row lacks its file.
    const table = (await readFile(join(dataset, 'labels.csv'), 'utf8')).split('\r\n').slice(1, -1);
    expect(table).toHaveLength(50);
    const { pending, canUndoApply } = await engine.ask('summary', { dataset: again });
    expect(pending).toEqual(decisionCounts({ delete: 250 - moved, keep: relabelled.length }));
    expect(canUndoApply).toBe(true);
    expect(await engine.ask('undoLastApply', { dataset: again })).toEqual({
      undone: moved + relabelled.length,
      skipped: [],
      journal: expect.any(String),
    });
    expect(await contents(dataset)).toEqual(before);
    const { pending: all } = await engine.ask('summary', { dataset: again });
    expect(all).toEqual(decisionCounts({ relabel: relabelled.length, delete: 250 }));
  }));
