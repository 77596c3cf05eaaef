import { mkdir, readdir, rename, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { writeDrawnPile } from '../fixtures/drawnPile';
import { eventually } from '../support/eventually';
import type { Workbench } from './support/browser';
import { DatasetPage, readLabel } from './support/datasetPage';
import { Scene, useScene } from './support/scene';

const classes = ['boat', 'fish', 'mushroom'];
const ofEach = 40;
const garbage = 24;

/** Three classes, and in them one kind of garbage again and again: car dashboards. */
async function writeDataset(root: string): Promise<void> {
  const drawn = `${root}-drawn`;
  await writeDrawnPile(drawn, { boat: ofEach, fish: ofEach, mushroom: ofEach, dashboard: garbage });
  for (const name of classes) await mkdir(join(root, name), { recursive: true });
  for (const [i, name] of (await readdir(drawn)).sort().entries()) {
    const kind = name.split('-')[0];
    await rename(join(drawn, name), join(root, kind === 'dashboard' ? classes[i % classes.length] : kind, name));
  }
  await rmdir(drawn);
}

describe('a recurring kind of garbage', () => {
  let workbench: Workbench;
  let page: DatasetPage;

  const scene = useScene(
    () => Scene.open('rejects', (workspace) => writeDataset(join(workspace, 'pets'))),
    (opened) => {
      ({ workbench } = opened);
      page = new DatasetPage(workbench);
    },
  );

  const deleted = async (): Promise<number> =>
    Number(/(\d+) deleted/.exec(await page.bar.ariaSnapshot({ timeout: 5000 }))?.[1] ?? 0);

  scene('five deleted: the rest of the kind rises to the top, and one key removes it', async () => {
    await workbench.explorer.contextMenu('pets', 'Clean This Folder');
    await page.ready();
    await page.ask('path:dashboard', garbage);
    await page.begin();
    for (let i = 1; i <= 5; i++) {
      await workbench.press('x', 'ArrowRight');
      await eventually(`${i} deleted`, async () => (await deleted()) === i);
    }
    await page.barSays(/Retrained/);
    await page.frame.getByRole('button', { name: /^likely rejects/ }).click();
    // Those left of the kind, and nothing else, stand first.
    const first = await eventually('the kind at the top', async () => {
      const names: string[] = [];
      await workbench.press('Control+Home');
      for (let i = 0; i < 12; i++) {
        names.push(readLabel(await page.focused()).name);
        await workbench.press('ArrowRight');
      }
      return names.filter((name) => name.startsWith('dashboard')).length >= 11 && names;
    });
    expect(first[0]).toMatch(/^dashboard/);
    await workbench.screenshot('rejects-first');
    await workbench.press('Control+Home', 'm');
    await page.frame.getByRole('region', { name: 'More like these' }).waitFor();
    await eventually('more of the kind', async () => (await page.found()) >= garbage - 5 - 3);
    await workbench.screenshot('rejects-more-like-these');
    await workbench.press('x');
    const all = await eventually('the kind deleted', async () => {
      const count = await deleted();
      return count >= garbage - 3 && count;
    });
    expect(all).toBeLessThanOrEqual(garbage + 3);
    await page.ask('path:dashboard is:undecided', 0).catch(async () => {
      expect(await page.found()).toBeLessThanOrEqual(3);
    });
  });
});
