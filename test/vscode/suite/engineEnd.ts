import * as assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Uri, commands } from 'vscode';
import type { DatasetEvent } from '../../../src/protocol/notifications';
import { eventually } from '../../support/eventually';
import { decisionOf, fitted, openDataset, pathOf, rowsOf, sceneFolder, winnow } from './scene';

describe('an engine that is killed', () => {
  it('is replaced and said; the dataset is opened anew with its marks', async () => {
    const { document } = await openDataset('killed');
    const { engine } = await winnow();
    const [row] = await rowsOf(document);
    const path = await pathOf(document, row);
    await document.decide(Uint32Array.of(row), { kind: 'delete' });
    const said: DatasetEvent[] = [];
    const listening = document.onEvent((event) => said.push(event));
    const old = (await engine.pid)!;

    process.kill(old, 'SIGKILL');
    const text = await eventually('a message', () =>
      said.flatMap((event) => (event.kind === 'message' ? [event.message.text] : [])).find((t) => /SIGKILL/.test(t)),
    );
    assert.match(text, /started again/);
    const replaced = await eventually('another engine', async () => {
      const pid = await engine.pid;
      return pid !== old && pid;
    });
    process.kill(replaced, 0);
    await eventually('the dataset to be told anew', () => said.some(({ kind }) => kind === 'summary'));
    await fitted(document);
    const [again] = await rowsOf(document);
    assert.equal(await pathOf(document, again), path);
    assert.equal(await decisionOf(document, again), 'delete');
    await document.decide(Uint32Array.of(again), null);
    assert.equal(await decisionOf(document, again), undefined);
    listening.dispose();
  });

  it('is followed by the table of decisions, and so is a layout that is chosen anew', async () => {
    const { document } = await openDataset('killed');
    const { engine, provider } = await winnow();
    const table = Uri.file(join(sceneFolder('killed'), 'images.csv'));
    await commands.executeCommand('winnow.keepDecisionsTable', { file: table });
    const deleted = async (): Promise<string[]> =>
      (await readFile(table.fsPath, 'utf8')).split('\n').filter((line) => line.includes(',delete,'));
    const decides = async (number: number): Promise<void> => {
      await fitted(document);
      const rows = await rowsOf(document);
      const path = await pathOf(document, rows[number]);
      await document.decide(Uint32Array.of(rows[number]), { kind: 'delete' });
      await eventually(`the decision about ${path}`, async () => (await deleted()).some((line) => line.includes(path)));
    };
    await decides(0);

    const old = (await engine.pid)!;
    const opened = new Promise<void>((again) =>
      provider.onDidReopenDocument((reopened) => reopened === document && again()),
    );
    process.kill(old, 'SIGKILL');
    await opened;
    await decides(1);

    await provider.reopen(document, (one) => one.renew());
    await decides(2);
  });
});
