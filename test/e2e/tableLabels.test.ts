import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { describe, expect } from 'vitest';
import { writeManyImages } from '../fixtures/manyImages';
import { contents } from '../support/contents';
import { eventually } from '../support/eventually';
import type { Workbench } from './support/browser';
import { DatasetPage, readLabel } from './support/datasetPage';
import { Scene, useScene } from './support/scene';

/** A dataset whose labels stand in a CSV beside the images, as Kaggle gives it out. In order. */
describe('labels in a table', () => {
  let workbench: Workbench;
  let page: DatasetPage;
  let root: string;
  let before: Record<string, string>;

  const trial = useScene(
    () =>
      Scene.open('table', async (workspace) => {
        const folder = join(workspace, 'pets');
        const images = await writeManyImages(folder, 60, { seed: 4, classes: 3 });
        const rows: string[] = [];
        for (const [i, path] of images.entries()) {
          const name = `${String(i).padStart(3, '0')}.jpg`;
          await rename(join(folder, path), join(folder, name));
          rows.push(`${basename(name, '.jpg')},"${dirname(path)}",${(i / 3).toFixed(3)}`);
        }
        for (const name of new Set(images.map(dirname))) await rm(join(folder, name), { recursive: true });
        await writeFile(join(folder, 'labels.csv'), ['id,label,weight', ...rows, ''].join('\r\n'));
      }),
    async (scene) => {
      ({ workbench } = scene);
      root = join(scene.workspace, 'pets');
      before = await contents(root);
      await workbench.explorer.contextMenu('pets', 'Clean This Folder');
      page = new DatasetPage(workbench);
      await page.ready();
    },
  );

  const table = (): Promise<string> => readFile(join(root, 'labels.csv'), 'utf8');

  trial('opens with the classes of the table', async () => {
    await page.frame.getByRole('button', { name: 'Layout: labels in labels.csv (id, label)' }).waitFor();
    for (const name of ['class-01', 'class-02', 'class-03']) await page.railItem(name).waitFor();
    await page.ask('class:class-02', 20);
    await page.ask('', 60);
    await workbench.screenshot('table-open');
  });

  trial('Apply rewrites the rows of what was decided, and nothing else', async () => {
    await page.ask('class:class-01', 20);
    await page.begin();
    const first = readLabel(await page.focused());
    const digit = (await page.digits()).get('class-03') ?? '';
    await workbench.press(digit);
    await page.says(first.name, /class-03/);
    await page.barSays('1 pending: 1 relabelled');
    await page.ask('class:class-02', 20);
    await page.begin();
    const second = readLabel(await page.focused());
    await workbench.press('x');
    await page.barSays('2 pending: 1 relabelled · 1 deleted');
    const now = await table();

    await page.bar.getByRole('button', { name: /^Apply/ }).click();
    const dialog = page.frame.getByRole('dialog', { name: 'Apply Changes' });
    await dialog.getByText('1 label will change in the table').waitFor();
    await dialog.getByText('1 file will move').waitFor();
    await workbench.screenshot('table-preview');
    await dialog.getByRole('button', { name: 'Apply to 2 Files' }).click();
    await page.barSays('Nothing pending');
    const id = (name: string): string => name.replace('.jpg', '');
    const wanted = now
      .replace(new RegExp(`^${id(first.name)},"class-01"`, 'm'), `${id(first.name)},"class-03"`)
      .replace(new RegExp(`^${id(second.name)},.*\r\n`, 'm'), '');
    expect(wanted).not.toBe(now);
    expect(await table()).toBe(wanted);
    await page.ask('class:class-03', 21);
    await workbench.screenshot('table-applied');
  });

  trial('Undo Last Apply brings table and file back', async () => {
    await workbench.command('Winnow: Undo Last Apply');
    await eventually('as before', async () => JSON.stringify(await contents(root)) === JSON.stringify(before));
    await page.barSays('2 pending: 1 relabelled · 1 deleted');
    await page.ask('class:class-03', 20);
  });

  trial('follows the table when a notebook writes it', async () => {
    const text = await table();
    await writeFile(join(root, 'labels.csv'), text.replaceAll('"class-02"', 'class-09'));
    await page.railItem('class-09').waitFor();
    await page.ask('class:class-09', 20);
  });

  trial('the layout can be chosen, table and column too', async () => {
    await writeFile(join(root, 'labels.csv'), (await table()).replaceAll('class-09', '"class-02"'));
    await page.frame.getByRole('button', { name: /^Layout: / }).click();
    await workbench.quickInput.pick('Pile');
    await page.frame.getByRole('button', { name: 'Layout: pile (no classes yet)' }).waitFor();
    await workbench.quickInput.choose(async () => {
      await page.frame.getByRole('button', { name: /^Layout: / }).click();
      await workbench.quickInput.pick('Labels stand in a CSV');
    }, 'labels.csv');
    await workbench.screenshot('table-column');
    await workbench.quickInput.answer('label');
    await page.frame.getByRole('button', { name: 'Layout: labels in labels.csv (id, label)' }).waitFor();
  });
});
