import * as assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigurationTarget, commands, workspace } from 'vscode';
import type { DatasetDocument } from '../../../src/host/editor/datasetDocument';
import { eventually } from '../../support/eventually';
import { decisionOf, fitted, openDataset, pathOf, rowsOf, sceneFolder, winnow } from './scene';

describe('another folder for decisions', () => {
  const place = (): string => join(sceneFolder('elsewhere'), 'state');
  const keepIn = (folder: string | undefined): Thenable<void> =>
    workspace.getConfiguration('winnow').update('stateFolder', folder, ConfigurationTarget.Workspace);
  /** Opened by another engine than one, in a place where there is an apply to undo, or none. */
  const opensAgain = async (document: DatasetDocument, than: number | undefined, canUndo: boolean): Promise<void> => {
    const { engine } = await winnow();
    await eventually('another engine', async () => (await engine.pid) !== than);
    await eventually('the dataset from there', () => document.summary?.canUndoApply === canUndo);
    await fitted(document);
  };
  const journals = async (): Promise<string[]> =>
    (await readdir(place(), { recursive: true })).filter((file) => file.endsWith('decisions.log'));

  after(() => keepIn(undefined));

  it('is used at once by what is open, and never in the middle of an apply', async () => {
    const { document } = await openDataset('elsewhere');
    const { engine } = await winnow();
    const [gone, marked] = await rowsOf(document);
    const path = await pathOf(document, marked);
    await document.decide(Uint32Array.of(gone), { kind: 'delete' });
    const first = await engine.pid;

    const applying = engine.ask('applyChanges', { dataset: await document.id() });
    await keepIn(place());
    assert.equal((await applying).applied, 1);
    await opensAgain(document, first, false);
    assert.equal(document.summary?.images, 29);
    const rowOf = async (): Promise<number> => {
      for (const row of await rowsOf(document)) if ((await pathOf(document, row)) === path) return row;
      throw new Error(`${path} is gone.`);
    };
    await document.decide(Uint32Array.of(await rowOf()), { kind: 'set-aside' });
    assert.equal((await journals()).length, 1);

    const second = await engine.pid;
    await keepIn(undefined);
    await opensAgain(document, second, true);
    assert.equal(await decisionOf(document, await rowOf()), undefined);
  });

  it('ends the engine where nothing is open, and the next one begins with it', async () => {
    const { engine, provider } = await winnow();
    await commands.executeCommand('workbench.action.files.saveAll');
    await commands.executeCommand('workbench.action.closeAllEditors');
    await eventually('no dataset', () => provider.openDocuments().length === 0);
    const before = await engine.pid;
    await keepIn(place());
    await eventually('no engine', () => !engine.isRunning);
    assert.notEqual(await engine.pid, before);
    const { document } = await openDataset('elsewhere');
    assert.equal(document.summary?.pending['set-aside'], 1);
  });
});
