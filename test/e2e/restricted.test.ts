import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeManyImages } from '../fixtures/manyImages';
import { contents } from '../support/contents';
import { eventually } from '../support/eventually';
import { DatasetPage, readLabel } from './support/datasetPage';
import { Scene, inScene } from './support/scene';

it('a restricted workspace shows images and refuses decisions', async () => {
  const opened = Scene.open(
    'restricted',
    async (folder) => void (await writeManyImages(join(folder, 'set'), 24, { seed: 1, classes: 2 })),
    { trust: false },
  );
  await inScene(opened, 'restricted', looksOnly);
});

async function looksOnly({ workbench, workspace }: Scene): Promise<void> {
  const before = await contents(workspace);
  await workbench.explorer.contextMenu('set', 'Clean This Folder');
  const page = new DatasetPage(workbench);
  await page.cells.first().waitFor();
  await page.barSays('Restricted: looking only');
  await eventually('thumbnails', async () => (await page.cells.locator('img').count()) >= 6);
  await page.begin();
  const { name } = readLabel(await page.focused());
  for (const key of ['x', 's', '2', 'k', 'Enter']) {
    await workbench.press(key);
    await page.barSays(/This workspace is restricted/);
    await page.frame.getByRole('button', { name: 'Dismiss' }).click();
    await page.cells.first().click();
  }
  await page.says(name, /^(?!.*(delete|set aside|keep|relabel))/);
  await page.barSays('Nothing pending');
  expect(await page.bar.getByRole('button', { name: /^Apply/ }).isDisabled()).toBe(true);
  expect(await workbench.isDirty('set')).toBe(false);
  expect(await contents(workspace)).toEqual(before);
  expect(await readdir(workspace)).toEqual(['set']);

  await workbench.command('Workspaces: Manage Workspace Trust');
  await workbench.page
    .locator('.workspace-trust-editor .monaco-button', { hasText: /^Trust/ })
    .first()
    .click();
  await workbench.page.locator('.monaco-modal-editor-block [aria-label^="Close"]').first().click();
  await workbench.tab('set').click();
  await page.barSays(/Retrained/);
  await page.begin();
  const { name: first } = readLabel(await page.focused());
  await workbench.press('x');
  await page.says(first, 'delete');
  await eventually('the dot', () => workbench.isDirty('set'));
}
