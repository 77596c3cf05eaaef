import * as assert from 'node:assert/strict';
import { commands } from 'vscode';
import { contents } from '../../support/contents';
import { eventually } from '../../support/eventually';
import { datasetFolder, decisionOf, decisionsOnDisk, openDataset, pathOf, rowsOf, tabOf } from './scene';

const dirty = (uri: Parameters<typeof tabOf>[0], wanted: boolean): Promise<true> =>
  eventually(`the tab to be ${wanted ? 'dirty' : 'clean'}`, () => tabOf(uri)?.isDirty === wanted);

describe('decisions', () => {
  it('are on the disk at once, make the tab dirty, and follow undo, redo and save', async () => {
    const { uri, document } = await openDataset('decided');
    const before = await contents(datasetFolder('decided'));
    const [row] = await rowsOf(document);
    const path = await pathOf(document, row);

    await document.decide(Uint32Array.of(row), { kind: 'delete' });
    assert.ok((await decisionsOnDisk('decided')).includes(path), 'the mark is not on the disk');
    assert.equal(await decisionOf(document, row), 'delete');
    assert.equal(document.summary?.pending.delete, 1);
    await dirty(uri, true);

    await commands.executeCommand('undo');
    await eventually('the undo', async () => (await decisionOf(document, row)) === undefined);
    await dirty(uri, false);
    assert.equal(document.summary?.pending.delete, 0);

    await commands.executeCommand('redo');
    await eventually('the redo', async () => (await decisionOf(document, row)) === 'delete');
    await dirty(uri, true);

    await commands.executeCommand('workbench.action.files.save');
    await dirty(uri, false);
    assert.equal(document.summary?.saved, true);
    assert.equal(await decisionOf(document, row), 'delete');
    assert.deepEqual(await contents(datasetFolder('decided')), before, 'a decision touched a file');
  });

  it('undone after a save, make the tab dirty again', async () => {
    const { uri, document } = await openDataset('decided');
    const [row] = await rowsOf(document);
    await commands.executeCommand('undo');
    await eventually('the undo', async () => (await decisionOf(document, row)) === undefined);
    await dirty(uri, true);
    await commands.executeCommand('redo');
    await eventually('the redo', async () => (await decisionOf(document, row)) === 'delete');
    await dirty(uri, false);
  });

  it('since the last save are taken back by revert, those before it stay and can be undone', async () => {
    const { uri, document } = await openDataset('decided');
    const [saved, a, b, c] = await rowsOf(document);
    await document.decide(Uint32Array.of(a, b), { kind: 'set-aside' });
    await document.decide(Uint32Array.of(c), { kind: 'relabel', to: 'class-02' });
    assert.equal(document.summary?.pending.relabel, 1);
    await dirty(uri, true);
    // Both edits must have reached VS Code's stack: one that comes after the revert would be an edit of its own.
    await new Promise((done) => setTimeout(done, 500));

    await commands.executeCommand('workbench.action.files.revert');
    await dirty(uri, false);
    // VS Code does not wait for the revert that it asks for.
    await eventually('the revert', () => document.summary?.saved === true);
    for (const row of [a, b, c]) assert.equal(await decisionOf(document, row), undefined);
    assert.equal(await decisionOf(document, saved), 'delete');

    // What is next on VS Code's stack is the edit before the save, as after any save.
    await commands.executeCommand('undo');
    await eventually('the undo', async () => (await decisionOf(document, saved)) === undefined);
    for (const row of [a, b, c]) assert.equal(await decisionOf(document, row), undefined);
    await dirty(uri, true);
    await commands.executeCommand('redo');
    await eventually('the redo', async () => (await decisionOf(document, saved)) === 'delete');
    for (const row of [a, b, c]) assert.equal(await decisionOf(document, row), undefined);
    await dirty(uri, false);
  });
});
