import { createHash } from 'node:crypto';
import { appendFile, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { call, openDataset, startEngine } from '../../support/session';
import { contents, withFolder } from '../../support/workspace';
import { writeTableDataset } from './tableDataset';

async function sortedFile(pile: string, path: string, to: string) {
  const { size, mtimeMs } = await stat(join(pile, path));
  const hash = createHash('sha256')
    .update(await readFile(join(pile, path)))
    .digest('hex');
  return { path, size, mtimeMs, to, hash };
}

it('images of a pile go beside those of their class, with a row each, and back with the table as it was', () =>
  withFolder(async (folder) => {
    const root = join(folder, 'set');
    const pile = join(folder, 'pile');
    const table = 'filename,label,split\r\na.png,cat,train\r\nb.png,cat,valid\r\nc.png,dog,train\r\n';
    await writeTableDataset(root, ['train/a.png', 'valid/b.png', 'train/c.png'], { 'labels.csv': table });
    await writeTableDataset(pile, ['a.png', 'x y.png', 'gone.png'], { 'a.txt': 'a caption' });
    const before = [await contents(root), await contents(pile)];
    const session = await openDataset(startEngine({ cacheFolder: join(folder, 'cache') }), root);
    expect(session.listing.layout.kind).toBe('table');
    const files = [
      await sortedFile(pile, 'a.png', 'cat'),
      await sortedFile(pile, 'x y.png', 'dog'),
      await sortedFile(pile, 'gone.png', 'dog'),
    ];
    const changed = { ...files[2], hash: 'f'.repeat(64), size: 1 };

    const outcome = await session.changes.moveIn({ pile, files: [files[0], files[1], changed] }, call);

    expect(outcome).toMatchObject({ applied: 2, skipped: [{ path: 'gone.png' }] });
    expect(await readFile(join(root, 'labels.csv'), 'utf8')).toBe(
      'filename,label,split\r\na.png,cat,train\r\nb.png,cat,valid\r\nc.png,dog,train\r\na (2).png,cat,train\r\nx y.png,dog,train\r\n',
    );
    expect(Object.keys(await contents(root)).sort()).toEqual(
      [
        'labels.csv',
        'train/a (2).png',
        'train/a (2).txt',
        'train/a.png',
        'train/c.png',
        'train/x y.png',
        'valid/b.png',
      ].sort(),
    );
    await session.changes.undoApply(call);
    expect([await contents(root), await contents(pile)]).toEqual(before);
  }));

it('an image whose row no table can hold stays in the pile, with what lies beside it', () =>
  withFolder(async (folder) => {
    const root = join(folder, 'set');
    const pile = join(folder, 'pile');
    const table = Buffer.from('filename,label\na.png,caf\xe9\nb.png,th\xe9\n', 'latin1');
    await writeTableDataset(root, ['a.png', 'b.png'], { 'labels.csv': table });
    await writeTableDataset(pile, ['ш.png'], { 'ш.txt': 'a caption' });
    const before = [await contents(root), await contents(pile)];
    const session = await openDataset(startEngine({ cacheFolder: join(folder, 'cache') }), root);
    expect(session.table.classes).toEqual(['café', 'thé']);

    const outcome = await session.changes.moveIn({ pile, files: [await sortedFile(pile, 'ш.png', 'thé')] }, call);

    expect(outcome).toMatchObject({ applied: 0, skipped: [{ path: 'ш.png' }] });
    expect(outcome.skipped[0].reason).toMatch(/windows-1252.*no sign/);
    expect([await contents(root), await contents(pile)]).toEqual(before);
  }));

it('nothing comes into a dataset whose table somebody wrote since it was read', () =>
  withFolder(async (folder) => {
    const root = join(folder, 'set');
    const pile = join(folder, 'pile');
    await writeTableDataset(root, ['a.png', 'b.png'], { 'labels.csv': 'filename,label\na.png,cat\nb.png,dog\n' });
    await writeTableDataset(pile, ['new.png'], {});
    const session = await openDataset(startEngine({ cacheFolder: join(folder, 'cache') }), root);
    await appendFile(join(root, 'labels.csv'), 'c.png,cat\n');
    const before = [await contents(root), await contents(pile)];

    const files = [await sortedFile(pile, 'new.png', 'dog')];
    await expect(session.changes.moveIn({ pile, files }, call)).rejects.toThrow(/changed since it was read/);
    expect([await contents(root), await contents(pile)]).toEqual(before);
  }));
