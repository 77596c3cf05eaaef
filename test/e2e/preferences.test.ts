import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { writeManyImages } from '../fixtures/manyImages';
import { eventually } from '../support/eventually';
import type { Workbench } from './support/browser';
import { DatasetPage, readLabel } from './support/datasetPage';
import { Scene, useScene } from './support/scene';

/** What a person settles once and finds again: digits, layout, panels. The order matters. */
describe('what is settled stays', () => {
  let workbench: Workbench;
  let page: DatasetPage;

  const trial = useScene(
    () =>
      Scene.open(
        'preferences',
        async (workspace) => {
          await writeManyImages(join(workspace, 'set'), 40, { seed: 1, classes: 4 });
        },
        { keepsProfile: true },
      ),
    async (scene) => {
      ({ workbench } = scene);
      await workbench.explorer.contextMenu('set', 'Clean This Folder');
      page = new DatasetPage(workbench);
      await page.ready();
    },
  );

  trial('a class is pinned to a digit; the class that stood there takes the other digit', async () => {
    await page.begin();
    await workbench.quickInput.ask('Winnow: Pin Class to Digit…', 'class-01');
    await workbench.quickInput.pick(/^4/);
    await eventually('the digits', async () => (await page.digits()).get('class-01') === '4');
    expect((await page.digits()).get('class-04')).toBe('1');
    await page.begin();
    const { name, given } = readLabel(await page.focused());
    const [label, digit] = given === 'class-01' ? ['class-04', '1'] : ['class-01', '4'];
    await workbench.press(digit);
    await page.says(name, `relabel to ${label}`);
    await workbench.press('u');
  });

  trial('the menu of a class on the rail pins it too', async () => {
    const open = async (): Promise<void> => {
      await page.railItem('class-02').click({ button: 'right' });
      await workbench.menu.choose('Pin Class to Digit…');
    };
    await workbench.quickInput.choose(open, /^9/);
    await eventually('the digit', async () => (await page.digits()).get('class-02') === '9');
  });

  trial('the query line completes fields and classes by keyboard, and a query is saved', async () => {
    await page.begin();
    await workbench.press('f');
    await workbench.page.keyboard.type('cl');
    const completions = page.frame.getByRole('listbox', { name: 'Completions' });
    await completions.getByRole('option').first().waitFor();
    await completions.getByRole('option').first().filter({ hasText: 'class:' }).waitFor();
    await workbench.press('ArrowDown', 'Tab', 'ArrowDown', 'ArrowDown');
    const line = page.frame.getByRole('combobox', { name: 'Query' });
    const active = await line.getAttribute('aria-activedescendant');
    const chosen = (await page.frame.locator(`#${active}`).textContent())?.trim();
    expect(chosen).toBe('class:class-02');
    await workbench.screenshot('query-completion');
    await workbench.press('Enter');
    await page.frame.locator('.count', { hasText: /^\s*10 of 40/ }).waitFor();
    await workbench.press('Enter');
    await completions.waitFor({ state: 'hidden' });
    await page.focused();
    await page.frame.getByRole('button', { name: 'Save This Query' }).click();
    await page.frame.getByRole('button', { name: 'Forget This Query' }).waitFor();
    const onRail = page.frame
      .getByRole('button', { name: 'class:class-02', exact: true })
      .and(page.frame.locator('.rail-item'));
    await onRail.click();
    await page.frame.locator('.count', { hasText: /^\s*40 of 40/ }).waitFor();
    await workbench.reload();
    await page.ready();
    await onRail.click();
    await page.frame.locator('.count', { hasText: /^\s*10 of 40/ }).waitFor();
    await workbench.screenshot('saved-query');
    await page.frame.getByRole('button', { name: 'Forget This Query' }).click();
    await onRail.waitFor({ state: 'hidden' });
    await page.ask('', 40);
  });

  trial('panels fold, and stay folded after a reload', async () => {
    const inspector = page.frame.getByRole('complementary', { name: 'Inspector' });
    await workbench.setViewport({ width: 1500, height: 900 });
    await inspector.waitFor();
    await page.frame.getByRole('button', { name: 'Inspector' }).click();
    await inspector.waitFor({ state: 'hidden' });
    await workbench.press('Control+s');
    await workbench.reload();
    await page.ready();
    await inspector.waitFor({ state: 'hidden' });
    expect((await page.digits()).get('class-01')).toBe('4');
    await page.frame.getByRole('button', { name: 'Inspector' }).click();
    await inspector.waitFor();
  });

  trial('the layout can be chosen, and is remembered', async () => {
    await page.frame.getByRole('button', { name: /^Layout: one folder per class/ }).click();
    await workbench.quickInput.pick('Pile');
    await page.frame.getByRole('button', { name: /^Layout: pile/ }).waitFor();
    await page.ask('is:unsorted', 40);
    await workbench.reload();
    await page.frame.getByRole('button', { name: /^Layout: pile/ }).waitFor();
  });
});
