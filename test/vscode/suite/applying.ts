import * as assert from 'node:assert/strict';
import { basename } from 'node:path';
import { commands } from 'vscode';
import { contents } from '../../support/contents';
import { decisionCounts } from '../../support/decisionCounts';
import { datasetFolder, openDataset, pathOf, rowsOf, runToNotification } from './scene';

describe('applying', () => {
  let before: Record<string, string>;

  it('Apply Changes shows a preview, which moves what was decided, and nothing else', async () => {
    const { document } = await openDataset('applied');
    const folder = datasetFolder('applied');
    before = await contents(folder);
    const [relabelled, deleted, aside, kept] = await rowsOf(document, 'class:class-01');
    const paths = await Promise.all([relabelled, deleted, aside, kept].map((row) => pathOf(document, row)));
    await document.decide(Uint32Array.of(relabelled), { kind: 'relabel', to: 'class-02' });
    await document.decide(Uint32Array.of(deleted), { kind: 'delete' });
    await document.decide(Uint32Array.of(aside), { kind: 'set-aside' });
    await document.decide(Uint32Array.of(kept), { kind: 'keep' });
    assert.deepEqual(await contents(folder), before);

    await commands.executeCommand('winnow.applyChanges');
    assert.deepEqual(await contents(folder), before, 'Apply Changes shows what will happen before it does it');
    const isDone = async (): Promise<boolean> => Object.keys(await contents(folder)).length === 28;
    await runToNotification('winnow.applyPreviewed', isDone, document.uri);
    const gone = paths.slice(0, 3);
    const expected = Object.fromEntries(Object.entries(before).filter(([path]) => !gone.includes(path)));
    expected[`class-02/${basename(paths[0])}`] = before[paths[0]];
    assert.deepEqual(await contents(folder), expected);
    assert.deepEqual(document.summary?.pending, decisionCounts({ keep: 2 }));
    assert.equal(document.summary?.canUndoApply, true);
  });

  it('Undo Last Apply brings every byte back', async () => {
    const { document } = await openDataset('applied');
    const folder = datasetFolder('applied');
    const all = Object.keys(before).length;
    await runToNotification('winnow.undoLastApply', async () => Object.keys(await contents(folder)).length === all);
    assert.deepEqual(await contents(folder), before);
    assert.deepEqual(document.summary?.pending, decisionCounts({ keep: 1, relabel: 1, delete: 1, 'set-aside': 1 }));
  });
});
