import * as assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Uri, commands, env } from 'vscode';
import { parseQueryLink } from '../../../src/core/notebook/queryLink';
import type { DatasetDocument } from '../../../src/host/editor/datasetDocument';
import { eventually } from '../../support/eventually';
import { datasetFolder, openDataset, pathOf, rowsOf, sceneFolder, winnow } from './scene';

describe('beside a notebook', () => {
  let document: DatasetDocument;
  const place = (name: string): Uri => Uri.file(join(sceneFolder('exchanged'), name));

  it('Copy Notebook Snippet names the folder and its classes’ place', async () => {
    ({ document } = await openDataset('exchanged'));
    await commands.executeCommand('winnow.copyNotebookSnippet', 'torchvision');
    const text = await env.clipboard.readText();
    assert.match(text, /datasets\.ImageFolder\(/);
    assert.ok(text.includes(JSON.stringify(datasetFolder('exchanged'))), text);
  });

  it('Copy Link to This Query copies a link that names folder and query', async () => {
    const { engine } = await winnow();
    await engine.ask('view', { dataset: await document.id(), query: 'class:"a & b"', sort: 'name' });
    await commands.executeCommand('winnow.copyQueryLink');
    const link = Uri.parse(await env.clipboard.readText(), true);
    assert.equal(link.authority, 'winnow.winnow');
    assert.deepEqual(parseQueryLink(link), {
      folder: document.uri.fsPath,
      query: 'class:"a & b"',
    });
  });

  it('Use Predictions ranks by a table, Use Winnow’s Own Scores goes back', async () => {
    const all = await Promise.all([...(await rowsOf(document, '-is:decided'))].map((row) => pathOf(document, row)));
    const paths = all.filter((path) => path.includes('/'));
    const classOf = (path: string): string => path.slice(0, path.lastIndexOf('/'));
    const [first] = paths;
    const [own, other] = [...new Set(paths.map(classOf))];
    const lines = paths.map((path) => `${path},${path === first ? other : classOf(path)}`);
    const table = place('runs/predictions.csv');
    await mkdir(join(table.fsPath, '..'), { recursive: true });
    await writeFile(table.fsPath, ['file,predicted', ...lines].join('\n'));
    const columns = { file: 'file', label: 'predicted', logits: false, classes: [own, other] };
    await commands.executeCommand('winnow.usePredictions', {
      file: table,
      choice: { columns, outOfSample: true },
    });
    assert.equal(document.summary?.predictions?.images, lines.length);
    assert.equal(document.summary?.predictions?.unmatched, 0);
    assert.equal(await pathOf(document, (await rowsOf(document, 'is:suspicious'))[0]), first);
    await commands.executeCommand('winnow.copyNotebookSnippet', 'predictions');
    const snippet = await env.clipboard.readText();
    assert.ok(snippet.includes(JSON.stringify(table.fsPath)), snippet);
    await commands.executeCommand('winnow.useOwnScores');
    await eventually('the own scores', () => document.summary?.predictions === undefined);
  });

  it('Keep Decisions Table writes every image, outside the dataset', async () => {
    await commands.executeCommand('winnow.keepDecisionsTable', { file: place('images.csv') });
    const text = await readFile(place('images.csv').fsPath, 'utf8');
    assert.equal(text.trim().split('\n').length, (document.summary?.images ?? 0) + 1);
  });
});
