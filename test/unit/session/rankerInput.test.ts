import { expect, it } from 'vitest';
import type { Decision } from '../../../src/core/decisions/decision';
import { understandLayout } from '../../../src/core/layout';
import { HeadFitter } from '../../../src/engine/model/head/headFitter';
import { FitCancelledError } from '../../../src/engine/model/head/rowTeam';
import { rejected, unlabelled } from '../../../src/engine/model/head/headInput';
import { Embeddings } from '../../../src/engine/session/reading/embeddings';
import { ImageTable } from '../../../src/engine/session/imageTable';
import { Ranker, type LabelScorer } from '../../../src/engine/session/ranking/ranker';

/** A table of these paths; the content of a file is named by the number in its name. */
function rankerOf(
  paths: readonly string[],
  decisions: ReadonlyMap<string, Decision>,
  fitter: LabelScorer = new HeadFitter({ script: 'unused.js' }),
): Ranker {
  const table = new ImageTable();
  const layout = understandLayout({ name: '', images: 0, folders: [{ name: 'cat', images: 1, folders: [] }] });
  const file = { size: 1, modifiedMs: 0, device: 1, isLink: false };
  table.update(
    paths.map((path, inode) => ({ ...file, path, inode })),
    layout,
  );
  const embeddings = new Embeddings(4);
  paths.forEach((path, row) => {
    table.setFact(row, { kind: 'image', hash: /\d+/.exec(path)![0] });
    embeddings.set(row, Float32Array.of(1, 2, 3, row));
  });
  return new Ranker({
    ...{ table, embeddings, seed: 1, fitter },
    decisionOf: (row) => decisions.get(table.path(row)),
    onScores: () => undefined,
    onError: (error) => {
      throw error;
    },
  });
}

it('trains with the labels as decided', () => {
  const paths = ['cat/1.jpg', 'cat/2.jpg', 'dog/3.jpg', '4.jpg', 'cat/5.jpg', 'dog/6.jpg'];
  const ranker = rankerOf(
    paths,
    new Map<string, Decision>([
      ['cat/1.jpg', { kind: 'relabel', to: 'dog' }],
      ['cat/2.jpg', { kind: 'keep' }],
      ['4.jpg', { kind: 'relabel', to: 'cat' }],
      ['cat/5.jpg', { kind: 'delete' }],
      ['dog/6.jpg', { kind: 'set-aside' }],
    ]),
  );
  const { labels, trusted, classes } = ranker.input();
  expect(classes).toBe(2);
  expect([...labels]).toEqual([1, 0, 1, 0, rejected, rejected]);
  expect([...(trusted ?? [])]).toEqual([1, 1, 0, 1, 0, 0]);
});

it('takes a deleted image for a reject only when no copy of it stays', () => {
  const paths = ['cat/1.jpg', 'cat/1 (2).jpg', 'dog/7.jpg', 'dog/7 (2).jpg', '4.jpg'];
  const gone: Decision = { kind: 'delete' };
  const ranker = rankerOf(
    paths,
    new Map<string, Decision>([
      ['cat/1 (2).jpg', gone],
      ['dog/7.jpg', gone],
      ['dog/7 (2).jpg', { kind: 'set-aside' }],
    ]),
  );
  expect([...ranker.input().labels]).toEqual([0, unlabelled, rejected, rejected, unlabelled]);
});

it('takes no reject from what goes as a copy, a sheet or unreadable', () => {
  const ranker = rankerOf(
    ['cat/1.jpg', 'cat/2.jpg', 'dog/3.jpg', 'dog/4.jpg'],
    new Map<string, Decision>([
      ['cat/1.jpg', { kind: 'delete', as: 'copy' }],
      ['cat/2.jpg', { kind: 'set-aside', as: 'sheet' }],
      ['dog/3.jpg', { kind: 'delete', as: 'unreadable' }],
      ['dog/4.jpg', { kind: 'delete' }],
    ]),
  );
  expect([...ranker.input().labels]).toEqual([unlabelled, unlabelled, unlabelled, rejected]);
});

it('gives the head what is decided while a fit is being prepared after it', async () => {
  const paths = Array.from({ length: 30_000 }, (_, i) => `${i % 2 === 0 ? 'cat' : 'dog'}/${i}.jpg`);
  const decisions = new Map<string, Decision>();
  const asked: string[] = [];
  const scorer: LabelScorer = {
    isFitted: true,
    fit: ({ labels }) => {
      asked.push(`fit ${labels.length}`);
      return Promise.reject(new FitCancelledError('enough'));
    },
    update: ({ rows, labels }) => {
      asked.push(`update ${rows.join()} ${labels.join()}`);
      return Promise.reject(new FitCancelledError('enough'));
    },
    dispose: () => Promise.resolve(),
  };
  const ranker = rankerOf(paths, decisions, scorer);
  await ranker.fit(new AbortController().signal);
  const again = ranker.fit(new AbortController().signal);
  await new Promise(setImmediate);
  decisions.set('cat/0.jpg', { kind: 'relabel', to: 'dog' });
  ranker.decided([0]);
  await again;
  await ranker.settled();
  expect(asked).toEqual(['fit 30000', 'fit 30000', 'update 0 1']);
});

it('learns nothing from what was decided just before it is closed', async () => {
  const asked: string[] = [];
  const scorer: LabelScorer = {
    isFitted: true,
    fit: () => Promise.reject(new FitCancelledError('enough')),
    update: () => {
      asked.push('update');
      return Promise.reject(new FitCancelledError('enough'));
    },
    dispose: () => Promise.resolve(),
  };
  const ranker = rankerOf(['cat/1.jpg', 'dog/2.jpg'], new Map(), scorer);
  await ranker.fit(new AbortController().signal);
  ranker.decided([0]);
  await ranker.settled();
  expect(asked).toEqual(['update']);
  ranker.decided([1]);
  await ranker.dispose();
  await ranker.settled();
  expect(asked).toEqual(['update']);
});
