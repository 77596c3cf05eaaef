import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { writeManyImages } from '../fixtures/manyImages';
import { eventually } from '../support/eventually';
import { hasFocus } from './support/focus';
import type { Workbench } from './support/browser';
import { DatasetPage } from './support/datasetPage';
import { Scene, useScene } from './support/scene';

/** Ways to say which images are meant, and to take back what was said. The order matters. */
describe('selecting and taking back', () => {
  let workbench: Workbench;
  let page: DatasetPage;

  const trial = useScene(
    () =>
      Scene.open('selecting', async (workspace) => {
        await writeManyImages(join(workspace, 'set'), 40, { seed: 1, classes: 4 });
      }),
    async (scene) => {
      ({ workbench } = scene);
      await workbench.explorer.contextMenu('set', 'Clean This Folder');
      page = new DatasetPage(workbench);
      await page.ready();
    },
  );

  const selected = () => page.frame.locator('[role=gridcell][aria-selected=true]').count();

  /** Where the cells of the first row stand; in the document they stand in any order. */
  const inSight = async () => {
    const boxes = await Promise.all((await page.cells.all()).map((cell) => cell.boundingBox()));
    const known = boxes.filter((box) => box !== null).sort((a, b) => a.y - b.y || a.x - b.x);
    return known.filter(({ y }) => y > 0);
  };

  trial('a rectangle drawn with the mouse selects what it touches; Escape takes it back', async () => {
    await page.begin();
    const [first, second] = await inSight();
    const { mouse } = workbench.page;
    await mouse.move(first.x + 30, first.y + 30);
    await mouse.down();
    await mouse.move(second.x + 20, second.y + 60, { steps: 5 });
    await eventually('two selected', async () => (await selected()) === 2);
    await page.frame.locator('.rubber-band').waitFor();
    await workbench.screenshot('rubber-band');
    await mouse.up();
    await page.barSays('2 selected');
    expect(await selected()).toBe(2);
    await mouse.move(first.x + 30, first.y + 30);
    await mouse.down();
    await mouse.move(second.x + 20, second.y + first.height + 60, { steps: 5 });
    await eventually('four selected', async () => (await selected()) === 4);
    await workbench.press('Escape');
    await mouse.up();
    await eventually('none selected', async () => (await selected()) === 0);
  });

  trial('Ctrl+A beside a message selects images, and the grid keeps the keys', async () => {
    await page.begin();
    await workbench.press('Shift+Space');
    await page.bar.getByText('There are no groups here.').waitFor();
    await workbench.press('Control+a');
    await page.barSays('40 selected');
    // What VS Code itself would do with the key, it does a little later.
    await workbench.page.waitForTimeout(500);
    await hasFocus(page.grid);
    await workbench.press('Escape');
    await eventually('none selected', async () => (await selected()) === 0);
  });

  trial('Shift+Space selects the group, and its decision shows among the pending ones', async () => {
    await page.frame.getByRole('button', { name: /^Sort and Group/ }).click();
    await page.frame.getByRole('menuitemradio', { name: 'Class', exact: true }).click();
    await page.frame
      .locator('.group-header', { hasText: /class-0\d · 10/ })
      .first()
      .waitFor();
    await page.begin();
    await workbench.press('Control+Home', 'Shift+Space');
    await page.frame.locator('.group-header', { hasText: 'class-01 · 10' }).first().waitFor();
    await page.barSays('10 selected');
    await workbench.press('x');
    await page.barSays(/10 pending/);
    await workbench.press('Escape', 'Control+End');
    await page.frame.locator('.group-header.sticky', { hasText: 'class-04 · 10' }).click();
    await page.barSays('10 selected');
    await workbench.press('s');
    await page.barSays(/20 pending/);
    await page.frame.locator('.bar-pending').getByRole('button').click();
    await page.frame.locator('.group-header', { hasText: 'delete · 10' }).first().waitFor();
    await workbench.screenshot('pending');
  });

  trial('pending decisions are taken back one by one, by group, or all', async () => {
    await page.begin();
    await workbench.press('Control+Home', 'u');
    await page.barSays(/19 pending/);
    await workbench.press('Control+Home', 'Shift+Space', 'u');
    await page.barSays(/1\d pending|9 pending/);
    await page.frame.getByRole('button', { name: 'Take All Back' }).click();
    await page.barSays('Nothing pending');
    await page.begin();
    await workbench.press('Control+z');
    await page.barSays(/pending/);
  });
});
