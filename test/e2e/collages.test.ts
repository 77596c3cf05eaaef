import { mkdir, readFile, readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import sharp from 'sharp';
import { describe, expect } from 'vitest';
import { eventually } from '../support/eventually';
import { cells, Drawing } from '../unit/collage/drawSheet';
import { hasFocus } from './support/focus';
import type { Workbench } from './support/browser';
import { DatasetPage } from './support/datasetPage';
import { Scene, useScene } from './support/scene';
import type { Theme } from './support/settings';

const boxes = cells(6, 4, 60, 30);
const themes: Theme[] = ['dark', 'light', 'hc', 'hcLight'];

/** The same on clear paper. */
async function drawClear(path: string): Promise<void> {
  const drawing = new Drawing(570, 390, [0, 0, 0], 4);
  for (const box of boxes) drawing.fill({ ...box, height: 50 }, [10, 12, 30]);
  const { data, width, height, channels } = drawing;
  await sharp(data, { raw: { width, height, channels } }).png().toFile(path);
}

async function drawSheet(path: string, ink: readonly [number, number, number]): Promise<void> {
  const drawing = new Drawing(570, 390, [250, 247, 240]);
  for (const box of boxes) drawing.symbol(box, ink);
  const { data, width, height, channels } = drawing;
  await sharp(data, { raw: { width, height, channels } }).png().toFile(path);
}

/** 5,040 small symbols of eight sizes on 2,000 by 2,000 pixels. */
async function drawMany(path: string): Promise<void> {
  const drawing = new Drawing(2000, 2000);
  cells(72, 70, 18, 9).forEach(({ x, y }, i) => {
    const size = 10 + (i % 8);
    drawing.fill({ x, y, width: size, height: size }, [30, 30, 40]);
  });
  const { data, width, height, channels } = drawing;
  await sharp(data, { raw: { width, height, channels } }).png().toFile(path);
}

/** In the page: moves the slider of the minimum size; milliseconds from each move to other boxes on the screen. */
async function measureSlider(dialog: Element): Promise<number[]> {
  const slider = dialog.querySelector<HTMLInputElement>('input[aria-label="Minimum size"]');
  const button = dialog.querySelector('.sheet-foot .primary');
  const delays: number[] = [];
  if (!slider || !button) return delays;
  const all = button.textContent;
  for (let step = 0; step < 20; step++) {
    const before = button.textContent;
    const begin = performance.now();
    slider.value = String(11 + (step % 5));
    slider.dispatchEvent(new Event('input', { bubbles: true }));
    while (button.textContent === before) await new Promise(requestAnimationFrame);
    delays.push(performance.now() - begin);
  }
  // Back to all boxes.
  slider.value = slider.min;
  slider.dispatchEvent(new Event('input', { bubbles: true }));
  while (button.textContent !== all) await new Promise(requestAnimationFrame);
  return delays;
}

/** In the page: milliseconds between frames for two seconds. */
async function measureFrames(): Promise<number[]> {
  const gaps: number[] = [];
  let last = performance.now();
  for (const end = last + 2000; last < end;) {
    await new Promise(requestAnimationFrame);
    const now = performance.now();
    gaps.push(now - last);
    last = now;
  }
  return gaps;
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
        await mkdir(join(workspace, 'large'));
        await mkdir(join(workspace, 'clear'));
        await drawClear(join(workspace, 'clear', 'clear.png'));
        await drawMany(join(workspace, 'large', 'many.png'));
        await drawSheet(join(workspace, 'pile', 'one.png'), [20, 25, 60]);
        await drawSheet(join(workspace, 'pile', 'two.png'), [90, 20, 30]);
        await drawSheet(join(workspace, 'pile', 'three.png'), [20, 90, 30]);
      }),
    async (opened) => {
      scene = opened;
      ({ workbench } = opened);
      await workbench.explorer.contextMenu('pile/one.png', 'Split Collages…');
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

  trial('what is chosen out of range is mended, and what is said hides nothing', async () => {
    await dialog().getByRole('slider', { name: 'Minimum size' }).fill('140');
    await dialog().getByText('No box was found. Lower the minimum size, or draw boxes by hand.').waitFor();
    await dialog().getByRole('button', { name: 'Reset' }).click();
    await splits(24).waitFor();
    const find = dialog().getByRole('combobox', { name: 'Find' });
    await find.selectOption('grid');
    const rows = dialog().getByRole('spinbutton', { name: 'Rows' });
    await rows.fill('100000');
    await rows.press('Enter');
    await eventually('the number is mended', async () => (await rows.inputValue()) === '10000');
    await dialog().getByRole('spinbutton', { name: 'Columns' }).fill('6');
    await rows.press('Enter');
    await dialog().getByText('A grid may have 10,000 cells at most: give fewer rows or columns').waitFor();
    await dialog().getByRole('button', { name: 'Reset' }).click();
    await splits(24).waitFor();
    const target = dialog().getByRole('combobox', { name: 'Crops go' });
    await target.selectOption('folder');
    const folder = dialog().getByRole('textbox', { name: 'Folder' });
    await folder.fill('../out');
    await folder.press('Enter');
    await dialog().getByText('../out is not a folder below the dataset. Crops go to crops, as before.').waitFor();
    expect(await folder.inputValue()).toBe('crops');
    await dialog().getByText('24 boxes', { exact: true }).waitFor();
    await dialog().getByRole('button', { name: 'Dismiss' }).click();
    await target.selectOption('beside');
    await sheet().focus();
    await workbench.press('?');
    const keys = page.frame.getByRole('dialog', { name: 'All Keys' });
    await eventually(
      'the keys of the sheet come first',
      async () => (await keys.getByRole('heading', { level: 3 }).first().innerText()) === 'Boxes of a collage',
    );
    await workbench.press('Escape');
    await focusIs(sheet());
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
    // A toast goes by itself: what is pending again stays.
    await page.barSays('1 pending: 1 split', 60_000);
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
    // The last one: a sheet that opens is no end of a pass, and the grid follows the sheets.
    await workbench.press('Control+End', 'Enter');
    await splits(24).waitFor();
    expect(await dialog().getByText('End of this pass').count()).toBe(0);
    await workbench.press('PageUp');
    await dialog().getByText('2 of 3', { exact: true }).waitFor();
    const second = await dialog().locator('.sheet-name').innerText();
    await workbench.press('Escape');
    await eventually('the sheet seen last has the focus', async () => (await page.focused()).startsWith(second));
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
    await strip.getByRole('button', { name: 'Split 0 into 0' }).waitFor();
    await page.ask('name:three_', 24);
    await page.cell('three_7.png').first().click();
    await workbench.command('Winnow: Show Source Sheet');
    await page.frame.getByText('Part 7 of three.png, which was set aside.').first().waitFor();
    await page.frame.getByRole('img', { name: 'three.png' }).waitFor();
    await workbench.screenshot('collages-source');
    await workbench.press('Escape');
    await workbench.command('View: Toggle Primary Side Bar Visibility');
  });

  for (const theme of themes)
    trial(`stands in ${theme} at every width, and has no accessibility problem`, async () => {
      await page.ask('name:one.png', 1);
      await workbench.press('b');
      await splits(24).waitFor();
      await workbench.press('Tab', 'Tab');
      await workbench.setTheme(theme);
      for (const width of [1400, 900, 360]) {
        await workbench.setViewport({ width, height: 800 });
        await workbench.page.waitForTimeout(400); // The workbench lays itself out a few times.
        await workbench.screenshot(`collage-${theme}-${width}`);
        const overflow = await dialog().evaluate((element) => element.scrollWidth - element.clientWidth);
        expect(overflow, `the sheet view is wider than its ${width} px`).toBeLessThanOrEqual(0);
        expect(await splits(24).isVisible()).toBe(true);
      }
      expect(await problems()).toEqual([]);
      await workbench.setViewport({ width: 1400, height: 900 });
      await sheet().focus();
      await workbench.press('Escape', 'Escape');
      await dialog().waitFor({ state: 'detached' });
    });

  trial('dark ink on clear paper is seen on a dark theme', async () => {
    await workbench.setTheme('dark');
    await workbench.command('View: Toggle Primary Side Bar Visibility');
    await workbench.explorer.contextMenu('clear/clear.png', 'Split Collages…');
    await splits(24).waitFor({ timeout: 60_000 });
    const stage = (await sheet().boundingBox())!;
    // The middle of the sheet, between its boxes: squares of two greys.
    const side = 40;
    const middle = { x: stage.x + (stage.width - side) / 2, y: stage.y + (stage.height - side) / 2 };
    await eventually('the squares', async () => {
      const png = await workbench.page.screenshot({ clip: { ...middle, width: side, height: side } });
      const { channels } = await sharp(png).greyscale().stats();
      const { mean, stdev } = channels[0];
      return mean > 80 && mean < 180 && stdev > 2;
    });
    await workbench.screenshot('collage-clear');
    await workbench.press('Escape');
    await workbench.command('View: Toggle Primary Side Bar Visibility');
  });

  trial('a slider on a sheet of 2,000 by 2,000 pixels, and 5,000 boxes under the hand', async () => {
    await workbench.command('View: Toggle Primary Side Bar Visibility');
    await workbench.explorer.contextMenu('large/many.png', 'Split Collages…');
    await dialog()
      .getByRole('button', { name: /^Split into [\d,]{3,}$/ })
      .waitFor({ timeout: 60_000 });
    const delays = await dialog().evaluate(measureSlider);
    delays.sort((a, b) => a - b);
    const middle = delays[delays.length >> 1];
    console.info(`slider to boxes: ${Math.round(middle)} ms median, ${Math.round(delays.at(-1) ?? 0)} ms at most`);
    const button = dialog().getByRole('button', { name: /^Split into/ });
    const count = Number((await button.innerText()).replace(/\D/g, ''));
    const stage = (await sheet().boundingBox())!;
    const at = { x: stage.x + stage.width / 2, y: stage.y + stage.height / 2 };
    await workbench.press('Control+a');
    const frames = dialog().evaluate(measureFrames);
    await workbench.page.mouse.move(at.x, at.y);
    await workbench.page.mouse.wheel(0, -400);
    for (let step = 0; step < 40; step++) await workbench.page.mouse.move(at.x + step, at.y + step);
    const gaps = (await frames).sort((a, b) => a - b);
    console.info(`${count} boxes: ${Math.round(gaps[gaps.length >> 1])} ms a frame, median of ${gaps.length}`);
    expect(count).toBeGreaterThan(5000);
    // What Ctrl+A selected were boxes, not the words of the page below, which shows once the sheet is closed.
    await sheet().focus();
    await workbench.press('Escape', 'Escape');
    await dialog().waitFor({ state: 'detached' });
    await workbench.page.waitForTimeout(500);
    expect(await page.bar.evaluate(() => document.getSelection()?.toString())).toBe('');
    expect(delays.length).toBe(20);
  });

  /** What axe finds wrong with the sheet view. */
  async function problems(): Promise<unknown> {
    const handle = await dialog().elementHandle();
    const frame = await handle?.ownerFrame();
    const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
    await frame?.evaluate(axe);
    return frame?.evaluate(
      `axe.run(document.querySelector('dialog.sheet')).then(({ violations }) =>
        violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' ')))`,
    );
  }

  async function focusIs(control: Locator): Promise<void> {
    await hasFocus(control);
  }

  async function said(what: RegExp): Promise<void> {
    await eventually(`${what.source} is said`, async () => {
      const label = (await sheet().getAttribute('aria-label')) ?? '';
      if (what.test(label)) return true;
      throw new Error(label);
    });
  }
});
