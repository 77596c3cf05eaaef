import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect } from 'vitest';
import { writeManyImages } from '../fixtures/manyImages';
import { contents } from '../support/contents';
import { eventually } from '../support/eventually';
import { accessibilityProblems } from './support/accessibility';
import { accessibilityTree } from './support/accessibilityTree';
import type { Workbench } from './support/browser';
import { DatasetPage, readLabel } from './support/datasetPage';
import { Scene, useScene } from './support/scene';

/** Keys alone, ears alone, small windows, other scripts. The order matters. */
describe('everyone', () => {
  let scene: Scene;
  let workbench: Workbench;
  let page: DatasetPage;

  const trial = useScene(
    () =>
      Scene.open('everyone', async (workspace) => {
        await writeManyImages(join(workspace, 'set'), 48, { seed: 4, classes: 4 });
        const hebrew = join(workspace, 'rtl', 'תמונות של חתולים');
        const arabic = join(workspace, 'rtl', 'كلاب');
        for (const [folder, names] of [
          [hebrew, ['חתול 1.jpg', 'חתול-2 (copy).jpg', 'a\u202egpj.exe.jpg']],
          [arabic, ['كلب ١.jpg', 'كلب ٢.jpg', 'dog كلب 3.jpg']],
        ] as const) {
          await mkdir(folder, { recursive: true });
          for (const [i, name] of names.entries()) {
            const background = { r: 60 * i, g: folder === hebrew ? 80 : 160, b: 120 };
            const image = sharp({ create: { width: 300, height: 200, channels: 3, background } }).withExif({
              IFD0: { Make: 'Pentax', Model: 'K-3' },
              IFD3: {
                GPSLatitudeRef: 'N',
                GPSLatitude: '52/1 30/1 0/1',
                GPSLongitudeRef: 'E',
                GPSLongitude: '13/1 24/1 0/1',
              },
            });
            await writeFile(join(folder, name), await image.jpeg().toBuffer());
          }
        }
      }),
    (opened) => {
      scene = opened;
      ({ workbench } = scene);
      page = new DatasetPage(workbench);
    },
  );

  /** "grid Images": role and name of what has the focus in the page, as a person with a screen reader is told. */
  async function focusIsOn(what: RegExp): Promise<void> {
    await eventually(`the focus on ${String(what)}`, async () => {
      const now = await page.frame.locator('body').evaluate(() => {
        const element = document.activeElement;
        if (!document.hasFocus() || !element) return 'nothing';
        const role = element.getAttribute('role') ?? element.tagName.toLowerCase();
        return `${role} ${element.getAttribute('aria-label') ?? element.textContent?.trim().replace(/\s+/g, ' ') ?? ''}`;
      });
      if (!what.test(now)) throw new Error(now);
      return true;
    });
  }

  async function runCommand(title: string): Promise<void> {
    await workbench.press('F1');
    await workbench.quickInput.input.waitFor();
    await workbench.page.keyboard.type(title);
    await workbench.quickInput.rows(title).first().waitFor();
    await workbench.press('Enter');
  }

  /** Tab, or Shift+Tab, until the focus is on it. */
  async function tabTo(what: RegExp, key: 'Tab' | 'Shift+Tab'): Promise<void> {
    for (let i = 0; i < 40; i++) {
      await workbench.press(key);
      const isThere = await page.frame.locator('body').evaluate((_body, pattern) => {
        const element = document.activeElement;
        return new RegExp(pattern).test(element?.getAttribute('aria-label') ?? element?.textContent?.trim() ?? '');
      }, what.source);
      if (isThere) return;
    }
    throw new Error(`${String(what)} is not reached by ${key}.`);
  }

  const onGrid = /^grid Images/;

  trial('with keys only: open, ask, move, select, decide, group, loupe, apply, undo', async () => {
    const before = await contents(join(scene.workspace, 'set'));
    await runCommand('File: Focus on Files Explorer');
    await workbench.page.keyboard.type('set');
    await workbench.press('Shift+F10');
    await workbench.menu.items.first().waitFor();
    const focused = workbench.page.locator('.monaco-menu .action-item.focused');
    for (
      let i = 0;
      (await focused.textContent({ timeout: 500 }).catch(() => ''))?.trim() !== 'Clean This Folder';
      i++
    ) {
      if (i > 40) throw new Error('The menu is not walked to Clean This Folder.');
      await workbench.press('ArrowDown');
    }
    await workbench.press('Enter');
    await page.ready();
    await focusIsOn(onGrid);

    await workbench.press('f');
    await focusIsOn(/^combobox Query/);
    await workbench.page.keyboard.type('class:class-01');
    await workbench.press('Enter');
    await eventually('the query', async () => (await page.found()) === 12);
    await focusIsOn(onGrid);

    await workbench.press('Control+Home');
    const first = readLabel(await page.focused()).name;
    await workbench.press('ArrowRight');
    await eventually('a step', async () => readLabel(await page.focused()).name !== first);
    await focusIsOn(onGrid);
    await workbench.press('Space', 'ArrowRight', 'Space');
    await page.barSays('2 selected');
    await focusIsOn(onGrid);

    await workbench.press('x');
    await page.barSays('2 pending: 2 deleted');
    await focusIsOn(onGrid);
    await workbench.press('Escape', 'ArrowRight', 'c');
    await focusIsOn(/^combobox Class/);
    await workbench.page.keyboard.type('class-03');
    await workbench.press('Enter');
    await page.barSays('3 pending');
    await focusIsOn(onGrid);

    await tabTo(/^Sort and Group/, 'Shift+Tab');
    await workbench.press('Enter');
    await focusIsOn(/^menuitemradio/);
    while (!(await page.frame.locator('*:focus').textContent())?.includes('Decision'))
      await workbench.press('ArrowDown');
    await workbench.press('Enter');
    await page.frame.locator('.group-header', { hasText: 'delete · 2' }).first().waitFor();
    await focusIsOn(/^button Sort and Group/);
    await tabTo(/^Images$/, 'Tab');
    await focusIsOn(onGrid);

    await workbench.press('Control+Home', 'z');
    await focusIsOn(/^group .*\.jpg,/);
    await workbench.press('ArrowRight');
    await focusIsOn(/^group .*\.jpg,/);
    await workbench.press('Escape');
    await focusIsOn(onGrid);

    await tabTo(/^Apply/, 'Tab');
    await workbench.press('Enter');
    await page.frame.getByRole('dialog', { name: 'Apply Changes' }).getByText('3 files will move').waitFor();
    await tabTo(/^Apply to 3 Files/, 'Tab');
    await workbench.press('Enter');
    await page.barSays('Nothing pending', 60_000);
    await focusIsOn(onGrid);
    expect(await contents(join(scene.workspace, 'set'))).not.toEqual(before);

    await runCommand('Winnow: Undo Last Apply');
    await page.barSays('3 pending', 60_000);
    expect(await contents(join(scene.workspace, 'set'))).toEqual(before);
  });

  trial('the tree that a screen reader is given: a grid with its size, rows, cells that say their state', async () => {
    await page.ask('', 48);
    await page.begin();
    await workbench.press('ArrowRight', 'k');
    await eventually('the decision', async () => (await page.focused()).endsWith(', keep'));
    await workbench.press('Space');
    const tree = await accessibilityTree(workbench);
    const [grid, ...others] = tree.filter(({ role }) => role === 'grid');
    expect(others).toEqual([]);
    expect(grid.name).toBe('Images');
    expect(grid.properties.get('focused')).toBe(true);
    expect(grid.properties.get('multiselectable')).toBe(true);
    const rows = Number(await page.grid.getAttribute('aria-rowcount'));
    const columns = Number(await page.grid.getAttribute('aria-colcount'));
    expect(rows * columns).toBeGreaterThanOrEqual(48);
    const cells = tree.filter(({ role }) => role === 'gridcell');
    const byId = new Map(tree.map((node) => [node.id, node]));
    for (const cell of cells) {
      expect(cell.name).toMatch(/^\d{6}\.jpg, given class-0\d/);
      expect(byId.get(cell.parent ?? '')?.role).toBe('row');
    }
    const [active] = grid.related.get('activedescendant') ?? [];
    const spoken = cells.find(({ domNode }) => domNode === active);
    expect(spoken?.name).toMatch(/, keep$/);
    expect(spoken?.properties.get('selected')).toBe(true);
    const unnamed = tree.filter(
      ({ role, name }) =>
        ['button', 'combobox', 'menuitem', 'slider', 'textbox', 'navigation', 'dialog'].includes(role) && name === '',
    );
    expect(unnamed).toEqual([]);
    expect(tree.some(({ role, name }) => role === 'status' && name !== undefined)).toBe(true);
    await workbench.press('Escape', 'u');
  });

  /** Looked at by eye, too. */
  async function stands(name: string): Promise<void> {
    await workbench.page.waitForTimeout(700);
    await workbench.screenshot(`everyone-${name}`);
    const overflow = await page.frame.locator('body').evaluate((body) => body.scrollWidth - body.clientWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    expect(await page.bar.getByRole('button', { name: /^Apply/ }).isVisible()).toBe(true);
    expect(await accessibilityProblems(workbench)).toEqual([]);
  }

  trial('at 200 % zoom, in a pane of 300 by 300, and without motion', async () => {
    await workbench.command('View: Toggle Primary Side Bar Visibility');
    const show = (width: number, height: number) => workbench.setViewport({ width, height });
    await workbench.page.emulateMedia({ reducedMotion: 'reduce' });
    // A window of 1400 by 900 has as much room at 200 % as one of half its size.
    await show(700, 450);
    await stands('zoom-200');
    await workbench.press('r');
    await show(356, 400);
    await stands('pane-300');
    await page.begin();
    await workbench.press('z');
    await stands('pane-300-loupe');
    await workbench.press('Escape', 'Space', 'ArrowRight', 'Space', 'Tab');
    await stands('pane-300-compare');
    await workbench.press('Escape', 'Escape');
    await workbench.setViewport({ width: 1440, height: 900 });
    await workbench.page.emulateMedia({ reducedMotion: 'no-preference' });
  });

  trial('in the system’s own colours', async () => {
    await workbench.page.emulateMedia({ forcedColors: 'active' });
    await page.begin();
    await workbench.press('ArrowRight', 'x');
    await workbench.page.waitForTimeout(700);
    await workbench.screenshot('everyone-forced-colours');
    // The focused cell is still framed, and what is pressed still told from what is not.
    const border = await page.frame.locator('.cell.is-focused').evaluate((cell) => {
      const { borderTopWidth, borderTopStyle } = getComputedStyle(cell, '::after');
      return `${borderTopWidth} ${borderTopStyle}`;
    });
    expect(border).toMatch(/^[1-9]px solid/);
    await workbench.press('u');
    await workbench.page.emulateMedia({ forcedColors: 'none' });
  });

  trial('names that are written from right to left stand in their places and turn nothing else', async () => {
    await workbench.command('View: Toggle Primary Side Bar Visibility');
    await workbench.explorer.contextMenu('rtl', 'Clean This Folder');
    await workbench.tab('rtl').waitFor();
    await page.cells.first().waitFor({ timeout: 90_000 });
    await page.frame.getByRole('button', { name: /^Sort and Group/ }).click();
    await page.frame.getByRole('menuitemcheckbox', { name: 'File names' }).click();
    await page.cells.first().click();
    const camera = page.frame.locator('.camera summary');
    await camera.click();
    await page.frame.getByText('Pentax K-3').waitFor();
    await page.frame.getByText('present: 52.5000° N, 13.4000° E').waitFor();
    await camera.scrollIntoViewIfNeeded();
    await stands('rtl');
    // A mark that turns the text around is not obeyed.
    expect(await page.frame.locator('body').textContent()).not.toContain('\u202e');
    await page.begin();
    await workbench.press('z');
    await stands('rtl-loupe');
    await workbench.press('Escape');
  });

  trial('the status bar names the dataset, and asks which one where several are open', async () => {
    const item = workbench.page.locator('.statusbar-item', { hasText: /rtl: 6 images/ });
    await item.waitFor();
    await item.locator('a').click();
    await workbench.quickInput.pick(/^set/);
    await workbench.page.locator('.statusbar-item', { hasText: /set: 48 images/ }).waitFor();
    await page.cells.first().waitFor();
    await focusIsOn(onGrid);
  });
});
