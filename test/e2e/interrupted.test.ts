import { copyFile, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeManyImages } from '../fixtures/manyImages';
import { contents } from '../support/contents';
import { eventually } from '../support/eventually';
import { DatasetPage } from './support/datasetPage';
import { Scene, inScene } from './support/scene';

/** Different pictures, and files of each: what is alike is read but once, so that indexing takes seconds. */
const pictures = 100;
const copies = 20;
const images = pictures * copies;
/** Files of which the journal knows the outcome when everything is killed. */
const killAfter = 300;

/** How often each content stands below the folders. */
async function hashes(...folders: string[]): Promise<string[]> {
  const found = await Promise.all(folders.map(contents));
  return found.flatMap((files) => Object.values(files)).sort();
}

async function writeSet(folder: string): Promise<void> {
  for (const path of await writeManyImages(folder, pictures, { seed: 1, classes: 2, size: 16 }))
    for (let copy = 1; copy < copies; copy++)
      await copyFile(join(folder, path), join(folder, path.replace('.jpg', `-${copy}.jpg`)));
}

it('VS Code killed in the middle of an apply: opened again, it recovers, says so, and nothing is lost', async () => {
  const opened = Scene.open('interrupted', (folder) => writeSet(join(folder, 'set')));
  await inScene(opened, 'interrupted', killedInApply);
});

async function killedInApply({ editor, workbench, workspace }: Scene): Promise<void> {
  const set = join(workspace, 'set');
  const original = await contents(set);
  await workbench.explorer.contextMenu('set', 'Clean This Folder');
  const page = new DatasetPage(workbench);
  await page.ready(120_000);
  const policy = await page.frame.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content');
  expect(policy).toMatch(/^default-src 'none';/);
  expect(policy).not.toMatch(/unsafe-/);
  await page.begin();
  await workbench.press('Control+a', 'x');
  await page.barSays(/2,?000 pending/, 60_000);

  await page.bar.getByRole('button', { name: /^Apply/ }).click();
  await page.frame
    .getByRole('dialog')
    .getByRole('button', { name: /^Apply to 2,?000 Files/ })
    .click();
  const states = join(workspace, '.winnow');
  const [state] = await eventually('the state folder', () => readdir(states));
  const journal = join(states, state, 'journal.jsonl');
  const done = async (): Promise<number> => (await readFile(journal, 'utf8')).split('"type":"done"').length - 1;
  await eventually('the middle of the apply', async () => (await done()) >= killAfter, 60_000);
  await editor.kill();
  const atKill = await done();
  expect(atKill).toBeLessThan(images);

  await editor.restart();
  await workbench.hardReload();
  await page.barSays(/An interrupted apply was recovered: [\d,]+ of 2,?000 changes were done/, 60_000);
  await page.ready(120_000);
  const left = Object.keys(await contents(set)).length;
  expect(left).toBeGreaterThan(0);
  expect(left).toBeLessThanOrEqual(images - atKill);
  expect(await hashes(set, join(states, state, 'trash'))).toEqual(Object.values(original).sort());
  // What was done is no longer pending; what was not done still is.
  await page.barSays(new RegExp(`${left.toLocaleString('en')} pending`), 30_000);
  await workbench.screenshot('interrupted-recovered');

  await workbench.command('Winnow: Undo Last Apply');
  await workbench.notification(/[\d,]+ changes undone/, 60_000);
  expect(await contents(set)).toEqual(original);
  await page.barSays(/2,?000 pending/);
  console.info(`killed after ${atKill} of ${images} files; ${left} were left, all ${images} came back`);
}
