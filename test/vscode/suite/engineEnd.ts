import * as assert from 'node:assert/strict';
import type { DatasetEvent } from '../../../src/protocol/notifications';
import { eventually } from '../../support/eventually';
import { decisionOf, fitted, openDataset, pathOf, rowsOf, winnow } from './scene';

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
});
