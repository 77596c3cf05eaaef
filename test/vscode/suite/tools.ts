import * as assert from 'node:assert/strict';
import { CancellationTokenSource, LanguageModelTextPart, commands, lm } from 'vscode';
import { contents } from '../../support/contents';
import { datasetFolder, decisionOf, openDataset, pathOf, rowsOf, winnow } from './scene';

/** What a language model gets to see. */
async function invoke<T>(name: string, input: object): Promise<T> {
  const { token } = new CancellationTokenSource();
  const { content } = await lm.invokeTool(name, { input, toolInvocationToken: undefined }, token);
  const [part] = content;
  assert.ok(part instanceof LanguageModelTextPart);
  return JSON.parse(part.value) as T;
}

describe('tools for language models', () => {
  const folder = 'tools/set';

  it('are six, each with a schema', () => {
    const ours = lm.tools.filter(({ name }) => name.startsWith('winnow_'));
    assert.deepEqual(ours.map(({ name }) => name).sort(), [
      'winnow_findings',
      'winnow_index',
      'winnow_propose_decisions',
      'winnow_query',
      'winnow_rank',
      'winnow_report',
    ]);
    for (const { inputSchema, description } of ours) assert.ok(inputSchema && description.length > 40);
  });

  it('look at a folder of the workspace, and change nothing', async () => {
    const before = await contents(datasetFolder('tools'));
    const index = await invoke<{ images: number; classes: { name: string }[] }>('winnow_index', { folder });
    assert.equal(index.images, 24);
    assert.equal(index.classes.length, 3);
    const rank = await invoke<{ total: number; images: { path: string; margin: number }[] }>('winnow_rank', {
      folder,
      limit: 5,
    });
    assert.equal(rank.total, 24);
    const margins = rank.images.map(({ margin }) => margin);
    assert.equal(margins.length, 5);
    assert.deepEqual(
      margins,
      margins.toSorted((a, b) => a - b),
    );
    const query = { folder, query: 'class:class-01' };
    const found = await invoke<{ total: number; images: { given: string }[] }>('winnow_query', query);
    assert.equal(found.total, 8);
    assert.ok(found.images.every(({ given }) => given === 'class-01'));
    const { counts } = await invoke<{ counts: object[] }>('winnow_findings', { folder });
    assert.ok(Array.isArray(counts));
    const quality = await invoke<{ total: number }>('winnow_findings', { folder, kind: 'quality' });
    assert.ok(quality.total >= 0);
    const report = await invoke<{ whole: { images: number } }>('winnow_report', { folder });
    assert.equal(report.whole.images, 24);
    assert.deepEqual(await contents(datasetFolder('tools')), before);
  });

  it('propose decisions as pending marks that undo takes back; what a person decided stays', async () => {
    const before = await contents(datasetFolder('tools'));
    const { document } = await openDataset('tools');
    const rows = await rowsOf(document, 'class:class-01');
    const [first, second, third] = await Promise.all([...rows.subarray(0, 3)].map((row) => pathOf(document, row)));
    await document.decide(rows.subarray(2, 3), { kind: 'keep' });
    const decisions = [
      { path: first, decision: 'delete' },
      { path: second, decision: 'relabel', to: 'class-02' },
      { path: third, decision: 'delete' },
      { path: '../outside.jpg', decision: 'delete' },
    ];
    const answer = await invoke<{ marked: number; left: { kind: string; count: number }[] }>(
      'winnow_propose_decisions',
      { folder, decisions },
    );
    assert.equal(answer.marked, 2);
    assert.deepEqual(answer.left.map(({ kind, count }) => `${count} ${kind}`).sort(), ['1 replaces', '1 unsafe']);
    assert.equal(await decisionOf(document, rows[0]), 'delete');
    assert.equal(await decisionOf(document, rows[2]), 'keep');
    assert.deepEqual(await contents(datasetFolder('tools')), before);
    await commands.executeCommand('undo');
    assert.equal(await decisionOf(document, rows[0]), undefined);
    assert.equal(await decisionOf(document, rows[1]), undefined);
    await commands.executeCommand('undo');
    assert.equal(await decisionOf(document, rows[2]), undefined);
  });

  it('refuse what lies outside of the workspace, and what is no input', async () => {
    await winnow();
    await assert.rejects(invoke('winnow_index', { folder: '/etc' }), /does not lie in the workspace/);
    await assert.rejects(invoke('winnow_index', { folder: '../..' }), /does not lie in the workspace/);
    await assert.rejects(
      invoke('winnow_propose_decisions', { folder, decisions: [{ path: 'a.jpg', decision: 'apply' }] }),
      /not understood/,
    );
  });
});
