import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { writeManyImages } from '../fixtures/manyImages';
import { zipOf } from '../fixtures/zip';
import { eventually } from '../support/eventually';
import type { Workbench } from './support/browser';
import { DatasetPage } from './support/datasetPage';
import { Scene, useScene } from './support/scene';

/** From a list of addresses and from an archive to a dataset that can be cleaned. The order matters. */
describe('importing', () => {
  let workbench: Workbench;
  let workspace: string;
  let server: Server;
  let host: string;
  const pictures = new Map<string, Buffer>();

  beforeAll(async () => {
    server = createServer((request, answer) => {
      const picture = pictures.get(request.url?.slice(1) ?? '');
      if (picture) answer.end(picture);
      else if (!request.url?.startsWith('/silent')) answer.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    host = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const trial = useScene(
    () =>
      Scene.open('importing', async (folder, outside) => {
        const drawn = join(outside, 'drawn');
        await writeManyImages(drawn, 24, { seed: 3, classes: 2 });
        const files = (await readdir(drawn, { recursive: true })).filter((name) => /\.\w+$/.test(name)).sort();
        for (const [i, name] of files.entries()) pictures.set(`${i}.jpg`, await readFile(join(drawn, name)));
        await mkdir(join(folder, 'photos'), { recursive: true });
        // Of the machine, or the workspace's own: the browser's settings do not count for it.
        await mkdir(join(folder, '.vscode'));
        const settings = {
          'winnow.import.privateAddresses': true,
          'winnow.searchCommand': [process.execPath, join(outside, 'search.cjs'), '--term', '{term}'],
        };
        await writeFile(join(folder, '.vscode/settings.json'), JSON.stringify(settings));
        await writeFile(
          join(outside, 'search.cjs'),
          `console.log('${host}/' + (process.argv[3] === 'grey owl' ? 'owl' : 'fox') + '.jpg');`,
        );
        const rows = [...pictures.keys()].map((name, i) => `${host}/${name},${i % 2 === 0 ? 'cat' : 'dog'}`);
        await writeFile(join(folder, 'list.csv'), ['url,class', ...rows, `${host}/gone.jpg,dog`].join('\n'));
        await writeFile(join(folder, 'slow.txt'), [`${host}/0.jpg`, `${host}/silent/1`, `${host}/silent/2`].join('\n'));
        const entries = [...pictures].map(([name, data], i) => ({ name: `${i % 2 ? 'a' : 'b'}/${name}`, data }));
        await writeFile(
          join(folder, 'shapes.zip'),
          zipOf([...entries, { name: '../evil.jpg', data: entries[0].data }]),
        );
      }),
    (scene) => {
      ({ workbench, workspace } = scene);
    },
  );

  const toast = (text: string | RegExp) =>
    workbench.page.locator('.notification-toast').filter({ hasText: text }).first();
  /** The message at the end of the work. */
  const told = (message: RegExp) =>
    workbench.page
      .locator('.notification-toast .notification-list-item-message')
      .filter({ hasText: message })
      .waitFor();
  const dialog = () => workbench.page.locator('.monaco-dialog-box');

  trial('a list: the question says what it holds, the images land in their classes, failures are listed', async () => {
    await workbench.explorer.contextMenu('photos', 'Import From URL List…');
    await workbench.quickInput.pick('list.csv');
    await dialog().getByText('25 images of list.csv from 1 host?').waitFor();
    await dialog().getByText('2 classes, each a folder: cat, dog').waitFor();
    await workbench.screenshot('import-question');
    await dialog().getByRole('button', { name: 'Fetch 25 Images' }).click();
    await told(/^24 images imported into .*photos\. 1 failed\./);
    await workbench.screenshot('import-done');
    expect(await readdir(join(workspace, 'photos/cat'))).toHaveLength(12);
    await toast(/imported/)
      .getByRole('button', { name: 'Show Failures' })
      .click();
    await workbench.page.locator('.view-line').filter({ hasText: 'answered 404' }).waitFor();
    await workbench.screenshot('import-failures');
  });

  trial('a second run asks for nothing that came, and the folder opens to be cleaned', async () => {
    pictures.set('gone.jpg', pictures.get('1.jpg')!);
    await workbench.explorer.contextMenu('photos', 'Import From URL List…');
    await workbench.quickInput.pick('list.csv');
    await dialog().getByRole('button', { name: 'Fetch 25 Images' }).click();
    await told(/^0 images imported .* 1 copy was left out\. 24 known/);
    await toast(/imported/)
      .getByRole('button', { name: 'Clean This Folder' })
      .click();
    const page = new DatasetPage(workbench);
    await page.ready();
    await eventually('24 images', async () => (await page.cells.count()) > 0);
    await workbench.screenshot('import-cleaning');
  });

  trial('cancelled, what came stays', async () => {
    await workbench.explorer.contextMenu('photos', 'Import From URL List…');
    await workbench.quickInput.pick('slow.txt');
    await dialog().getByText('The list names no classes.').waitFor();
    await dialog().getByRole('button', { name: 'Fetch 3 Images' }).click();
    await toast(/Fetching images into photos.*1 of 3/).waitFor();
    await workbench.screenshot('import-progress');
    await toast(/Fetching images/)
      .getByRole('button', { name: 'Cancel' })
      .click();
    await toast('Cancelled. What arrived stays; import the list again to go on.').waitFor();
    expect(await readdir(join(workspace, 'photos'))).toContain('0.jpg');
    expect(await readdir(join(workspace, 'photos/.winnow-import'))).toEqual(['provenance.jsonl']);
  });

  trial('an archive goes to a new folder beside it; what would lead outside is told', async () => {
    await workbench.explorer.contextMenu('shapes.zip', 'Import Archive…');
    await workbench.quickInput.proposes(join(workspace, 'shapes'));
    await workbench.press('Enter');
    await told(/^24 files unpacked into .*shapes, 24 of them images\. 1 failed/);
    await workbench.screenshot('import-archive');
    expect((await readdir(join(workspace, 'shapes'))).sort()).toEqual(['a', 'b']);
    expect((await readdir(workspace)).sort()).toEqual(expect.arrayContaining(['photos', 'shapes', 'shapes.zip']));
  });

  trial('a search command of the user is shown, run for each class, and what it prints is fetched', async () => {
    pictures.set('owl.jpg', pictures.get('0.jpg')!);
    pictures.set('fox.jpg', pictures.get('2.jpg')!);
    await workbench.explorer.contextMenu('photos', 'Collect Images…');
    await workbench.quickInput.proposes('cat, dog');
    await workbench.quickInput.input.fill('owl = grey owl, --evil');
    await workbench.quickInput.widget.getByText('would be read as an option').waitFor();
    await workbench.screenshot('collect-refused');
    await workbench.quickInput.answer('owl = grey owl, fox');
    await dialog().getByText('Run your search command 2 times?').waitFor();
    await dialog().getByText("search.cjs --term 'grey owl'").waitFor();
    await workbench.screenshot('collect-question');
    await dialog().getByRole('button', { name: 'Run and Fetch' }).click();
    await told(/^2 images imported into .*photos\.$/);
    expect(await readdir(join(workspace, 'photos/owl'))).toEqual(['owl.jpg']);
    expect(await readdir(join(workspace, 'photos/fox'))).toEqual(['fox.jpg']);
  });
});
