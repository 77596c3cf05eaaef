import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect } from 'vitest';
import { writeManyImages } from '../fixtures/manyImages';
import type { Workbench } from './support/browser';
import { DatasetPage } from './support/datasetPage';
import { Scene, useScene } from './support/scene';

/** Folders that are hardly datasets: each is opened, says what it is, and can be used. */
describe('odd folders', () => {
  let workbench: Workbench;

  const trial = useScene(
    () =>
      Scene.open('odd', async (workspace) => {
        await mkdir(join(workspace, 'texts'), { recursive: true });
        await writeFile(join(workspace, 'texts', 'read\u202Eme.txt'), 'no image');
        await writeManyImages(join(workspace, 'single'), 1, { classes: 1 });
        await writeManyImages(join(workspace, 'one-class'), 24, { seed: 2, classes: 1 });
        await writeManyImages(join(workspace, 'pile'), 24, { seed: 3, classes: 0 });
        await writeManyImages(join(workspace, 'classes'), 1200, { seed: 4, classes: 1200, size: 16 });
        await mkdir(join(workspace, 'one-class', 'empty-class'));
      }),
    (scene) => {
      ({ workbench } = scene);
    },
  );

  afterEach(async () => {
    await workbench.command('View: Close All Editors');
    if (await workbench.dialog.isVisible()) await workbench.button("Don't Save");
  });

  async function open(name: string): Promise<DatasetPage> {
    await workbench.explorer.contextMenu(name, 'Clean This Folder');
    return new DatasetPage(workbench);
  }

  trial('no images: says where it looked, and lists what was left out', async () => {
    const page = await open('texts');
    await page.frame.getByRole('heading', { name: 'No images in this folder' }).waitFor();
    await page.frame.getByRole('button', { name: 'Show Left-Out Files' }).click();
    await workbench.tab('texts: left out').waitFor();
    const text = workbench.page.locator('.monaco-editor .view-lines').filter({ visible: true });
    await text.getByText(/read.+me\.txt/).waitFor();
    expect(await text.textContent()).not.toContain('\u202E');
  });

  trial('one image: is shown, and can be decided', async () => {
    const page = await open('single');
    await page.ask('', 1);
    await page.begin();
    await workbench.press('x');
    await page.barSays('1 pending: 1 deleted');
    await workbench.press('u', 'Control+s');
  });

  trial('one class (and an empty one): says that there is no other label', async () => {
    const page = await open('one-class');
    await page.barSays(/One class: there is no other label to suggest/);
    await page.ask('', 24);
  });

  trial('a pile: asks what the folder is, says what to do, and learns from a few labels', async () => {
    const page = await open('pile');
    await workbench.quickInput.pick('A pile of unsorted images');
    await page.barSays(/label a few of each class/);
    await page.ask('is:unsorted', 24);
    for (const [i, name] of ['fox', 'owl'].entries()) {
      await page.begin();
      for (let k = 0; k < i; k++) await workbench.press('ArrowRight');
      await workbench.press('c');
      await page.frame.getByPlaceholder('Class', { exact: true }).fill(name);
      await workbench.press('Enter');
      await page.barSays(`${i + 1} pending`);
    }
    await page.barSays(/Retrained/);
    await workbench.press('Control+s');
  });

  trial('1,200 classes: the rail filters, the picker finds', async () => {
    const page = await open('classes');
    await page.ask('', 1200);
    await page.frame.getByRole('textbox', { name: 'Filter classes' }).fill('class-1117');
    await page.railItem('class-1117').click();
    await page.ask('class:class-1117', 1);
    await workbench.press('c');
    await page.frame.getByPlaceholder('Class', { exact: true }).fill('1033');
    await page.frame.getByRole('option', { name: /class-1033/ }).waitFor();
    await workbench.press('Enter');
    await page.barSays('1 pending: 1 relabelled');
    await workbench.press('u', 'Control+s');
  });
});
