import { expect, it } from 'vitest';
import { understandLayout } from '../../../src/core/layout';
import { finish } from '../../../src/engine/jobs/steps';
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

it('takes a large scan over in steps and knows the order of what is there', () => {
  const folders = ['b', 'a'].map((name) => ({ name, images: 1, folders: [] }));
  const layout = understandLayout({ name: '', images: 0, folders });
  const paths = Array.from({ length: 9000 }, (_, i) => `${i < 5000 ? 'b' : 'a'}/${String(i).padStart(5, '0')}.jpg`);
  const table = new ImageTable();
  const steps = table.updateSteps(scanned(paths), layout);
  let pauses = 0;
  while (!steps.next().done) pauses++;
  expect(pauses).toBeGreaterThan(4);
  expect([table.length, table.className(table.given[0]), table.className(table.given[8999])]).toEqual([9000, 'b', 'a']);
  const order = () => Array.from(finish(table.rowsByPath()), (row) => table.path(row));
  expect(order()).toEqual([...paths].sort());
  // A row that moves while the order is looked for.
  table.move('a/05000.jpg', 'b/0.jpg');
  const looking = table.rowsByPath();
  looking.next();
  table.move('b/00000.jpg', 'z.jpg');
  const found = Array.from(finish(looking), (row) => table.path(row));
  expect(found.at(-1)).toBe('z.jpg');
  expect(found).toEqual([...found].sort());
});
