import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { eventually } from '../support/eventually';
import { accessibilityProblems } from './support/accessibility';
import type { Workbench } from './support/browser';
import { DatasetPage } from './support/datasetPage';
import { drawSample } from './support/sample';
import { Scene, useScene } from './support/scene';
import type { Theme } from './support/settings';

const themes: Theme[] = ['dark', 'light', 'hc'];

/** *Use as Reference*: from a good image to what does not match it, set aside. The order matters. */
describe('references', () => {
  let workbench: Workbench;
  let page: DatasetPage;
  let workspace = '';

  const trial = useScene(
    () =>
      Scene.open('reference', async (workspace) => {
        await drawSample(join(workspace, 'nature'), 16);
      }),
    async (scene) => {
      ({ workbench, workspace } = scene);
      await workbench.explorer.contextMenu('nature', 'Clean This Folder');
      page = new DatasetPage(workbench);
      await page.ready();
    },
  );

  const dialog = () => page.frame.getByRole('dialog', { name: 'Images That Do Not Match a Reference' });
  const tags = () => dialog().getByRole('list', { name: 'Tags' }).getByRole('listitem');
  const flag = () => dialog().getByRole('button', { name: /^Flag [\d,]+ Images$/ });
  const strip = () => page.frame.getByRole('region', { name: 'off reference' });
  const flagged = async (): Promise<number> =>
    Number(/Flag ([\d,]+) Images/.exec((await flag().textContent()) ?? '')?.[1].replaceAll(',', ''));

  trial('t shows the tags of the image before anything is flagged; they are edited with keys alone', async () => {
    await page.ask('class:boat', 17);
    await page.begin();
    await workbench.press('t');
    await flag().waitFor();
    await eventually('four tags', async () => (await tags().count()) === 4);
    for (const theme of themes) {
      await workbench.setTheme(theme);
      await flag().waitFor();
      await workbench.screenshot(`reference-${theme}`);
      expect(await accessibilityProblems(workbench)).toEqual([]);
    }
    await workbench.setTheme('dark');
    await flag().focus();
    await workbench.press('Escape');
    await dialog().waitFor({ state: 'hidden' });
    await page.begin();
    await workbench.press('t');
    await flag().waitFor();
    await eventually('the primary button has the focus', () => flag().evaluate((button) => button.matches(':focus')));
    const before = await flagged();
    const input = dialog().getByRole('combobox', { name: 'Add a tag' });
    await input.focus();
    await workbench.press('Backspace');
    await eventually('three tags', async () => (await tags().count()) === 3);
    await workbench.page.keyboard.type('lemon');
    await dialog().getByRole('option', { name: 'lemon' }).waitFor();
    await workbench.screenshot('reference-adding');
    await workbench.press('Enter');
    await eventually('four again', async () => (await tags().count()) === 4);
    await tags().filter({ hasText: 'lemon' }).waitFor();
    await eventually('counted anew', async () => (await flagged()) >= before);
    await workbench.press('Escape');
    await dialog().waitFor({ state: 'hidden' });
    await page.barSays(/Retrained/);
    expect(await page.frame.getByRole('navigation').getByText('off reference').count()).toBe(0);
  });

  trial(
    'similarity has a histogram with a threshold; what it flags comes up, and is set aside and taken back',
    async () => {
      await page.begin();
      await workbench.press('ArrowRight', 'ArrowRight', 't');
      await flag().waitFor();
      await dialog()
        .getByRole('radio', { name: /do not look like/ })
        .check();
      const slider = dialog().getByRole('slider', { name: 'Flag below this similarity' });
      await slider.focus();
      await slider.fill('0');
      await eventually('nothing is flagged', async () => (await flagged()) === 0);
      await workbench.press('End');
      await eventually('the whole class but the reference is flagged', async () => (await flagged()) >= 15);
      const ofClass = await flagged();
      const scope = dialog().getByRole('checkbox', { name: 'Only images of boat' });
      await scope.uncheck();
      await eventually('all classes are flagged', async () => (await flagged()) > ofClass);
      await scope.check();
      await slider.fill('0.7');
      await workbench.screenshot('reference-similarity');
      await workbench.page.waitForTimeout(1000);
      const count = await flagged();
      await flag().focus();
      await workbench.press('Enter');
      await strip().getByText(`${count} open`).waitFor({ timeout: 60_000 });
      await workbench.screenshot('reference-flagged');
      await page.begin();
      await workbench.press('Enter');
      await page.barSays('1 pending: 1 set aside');
      await workbench.press('a');
      await page.barSays(`${count} pending: ${count} set aside`);
      await workbench.press('Control+z');
      await page.barSays('1 pending: 1 set aside');
      await workbench.press('Control+z');
      await page.barSays('Nothing pending');
    },
  );

  trial('the reference is remembered, shown again, and forgotten', async () => {
    await strip().getByRole('button', { name: 'Edit Reference…' }).click();
    await dialog().getByText('Reference image', { exact: true }).waitFor();
    expect(
      await dialog()
        .getByRole('radio', { name: /do not look like/ })
        .isChecked(),
    ).toBe(true);
    await dialog().getByRole('button', { name: 'Forget Reference' }).click();
    await dialog().waitFor({ state: 'hidden' });
    await eventually('off the rail', async () => {
      const rail = page.frame.getByRole('navigation', { name: 'Classes and Findings' });
      return (await rail.getByRole('button', { name: /^off reference/ }).count()) === 0;
    });
  });

  trial('a file in the explorer can be the reference', async () => {
    const [file] = (await readdir(join(workspace, 'nature', 'boat'))).sort();
    await workbench.explorer.contextMenu(`nature/boat/${file}`, 'Use as Reference');
    await flag().waitFor();
    await workbench.screenshot('reference-file');
    await dialog().getByRole('button', { name: 'Cancel' }).click();
    await dialog().waitFor({ state: 'hidden' });
  });
});
