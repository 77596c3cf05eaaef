import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import sharp from 'sharp';
import { describe, expect } from 'vitest';
import { eventually } from '../support/eventually';
import { cells, Drawing } from '../unit/collage/drawSheet';
import type { Workbench } from './support/browser';
import { DatasetPage } from './support/datasetPage';
import { Scene, useScene } from './support/scene';

const boxes = cells(6, 4, 60, 30);

async function drawSheet(path: string, ink: readonly [number, number, number]): Promise<void> {
  const drawing = new Drawing(570, 390, [250, 247, 240]);
  for (const box of boxes) drawing.symbol(box, ink);
  const { data, width, height, channels } = drawing;
  await sharp(data, { raw: { width, height, channels } }).png().toFile(path);
}

/** A sheet becomes images, as a person does it: by mouse, by keys alone, and many at once. In order. */
describe('collages', () => {
  let scene: Scene;
  let workbench: Workbench;
  let page: DatasetPage;

  const trial = useScene(
    () =>
      Scene.open('collages', async (workspace) => {
        await mkdir(join(workspace, 'pile'), { recursive: true });
        await drawSheet(join(workspace, 'pile', 'one.png'), [20, 25, 60]);
        await drawSheet(join(workspace, 'pile', 'two.png'), [90, 20, 30]);
        await drawSheet(join(workspace, 'pile', 'three.png'), [20, 90, 30]);
      }),
    async (opened) => {
      scene = opened;
      ({ workbench } = opened);
      await workbench.explorer.contextMenu('pile/one.png', 'Split Collages…');
      await workbench.quickInput.rows('A pile of unsorted images').first().click();
      page = new DatasetPage(workbench);
    },
  );

  const dialog = () => page.frame.getByRole('dialog', { name: 'Split Collage' });
  const sheet = () => dialog().getByRole('application');
  const splits = (parts: number) => dialog().getByRole('button', { name: `Split into ${parts}`, exact: true });
  const files = async () => (await readdir(join(scene.workspace, 'pile'))).sort();
  const crops = (name: string, count: number) => Array.from({ length: count }, (_, i) => `${name}_${i + 1}.png`);

  trial('a right-click on a file shows its boxes, and a slider redraws them', async () => {
    await splits(24).waitFor({ timeout: 60_000 });
    await workbench.screenshot('collage-opened');
    const slider = dialog().getByRole('slider', { name: 'Minimum size' });
    await slider.focus();
    await workbench.press('End');
    await splits(0).waitFor();
    await workbench.press('Home');
    await splits(24).waitFor();
  });

  trial('two boxes are merged by mouse, one is deleted, and VS Code undoes and redoes', async () => {
    const stage = (await sheet().boundingBox())!;
    const scale = Math.min((stage.width - 24) / 570, (stage.height - 24) / 390);
    const at = (box: { x: number; y: number; width: number; height: number }) => ({
      x: (stage.width - 570 * scale) / 2 + (box.x + box.width / 2) * scale,
      y: (stage.height - 390 * scale) / 2 + (box.y + box.height / 2) * scale,
    });
    await sheet().click({ position: at(boxes[0]) });
    await sheet().click({ position: at(boxes[1]), modifiers: ['Shift'] });
    await dialog().getByText('2 of 24 boxes selected').waitFor();
    await workbench.press('m');
    await splits(23).waitFor();
    await sheet().click({ position: at(boxes[6]) });
    await workbench.press('Delete');
    await splits(22).waitFor();
    await workbench.screenshot('collage-corrected');
    await eventually('the tab is dirty', () => workbench.isDirty('pile'));
    await workbench.press('Control+z');
    await splits(23).waitFor();
    await workbench.press('Control+z');
    await splits(24).waitFor();
    await workbench.press('Control+Shift+z');
    await splits(23).waitFor();
    await workbench.press('Control+Shift+z');
    await splits(22).waitFor();
  });

  trial('accepted and applied, the crops are unsorted images; undone, the folder is as it was', async () => {
    const before = await files();
    await splits(22).click();
    await dialog().waitFor({ state: 'detached' });
    await page.says('one.png', 'split into 22');
    await page.barSays('1 pending: 1 split');
    await workbench.screenshot('collage-pending');
    await page.bar.getByRole('button', { name: 'Apply…' }).click();
    await page.frame.getByRole('button', { name: 'Apply to 22 Files' }).click();
    await workbench.notification(/22 changes applied/, 60_000);
    expect(await files()).toEqual([...before, ...crops('one', 22)].sort());
    await eventually('the crops are unsorted images', async () => (await page.found()) === 25);
    await page.says('one_1.png', /unsorted/);
    await workbench.command('Winnow: Undo Last Apply');
    await workbench.notification(/22 changes undone/, 60_000);
    expect(await files()).toEqual(before);
    await page.says('one.png', 'split into 22');
  });

  trial('by keys alone: open, correct, label, accept; the focus is never lost', async () => {
    await page.cell('two.png').first().click();
    await workbench.press('b');
    await splits(24).waitFor();
    await focusIs(sheet());
    await workbench.press('Tab');
    await said(/Box 1 of 24, 60 by 60 pixels, at 30, 30/);
    await workbench.press('ArrowRight', 'ArrowRight', 'ArrowDown', 'Shift+ArrowRight');
    await said(/Box 1 of 24, 61 by 60 pixels, at 32, 31/);
    await workbench.press('Shift+E');
    await said(/turned by 15 degrees/);
    await workbench.press('Tab', 'Delete');
    await splits(23).waitFor();
    await workbench.press('h');
    await splits(24).waitFor();
    await workbench.press('n');
    await splits(25).waitFor();
    await workbench.press('c');
    await page.frame.getByRole('dialog', { name: 'Class of 1 Box' }).waitFor();
    await workbench.page.keyboard.type('glyph');
    await workbench.press('Enter');
    await focusIs(sheet());
    await said(/glyph/);
    // Past the last box come the settings, and back.
    await workbench.press('Escape', 'Shift+Tab', 'Tab');
    await focusIs(dialog().getByRole('combobox', { name: 'Find' }));
    await workbench.press('Shift+Tab');
    await focusIs(sheet());
    await workbench.press('Enter');
    await dialog().waitFor({ state: 'detached' });
    await page.says('two.png', 'split into 25');
    await workbench.press('u');
    await page.says('two.png', 'unsorted');
  });

  trial('many at once: doubtful first, the others with one button; a crop knows its sheet', async () => {
    await workbench.explorer.contextMenu('pile', 'Split Collages…');
    const strip = page.frame.getByRole('region', { name: 'Collages' });
    await strip.getByRole('button', { name: /^Split [23] into \d+$/ }).waitFor({ timeout: 60_000 });
    await workbench.screenshot('collages-many');
    await page.cell('three.png').first().click();
    await workbench.press('Enter');
    await splits(24).waitFor();
    await dialog().getByRole('combobox', { name: 'The sheet' }).selectOption({ label: 'is set aside' });
    await workbench.press('Escape');
    await strip.getByRole('button', { name: /^Split [23] into \d+$/ }).click();
    await page.barSays(/3 pending: 3 split/);
    await page.bar.getByRole('button', { name: 'Apply…' }).click();
    await page.frame.getByText('70 new images will be cut out of collages').waitFor();
    await workbench.screenshot('collages-apply');
    await page.frame.getByRole('button', { name: /^Apply to \d+ Files$/ }).click();
    await workbench.notification(/changes applied/, 60_000);
    await page.ask('name:three_', 24);
    await page.cell('three_7.png').first().click();
    await workbench.command('Winnow: Show Source Sheet');
    await page.frame.getByText('Part 7 of three.png, which was set aside.').first().waitFor();
    await page.frame.getByRole('img', { name: 'three.png' }).waitFor();
    await workbench.screenshot('collages-source');
  });

  async function focusIs(control: Locator): Promise<void> {
    await eventually('the focus', () => control.evaluate((element) => element === document.activeElement));
  }

  async function said(what: RegExp): Promise<void> {
    await eventually(`${what.source} is said`, async () => {
      const label = (await sheet().getAttribute('aria-label')) ?? '';
      if (what.test(label)) return true;
      throw new Error(label);
    });
  }
});
