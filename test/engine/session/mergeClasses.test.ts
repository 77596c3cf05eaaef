import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { reverseChanges } from '../../../src/core/decisions/decision';
import { picture } from '../../fixtures/formats';
import { call, openIndexed, startEngine } from '../../support/session';
import { contents, withFolder } from '../../support/workspace';

it('merges a class into another one as an edit, whose apply removes the empty folder, and removes empty folders', () =>
  withFolder(async (folder) => {
    const root = join(folder, 'set');
    const files = { 'cat/1.png': 1, 'cat/2.png': 2, 'Cats/1.png': 3, 'Cats/2.png': 4, 'Cats/3.png': 5, 'dog/1.png': 6 };
    for (const [path, shift] of Object.entries(files)) {
      await mkdir(join(root, path, '..'), { recursive: true });
      await writeFile(
        join(root, path),
        await picture(shift * 20)
          .png()
          .toBuffer(),
      );
    }
    await writeFile(join(root, 'cat/1.txt'), 'a caption');
    await mkdir(join(root, 'nothing/deeper'), { recursive: true });
    await mkdir(join(root, 'notes'));
    await writeFile(join(root, 'notes/readme.txt'), 'no image');
    const before = await contents(root);
    const session = await openIndexed(startEngine({ cacheFolder: join(folder, 'cache') }), root);
    await session.decisions.decide(Uint32Array.of(session.table.rowOf('cat/2.png') ?? -1), { kind: 'delete' });

    expect(session.findings.classHealth()).toMatchObject({
      similarNames: [{ names: ['Cats', 'cat'] }],
      empty: ['notes', 'nothing'],
    });
    await expect(session.decisions.mergeClasses('cat', 'fish')).rejects.toThrow('no class fish');
    const receipt = await session.decisions.mergeClasses('cat', 'Cats');
    expect(receipt).toMatchObject({ label: 'Merge cat into Cats', changes: [{ path: 'cat/1.png' }] });
    await session.decisions.edit(reverseChanges(receipt.changes), receipt.epoch);
    expect(session.summary().pending.relabel).toBe(0);
    await session.decisions.edit(receipt.changes, receipt.epoch);
    expect((await session.changes.planPreview()).operations).toContainEqual({
      kind: 'move',
      from: 'cat/1.png',
      to: 'Cats/1 (2).png',
    });
    // The deleted image leaves too, but a deletion alone would not take the class away.
    expect((await session.changes.apply(call)).skipped).toEqual([]);
    expect((await readdir(root)).sort()).toEqual(['Cats', 'cat', 'dog', 'notes', 'nothing']);
    await session.changes.undoApply(call);
    await session.decisions.decide(Uint32Array.of(session.table.rowOf('cat/2.png') ?? -1), null);
    await session.decisions.mergeClasses('cat', 'Cats');
    await session.changes.apply(call);
    expect((await readdir(root)).sort()).toEqual(['Cats', 'dog', 'notes', 'nothing']);
    expect((await readdir(join(root, 'Cats'))).sort()).toContain('1 (2).txt');

    const removed = await session.changes.removeEmptyFolders(['nothing', 'notes', 'dog', '../other'], call);
    expect(removed.skipped.map(({ path }) => path)).toEqual(['notes']);
    expect((await readdir(root)).sort()).toEqual(['Cats', 'dog', 'notes']);
    expect(session.summary().canUndoApply).toBe(true);
    await session.changes.undoApply(call);
    expect(await readdir(join(root, 'nothing'))).toEqual(['deeper']);
    await session.changes.undoApply(call);
    expect(await contents(root)).toEqual(before);
  }));
