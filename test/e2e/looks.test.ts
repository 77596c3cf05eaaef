import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
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
        const columns = Number(await page.grid.getAttribute('aria-colcount'));
        expect(columns).toBeGreaterThanOrEqual(2);
      }
    });
});
