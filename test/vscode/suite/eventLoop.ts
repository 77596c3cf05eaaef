import * as assert from 'node:assert/strict';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Uri, commands } from 'vscode';
import { rowFlags } from '../../../src/protocol/dataset';
import { note } from '../support/notes';
import { datasetFolder, fitted, openDocument, rowsOf, viewType, winnow } from './scene';

describe('the extension host', () => {
  it('stays free while thousands of images are indexed', async function () {
    this.timeout(600_000);
    const resolution = 10;
    const delay = monitorEventLoopDelay({ resolution });
    delay.enable();
    const began = performance.now();
    const uri = Uri.file(datasetFolder('many'));
    await commands.executeCommand('vscode.openWith', uri, viewType, { preview: false });
    const document = await openDocument(uri);
    await new Promise<void>((done) => {
      document.onEvent((event) => {
        if (event.kind === 'progress' && event.progress.task === 'index' && event.progress.finished) done();
      });
    });
    const { images } = await fitted(document);
    delay.disable();
    const rows = await rowsOf(document);
    assert.equal(rows.length, images);
    assert.ok(images >= 2000);
    const { flags } = await (await winnow()).engine.ask('rows', { dataset: await document.id(), rows });
    assert.ok(
      flags.every((bits) => (bits & rowFlags.indexed) !== 0),
      'an image that is not indexed',
    );
    const ms = (nanoseconds: number): string => (nanoseconds / 1e6 - resolution).toFixed(1);
    note(
      `${images.toLocaleString('en')} images indexed and ranked in ${((performance.now() - began) / 1000).toFixed(1)} s; event loop delayed by ` +
        `at most ${ms(delay.max)} ms (99 %: ${ms(delay.percentile(99))} ms, ${delay.count} samples)`,
    );
  });
});
