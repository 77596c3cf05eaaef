import * as assert from 'node:assert/strict';
import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Uri, commands } from 'vscode';
import type { DatasetDocument } from '../../../src/host/editor/datasetDocument';
import { contents } from '../../support/contents';
import { eventually } from '../../support/eventually';
import {
  datasetFolder,
  fitted,
  openDataset,
  openDocument,
  pathOf,
  rowsOf,
  runToNotification,
  sceneFolder,
  tabOf,
  viewType,
  winnow,
} from './scene';

describe('decisions in files', () => {
  const table = (): Uri => Uri.file(join(sceneFolder('exchanged'), 'decisions.csv'));
  const copy = (): Uri => Uri.file(join(sceneFolder('exchanged'), 'copy'));
  let paths: string[];

  const openCopy = async (): Promise<DatasetDocument> => {
    await commands.executeCommand('vscode.openWith', copy(), viewType, { preview: false });
    const document = await openDocument(copy());
    await fitted(document, 15_000);
    return document;
  };
  const pending = (document: DatasetDocument): string => {
    const { keep, relabel, delete: deleted } = document.summary!.pending;
    return `${keep} ${relabel} ${deleted}`;
  };

  it('Export Decisions writes a table, and touches nothing else', async () => {
    await cp(datasetFolder('exchanged'), copy().fsPath, { recursive: true, preserveTimestamps: true });
    const { document } = await openDataset('exchanged');
    const before = await contents(datasetFolder('exchanged'));
    const [kept, relabelled, deleted] = await rowsOf(document, 'class:class-01');
    paths = await Promise.all([kept, relabelled, deleted].map((row) => pathOf(document, row)));
    await document.decide(Uint32Array.of(kept), { kind: 'keep' });
    await document.decide(Uint32Array.of(relabelled), { kind: 'relabel', to: 'class-02' });
    await document.decide(Uint32Array.of(deleted), { kind: 'delete' });
    await commands.executeCommand('winnow.exportDecisions', { format: 'decisions', file: table() });
    const lines = (await readFile(table().fsPath, 'utf8')).trimEnd().split('\n');
    assert.equal(lines[0], 'path,hash,given,decision,new_label');
    const short = lines.slice(1).map((line) => line.replace(/,[0-9a-f]{64},/, ','));
    assert.deepEqual(short, [
      `${paths[0]},class-01,keep,`,
      `${paths[1]},class-01,relabel,class-02`,
      `${paths[2]},class-01,delete,`,
    ]);
    assert.deepEqual(await contents(datasetFolder('exchanged')), before);
  });

  it('Export Clean Copy writes what is decided, and touches nothing else', async () => {
    const before = await contents(datasetFolder('exchanged'));
    const folder = Uri.file(join(sceneFolder('exchanged'), 'clean'));
    await commands.executeCommand('winnow.exportCleanCopy', { settings: { subsets: 'none' }, folder });
    const copied = Object.keys(await contents(folder.fsPath));
    assert.ok(copied.includes('README.md') && copied.includes('manifest.jsonl'));
    const images = copied.filter((path) => path.includes('/'));
    assert.equal(images.length, Object.keys(before).length - 1);
    assert.ok(!images.includes(paths[2]) && images.includes(paths[0]) && !images.includes(paths[1]));
    assert.deepEqual(await contents(datasetFolder('exchanged')), before);
    await commands.executeCommand('notifications.clearAll');
  });

  it('Import Decisions asks, and is one edit on VS Code’s undo stack', async () => {
    const document = await openCopy();
    void commands.executeCommand('winnow.importDecisions', { file: table() });
    await eventually('the import', async () => {
      // What is ticked at first are the matches; the picker may not be there yet.
      await commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return pending(document) === '1 1 1';
    });
    await eventually('the tab to be dirty', () => tabOf(copy())?.isDirty === true);
    await commands.executeCommand('undo');
    await eventually('the undo', () => pending(document) === '0 0 0');
    await eventually('the tab to be clean', () => tabOf(copy())?.isDirty === false);
    await commands.executeCommand('redo');
    await eventually('the redo', () => pending(document) === '1 1 1');
  });

  it('Restore From Trash puts a single file back', async () => {
    const document = await openCopy();
    const folder = copy().fsPath;
    const before = await contents(folder);
    const gone = async (): Promise<boolean> => !(paths[2] in (await contents(folder)));
    await runToNotification('winnow.applyPreviewed', gone, document.uri);
    const { engine } = await winnow();
    const listed = await engine.ask('trash', { dataset: await document.id() });
    assert.deepEqual(
      listed.files.map(({ path, label, place }) => [path, label, place]),
      [[paths[2], 'class-01', 'trash']],
    );
    await commands.executeCommand('winnow.restoreFromTrash', { files: listed.files });
    assert.equal((await contents(folder))[paths[2]], before[paths[2]]);
    assert.equal((await engine.ask('trash', { dataset: await document.id() })).total, 0);
    await commands.executeCommand('notifications.clearAll');
  });
});
