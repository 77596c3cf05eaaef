import { expect, it } from 'vitest';
import { understandLayout } from '../../../src/core/layout';
import { ImageTable } from '../../../src/engine/session/imageTable';

const file = { size: 1, modifiedMs: 0, device: 1, isLink: false };
const scanned = (paths: readonly string[]) => paths.map((path, inode) => ({ ...file, path, inode }));

it('images of a pile that were moved into classes stand in them once the folder is understood anew', () => {
  const table = new ImageTable();
  table.update(scanned(['1.jpg', '2.jpg', '3.jpg']), understandLayout({ name: '', images: 3, folders: [] }));
  expect(Array.from(table.given)).toEqual([-1, -1, -1]);
  table.move('1.jpg', 'cat/1.jpg');
  table.move('2.jpg', 'dog/2.jpg');
  const folders = ['cat', 'dog'].map((name) => ({ name, images: 1, folders: [] }));
  const { added, changed, missing } = table.update(
    scanned(['cat/1.jpg', 'dog/2.jpg', '3.jpg']),
    understandLayout({ name: '', images: 1, folders }),
  );
  expect([added, changed, missing]).toEqual([[], [], []]);
  expect(Array.from(table.given, (index) => table.className(index))).toEqual(['cat', 'dog', undefined]);
});
