import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe } from 'vitest';
import { orientedJpeg, picture } from '../fixtures/formats';
import { contents } from '../support/contents';
import { eventually } from '../support/eventually';
import type { Workbench } from './support/browser';
import { DatasetPage } from './support/datasetPage';
import { Scene, useScene } from './support/scene';

/** What loaders cannot take is converted and renamed; two classes of one name become one. In order. */
describe('convert, rename and merge', () => {
  let workbench: Workbench;
  let page: DatasetPage;
  let root: string;
  let before: Record<string, string>;

  const trial = useScene(
    () =>
      Scene.open('convert', async (workspace) => {
        const put = async (path: string, bytes: Buffer): Promise<void> => {
          await mkdir(join(workspace, 'mixed', path, '..'), { recursive: true });
          await writeFile(join(workspace, 'mixed', path), bytes);
        };
        for (let i = 0; i < 4; i++)
          await put(
            `cat/${i}.webp`,
            await picture(i * 20)
              .webp()
              .toBuffer(),
          );
        await put('cat/named.jpg', await picture(90).png().toBuffer());
        await put('cat/turned.jpg', await orientedJpeg(6));
        for (let i = 0; i < 3; i++)
          await put(
            `Cats/${i}.png`,
            await picture(100 + i * 20)
              .png()
              .toBuffer(),
          );
        for (let i = 0; i < 3; i++)
          await put(
            `dog/${i}.png`,
            await picture(180 + i * 20)
              .png()
              .toBuffer(),
          );
      }),
    async (scene) => {
      ({ workbench } = scene);
      root = join(scene.workspace, 'mixed');
      before = await contents(root);
      await workbench.explorer.contextMenu('mixed', 'Clean This Folder');
      page = new DatasetPage(workbench);
      await page.ready();
    },
  );

  const kind = (name: string) =>
    page.frame.getByRole('navigation').getByRole('button', { name: new RegExp(`^${name} [\\d,]+ findings$`) });
  const strip = (title: string) => page.frame.getByRole('region', { name: title });

  async function show(name: string): Promise<void> {
    await kind(name).click({ timeout: 120_000 });
    await strip(name).waitFor();
    await page.cells.first().waitFor();
  }

  trial('accepts conversions all at once and a new name by a key', async () => {
    await show('format a loader skips');
    await strip('format a loader skips').getByRole('button', { name: 'Accept All: 4 Images' }).click();
    await page.barSays('4 pending: 4 converted');
    await workbench.screenshot('convert-pending');
    await show('wrong file ending');
    await page.begin();
    await workbench.press('Enter');
    await page.barSays('5 pending: 4 converted · 1 renamed');
    await workbench.screenshot('rename-pending');
  });

  trial('Apply Changes lists them, writes the new files, and Undo Last Apply brings the originals back', async () => {
    await workbench.command('Winnow: Apply Changes');
    const dialog = page.frame.getByRole('dialog', { name: 'Apply Changes' });
    await dialog.getByText('cat/0.jpg').waitFor();
    await workbench.screenshot('convert-preview');
    await dialog.getByRole('button', { name: 'Apply to 5 Files' }).click();
    const wanted = ['0.jpg', '1.jpg', '2.jpg', '3.jpg', 'named.png', 'turned.jpg'];
    await eventually('converted', async () => (await readdir(join(root, 'cat'))).sort().join() === wanted.join());
    await page.barSays('Nothing pending');
    await workbench.command('Winnow: Undo Last Apply');
    await eventually('as before', async () => JSON.stringify(await contents(root)) === JSON.stringify(before));
    await page.barSays('5 pending: 4 converted · 1 renamed');
  });

  trial('merges classes of one name from Dataset Health, and takes that back', async () => {
    await page.frame.getByRole('button', { name: 'Dataset Health' }).click();
    const dialog = page.frame.getByRole('dialog', { name: 'Dataset Health' });
    const merge = dialog.getByRole('button', { name: 'Merge Cats into cat' });
    await merge.scrollIntoViewIfNeeded();
    await workbench.screenshot('merge-classes');
    await merge.click();
    await page.barSays('8 pending: 3 relabelled · 4 converted · 1 renamed');
    await eventually('three images', async () => (await page.found()) === 3);
    await workbench.press('Control+z');
    await page.barSays('5 pending: 4 converted · 1 renamed');
  });
});
