import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { accessibilityProblems } from './support/accessibility';
import type { Workbench } from './support/browser';
import { DatasetPage, readLabel } from './support/datasetPage';
import { drawSample } from './support/sample';
import { Scene, useScene } from './support/scene';
import type { Theme } from './support/settings';

const themes: Theme[] = ['dark', 'light', 'hc', 'hcLight'];
const sizes = [
  { width: 1400, height: 900 },
  { width: 900, height: 700 },
  { width: 360, height: 700 },
];

/** Pictures of the editor in every theme and width, to be looked at; what can be told without eyes is checked. */
describe('looks', () => {
  let workbench: Workbench;
  let page: DatasetPage;

  useScene(
    () =>
      Scene.open(
        'looks',
        async (workspace) => {
          await drawSample(join(workspace, 'nature'), 24, 3);
        },
        { settings: { 'breadcrumbs.enabled': false }, browser: { reducedMotion: true } },
      ),
    async (scene) => {
      ({ workbench } = scene);
      await workbench.explorer.contextMenu('nature', 'Clean This Folder');
      page = new DatasetPage(workbench);
      await page.ready();
      await workbench.command('View: Toggle Primary Side Bar Visibility');
      await page.begin();
      await workbench.press('r');
      await workbench.press('Control+Home');
      const { given } = readLabel(await page.focused());
      const [, digit] = [...(await page.digits())].find(([name]) => name !== given)!;
      await workbench.press(digit, 'ArrowRight', 'x', 'ArrowRight', 's', 'ArrowRight', 'k', 'ArrowRight');
      await page.barSays('3 pending');
    },
  );

  for (const theme of themes)
    it(`stands in ${theme} at every width`, async () => {
      await workbench.setViewport(sizes[0]);
      await workbench.setTheme(theme);
      for (const size of sizes) {
        await workbench.setViewport(size);
        await page.cells.first().waitFor();
        await workbench.page.waitForTimeout(400); // The workbench lays itself out a few times.
        await workbench.screenshot(`${theme}-${size.width}`);
        const overflow = await page.frame.locator('body').evaluate((body) => body.scrollWidth - body.clientWidth);
        expect(overflow, `the page is wider than its ${size.width} px`).toBeLessThanOrEqual(0);
        expect(await page.bar.getByRole('button', { name: /^Apply/ }).isVisible()).toBe(true);
        expect(await accessibilityProblems(workbench)).toEqual([]);
        const columns = Number(await page.grid.getAttribute('aria-colcount'));
        expect(columns).toBeGreaterThanOrEqual(2);
      }
    });

  const views: readonly (readonly [name: string, open: () => Promise<void>, close: () => Promise<void>])[] = [
    ['all keys', () => workbench.press('?'), () => workbench.press('Escape')],
    ['the class picker', () => workbench.press('c'), () => workbench.press('Escape')],
    ['the loupe', () => workbench.press('z'), () => workbench.press('Escape')],
    [
      'the comparison',
      () => workbench.press('Space', 'ArrowRight', 'Space', 'ArrowRight', 'Space', 'Tab'),
      () => workbench.press('Escape', 'Escape'),
    ],
    [
      'dataset health',
      () => page.frame.getByRole('button', { name: 'Dataset Health' }).click(),
      () => workbench.press('Escape'),
    ],
    [
      'what Apply would do',
      () => page.bar.getByRole('button', { name: /^Apply/ }).click(),
      () => workbench.press('Escape'),
    ],
    [
      'findings',
      () => page.frame.getByRole('button', { name: /near-duplicates/ }).click(),
      () => page.frame.getByRole('button', { name: /^All images/ }).click(),
    ],
  ];
  for (const theme of ['light', 'dark', 'hc'] as const)
    it(`every view can be used by everyone in ${theme}`, async () => {
      await workbench.setViewport(sizes[0]);
      await workbench.setTheme(theme);
      const problems: Record<string, string[]> = {};
      for (const [name, open, close] of views) {
        await page.begin();
        try {
          await open();
          await workbench.page.waitForTimeout(600);
          await workbench.screenshot(`${name.replace(/\W+/g, '-')}-${theme}`);
          const found = await accessibilityProblems(workbench);
          if (found.length > 0) problems[name] = found;
        } finally {
          // Or what comes after a failure would fail for what it left open.
          await close();
        }
      }
      expect(problems).toEqual({});
    });
});
