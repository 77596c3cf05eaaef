import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { eventually } from '../support/eventually';
import { hasFocus } from './support/focus';
import type { Workbench } from './support/browser';
import { DatasetPage } from './support/datasetPage';
import { drawSample } from './support/sample';
import { Scene, useScene } from './support/scene';
import type { Theme } from './support/settings';

const themes: Theme[] = ['dark', 'light', 'hc'];
const wide = { width: 1400, height: 900 };
const narrow = { width: 360, height: 700 };

/** The embedding map as a person uses it: lasso, grid, decision; with the mouse and with keys only. In order. */
describe('embedding map', () => {
  let workbench: Workbench;
  let page: DatasetPage;

  const trial = useScene(
    () =>
      Scene.open(
        'map',
        async (workspace) => {
          await drawSample(join(workspace, 'nature'), 24, 3);
        },
        { settings: { 'breadcrumbs.enabled': false } },
      ),
    async (scene) => {
      ({ workbench } = scene);
      await workbench.setViewport(wide);
      await workbench.explorer.contextMenu('nature', 'Clean This Folder');
      page = new DatasetPage(workbench);
      await page.ready();
      await workbench.command('View: Toggle Primary Side Bar Visibility');
    },
  );

  const map = () => page.frame.getByRole('region', { name: 'Embedding Map' });
  const canvas = () => map().locator('canvas');
  const strip = () => page.frame.getByRole('region', { name: 'From the map' });
  const legend = () => map().getByRole('list', { name: 'Legend' }).getByRole('button');

  async function show(): Promise<void> {
    await workbench.command('Winnow: Show Embedding Map');
    await legend().first().waitFor({ timeout: 120_000 });
  }

  /** Draws around the whole map with Shift held. */
  async function lassoAll(): Promise<void> {
    const box = (await canvas().boundingBox())!;
    const { mouse, keyboard } = workbench.page;
    const corner = (x: number, y: number) => mouse.move(box.x + x * box.width, box.y + y * box.height, { steps: 6 });
    await corner(0.01, 0.01);
    await keyboard.down('Shift');
    await mouse.down();
    await corner(0.99, 0.01);
    await corner(0.99, 0.99);
    await corner(0.01, 0.99);
    await mouse.up();
    await keyboard.up('Shift');
  }

  /** Where a point is drawn, in CSS pixels of the canvas. */
  const aPoint = () =>
    canvas().evaluate((element) => {
      if (!(element instanceof HTMLCanvasElement)) throw new Error('no canvas');
      const { width, height } = element;
      const { data } = element.getContext('2d')!.getImageData(0, 0, width, height);
      const at = data.findIndex((value, i) => i % 4 === 3 && value === 255) >> 2;
      if (at < 0) throw new Error('nothing is drawn');
      return { x: (at % width) / devicePixelRatio, y: Math.floor(at / width) / devicePixelRatio + 2 };
    });

  trial('is laid out, coloured, and its legend isolates a class', async () => {
    await show();
    const all = await page.found();
    await expect(canvas().getAttribute('aria-label')).resolves.toContain(`${all} images`);
    const classes = await legend().count();
    expect(classes).toBeGreaterThan(2);
    await legend().first().click();
    await eventually('pressed', async () => (await legend().first().getAttribute('aria-pressed')) === 'true');
    const [, count] = /([\d,]+)$/.exec((await legend().first().innerText()).trim())!;
    await lassoAll();
    await strip().waitFor();
    await eventually('the one class', async () => (await page.found()) === Number(count));
    await page.frame.getByRole('button', { name: 'Back to the Query' }).click();
    await legend().first().click();
    for (const [value, name] of Object.entries({ predicted: 'boat', finding: 'nothing found', loss: '0–0.1' })) {
      await map().getByRole('combobox', { name: 'Colour by' }).selectOption(value);
      await map()
        .getByRole('button', { name: new RegExp(`^${name}`) })
        .waitFor();
    }
    await map().getByRole('combobox', { name: 'Colour by' }).selectOption('class');
  });

  trial('a lasso opens its images in the grid, where a key decides', async () => {
    await lassoAll();
    await strip().waitFor();
    await page.frame.getByText(/\d+ images in the lasso/).waitFor();
    await hasFocus(page.grid);
    await workbench.press('x');
    await page.barSays('1 pending: 1 deleted');
    await workbench.press('Control+z');
    await page.barSays(/no changes|nothing|Retrained/i);
  });

  trial('with keys only: arrows, what lies around, a decision, and back', async () => {
    await page.frame.getByRole('button', { name: 'Back to the Query' }).click();
    await canvas().focus();
    const first = await canvas().getAttribute('aria-label');
    const moved = async (): Promise<boolean> => {
      await workbench.press('ArrowRight', 'ArrowDown', 'ArrowLeft', 'ArrowUp', 'ArrowLeft');
      return (await canvas().getAttribute('aria-label')) !== first;
    };
    await eventually('another image', moved);
    await hasFocus(canvas());
    await workbench.press('Enter');
    await page.frame.getByText(/An image and the \d+ nearest/).waitFor();
    await hasFocus(page.grid);
    await workbench.press('k');
    await eventually('a kept image', async () => /keep/.test(await page.focused()));
    await canvas().focus();
    await workbench.press('Escape');
    await map().waitFor({ state: 'detached' });
    await hasFocus(page.grid);
  });

  trial('opened again it is there at once, and the mouse shows an image', async () => {
    await show();
    const back = page.frame.getByRole('button', { name: 'Back to the Query' });
    await back.click();
    // The map moves up when the line above it goes.
    await back.waitFor({ state: 'detached' });
    const box = (await canvas().boundingBox())!;
    const { x, y } = await aPoint();
    await workbench.page.mouse.move(box.x + x, box.y + y);
    const shown = map().locator('.map-hover');
    await shown.locator('img').waitFor();
    const [name] = (await shown.innerText()).split(',');
    await workbench.screenshot('hover');
    await workbench.page.mouse.click(box.x + x, box.y + y);
    await eventually('the grid at this image', async () => (await page.focused()).startsWith(name));
    await hasFocus(canvas());
    await workbench.page.mouse.wheel(0, -400);
    await workbench.press('Home');
  });

  for (const theme of themes)
    trial(`stands in ${theme}`, async () => {
      await workbench.setViewport(wide);
      await workbench.setTheme(theme);
      await canvas().focus();
      await workbench.press('Home');
      for (const size of [wide, { width: 900, height: 700 }, narrow]) {
        await workbench.setViewport(size);
        await workbench.page.waitForTimeout(400);
        await workbench.screenshot(`${theme}-${size.width}`);
        const overflow = await page.frame.locator('body').evaluate((body) => body.scrollWidth - body.clientWidth);
        expect(overflow).toBeLessThanOrEqual(0);
      }
    });

  trial('at 360 px the lasso hands over to the grid, which leads back', async () => {
    await workbench.setViewport(narrow);
    await lassoAll();
    await strip().waitFor();
    await map().waitFor({ state: 'detached' });
    await page.cells.first().waitFor();
    await workbench.screenshot('narrow-lasso');
    await strip().getByRole('button', { name: 'Back to the Map' }).click();
    await legend().first().waitFor();
  });
});
