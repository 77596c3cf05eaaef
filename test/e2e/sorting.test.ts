import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeDrawnPile } from '../fixtures/drawnPile';
import { contents } from '../support/contents';
import { eventually } from '../support/eventually';
import type { Workbench } from './support/browser';
import { DatasetPage } from './support/datasetPage';
import { PileSorter } from './support/pileSorter';
import { Scene, useScene, withPicture } from './support/scene';

const kinds = ['boat', 'fish', 'mushroom'];
const images = 210;

const kindOf = (name: string): string => name.split('-')[0];
/** Where an image of this name belongs. */
const folderOf = (name: string): string => (kinds.includes(kindOf(name)) ? kindOf(name) : 'garbage');

/** What a person does with a pile, by keys alone from the first cluster on. The order matters. */
describe('sorting a pile', () => {
  let pile: string;
  let workbench: Workbench;
  let page: DatasetPage;
  let sorter: PileSorter;
  let original: Record<string, string>;

  useScene(
    () =>
      Scene.open('sorting', async (workspace) => {
        pile = join(workspace, 'scrape');
        await writeDrawnPile(pile, { boat: 50, fish: 50, mushroom: 50, chart: 20, dashboard: 20, screenshot: 20 });
        original = await contents(pile);
      }),
    (scene) => {
      ({ workbench } = scene);
      page = new DatasetPage(workbench);
      sorter = new PileSorter(page, folderOf);
    },
  );

  let broken = false;

  /** A step that leaves a picture when it fails; the later ones stand on it and fail at once. */
  function step(name: string, work: () => Promise<void>): void {
    it(name, async () => {
      if (broken) throw new Error('An earlier step failed.');
      broken = true;
      await withPicture(name, workbench, work);
      broken = false;
    });
  }

  step('Sort Images Into Classes… shows the clusters when the pile is read', async () => {
    await workbench.explorer.contextMenu('scrape', 'Sort Images Into Classes…');
    await workbench.quickInput.pick('New classes');
    await workbench.tab('scrape').waitFor();
    await page.frame.getByRole('region', { name: 'Clusters of unsorted images' }).waitFor({ timeout: 120_000 });
    await page.frame
      .getByText(/^Cluster 1: /)
      .first()
      .waitFor({ timeout: 120_000 });
    const drawn = page.cells.locator('img');
    await eventually('thumbnails', async () => (await drawn.count()) >= 8);
    await workbench.screenshot('sorting-clusters');
    expect(await contents(pile)).toEqual(original);
  });

  step('one key labels a cluster, and the focus goes on to the next', async () => {
    await page.begin();
    const folders = [...kinds, 'garbage'];
    expect([...(await sorter.labelClusters(5, folders))].sort()).toEqual(folders.sort());
    expect(await sorter.pending()).toBeGreaterThan(20);
    await workbench.screenshot('sorting-clusters-labelled');
  });

  step('p proposes the rest: a strip from just above the line, then one key accepts', async () => {
    await workbench.press('p');
    await page.frame.getByRole('region', { name: 'Sort the pile' }).waitFor();
    const before = await sorter.pending();
    await page.frame
      .getByText('Uncertain: label these')
      .or(page.frame.getByText('Just above the line'))
      .first()
      .waitFor();
    await workbench.screenshot('sorting-proposals');
    await workbench.press('a');
    await eventually('what is above the line is pending', async () => (await sorter.pending()) > before);
  });

  step('what is left is labelled one by one, retrained and sorted anew, and nothing is asked twice', async () => {
    const asked = await sorter.labelTheRest(images);
    expect(await sorter.pending()).toBe(images);
    expect(asked.size).toBeLessThan(images / 3);
    // No label stands on the disk that could be wrong.
    expect(await page.bar.textContent()).not.toMatch(/wrong|Spot-Check/);
    await workbench.press('p');
    await page.frame.getByText('The pile is sorted').or(page.frame.getByText('No unsorted images are left')).waitFor();
    await workbench.screenshot('sorting-done');
  });

  step('Apply makes the folders, each image in its own; Undo puts every byte back', async () => {
    await page.bar.getByRole('button', { name: /^Apply/ }).click();
    const dialog = page.frame.getByRole('dialog', { name: 'Apply Changes' });
    await dialog.getByRole('button', { name: /^Apply to/ }).click();
    await workbench.notification(new RegExp(`${images} changes applied`), 60_000);
    const sorted = await contents(pile);
    const wrong = Object.keys(sorted).filter((path) => path.split('/')[0] !== folderOf(path.split('/').pop()!));
    expect(Object.keys(sorted)).toHaveLength(images);
    expect(wrong.length / images, wrong.join(', ')).toBeLessThan(0.05);
    for (const folder of [...kinds, 'garbage']) {
      const there = Object.keys(sorted).filter((path) => path.startsWith(`${folder}/`)).length;
      await page.frame.getByRole('button', { name: new RegExp(`^\\d ${folder} .*\\b${there} images$`) }).waitFor();
    }
    await workbench.screenshot('sorting-applied');
    await workbench.command('Winnow: Undo Last Apply');
    await workbench.notification(new RegExp(`${images} changes undone`), 60_000);
    expect(await contents(pile)).toEqual(original);
  });
});
