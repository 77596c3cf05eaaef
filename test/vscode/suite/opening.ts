import * as assert from 'node:assert/strict';
import { linkSync } from 'node:fs';
import { copyFile, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { TabInputCustom, Uri, commands, window } from 'vscode';
import type { TaskProgress } from '../../../src/protocol/notifications';
import { eventually } from '../../support/eventually';
import {
  datasetFolder,
  decisionsOnDisk,
  openDataset,
  openDocument,
  pathOf,
  rowsOf,
  sceneFolder,
  tabOf,
  viewType,
  winnow,
} from './scene';

describe('opening', () => {
  it('opens a folder as a dataset: engine started, images counted, nothing written beside them', async () => {
    const { uri, document } = await openDataset('small');
    const input = tabOf(uri)?.input;
    assert.ok(input instanceof TabInputCustom);
    assert.equal(input.viewType, viewType);
    const pid = await (await winnow()).engine.pid;
    assert.ok(pid !== undefined && pid !== process.pid, 'the engine is not a process of its own');
    process.kill(pid, 0); // Throws when there is no such process.
    const { images, classes, layout, unreadable, saved } = document.summary!;
    assert.equal(images, 200);
    assert.deepEqual(classes.map(({ name, images: n }) => [name, n]).sort(), [
      ['class-01', 67],
      ['class-02', 67],
      ['class-03', 66],
    ]);
    assert.match(layout, /class/);
    assert.equal(unreadable, 0);
    assert.equal(saved, true);
    assert.equal(tabOf(uri)?.isDirty, false);
    assert.equal(await decisionsOnDisk('small'), '');
  });

  it('has a real thumbnail and out-of-sample probabilities for every image', async () => {
    const { document } = await openDataset('small');
    const { engine } = await winnow();
    const rows = await rowsOf(document);
    const { bytes, offsets } = await engine.ask('thumbnails', { dataset: await document.id(), rows });
    assert.equal(offsets.length, rows.length + 1);
    for (let i = 0; i < rows.length; i++) assert.ok(offsets[i + 1] - offsets[i] > 100, `no thumbnail of image ${i}`);
    assert.equal(bytes.length, offsets[rows.length]);
    const { confidence, flags } = await engine.ask('rows', { dataset: await document.id(), rows });
    assert.ok(
      confidence.every((p) => p > 0 && p <= 1),
      'an image without a probability',
    );
    assert.ok(
      flags.every((bits) => (bits & 2) !== 0),
      'an image that was scored by a model which had seen it',
    );
  });

  it('opens the dataset of a class folder, filtered to that class', async () => {
    const { uri, document } = await openDataset('small');
    const [first] = await rowsOf(document);
    await document.decide(Uint32Array.of(first), { kind: 'keep' }); // From now on the dataset is known by its state.
    await document.save();
    await window.tabGroups.close(tabOf(uri)!, true);
    await eventually('the document to be disposed', async () => !(await winnow()).provider.document(uri));

    const folder = join(datasetFolder('small'), 'class-02');
    await commands.executeCommand('winnow.cleanFolder', Uri.file(folder));
    assert.ok(tabOf(uri), 'the dataset is not open');
    assert.equal(tabOf(Uri.file(folder)), undefined);
    const reopened = (await winnow()).provider.document(uri)!;
    const { root, query } = await (await winnow()).engine.askEngine('resolve', { folder });
    assert.equal(root, uri.fsPath);
    const rows = await rowsOf(reopened, query);
    assert.equal(rows.length, 67);
    for (const row of rows.slice(0, 5)) assert.match(await pathOf(reopened, row), /^class-02\//);
  });

  it('loads the page of a large folder while its files are still listed, and says how far that is', async () => {
    const { provider } = await winnow();
    const folder = join(sceneFolder('small'), 'large');
    const images = 60_000;
    const [first] = await readdir(join(datasetFolder('small'), 'class-01'));
    await mkdir(folder);
    const original = join(folder, '0.jpg');
    await copyFile(join(datasetFolder('small'), 'class-01', first), original);
    for (let i = 1; i < images; i++) linkSync(original, join(folder, `${i}.jpg`));
    const uri = Uri.file(folder);
    let wasListed: boolean | undefined;
    const told: TaskProgress[] = [];
    const listening = provider.onDidOpenDocument((document) => {
      wasListed = document.summary !== undefined;
      document.onEvent((event) => event.kind === 'progress' && told.push(event.progress));
    });
    try {
      await commands.executeCommand('vscode.openWith', uri, viewType, { preview: false });
      const document = await openDocument(uri);
      await document.id();
      assert.equal(document.summary?.images, images);
      assert.equal(wasListed, false, 'the page waited for the list');
      assert.ok(told.some(({ task, finished }) => task === 'scan' && finished));
    } finally {
      listening.dispose();
      await window.tabGroups.close(tabOf(uri)!, true);
      await rm(folder, { recursive: true });
    }
  });
});
