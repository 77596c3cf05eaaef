import { expect, it } from 'vitest';
import { findingBits } from '../../../src/core/findings/findingWords';
import type { Decision } from '../../../src/core/decisions/decision';
import { understandLayout } from '../../../src/core/layout';
import { DecisionLog } from '../../../src/engine/session/decisions/decisionLog';
import { groupSteps } from '../../../src/engine/session/viewing/grouping';
import { finish } from '../../../src/engine/jobs/steps';
import { ImageTable } from '../../../src/engine/session/imageTable';
import type { Grouping } from '../../../src/protocol/dataset';

const paths = ['cat/sun 1.jpg', 'dog/sun 2.jpg', 'cat/sun 3.jpg', 'dog/one.jpg', '4.jpg', 'cat/moon 1.jpg'];

/** Of the first images. */
const decided: readonly (Decision | undefined)[] = [
  { kind: 'delete' },
  undefined,
  { kind: 'relabel', to: 'dog' },
  { kind: 'delete' },
];

async function grouped(grouping: Exclude<Grouping, 'none'>, findings?: Uint32Array): Promise<[string, string[]][]> {
  const table = new ImageTable();
  const layout = understandLayout({
    name: '',
    images: 1,
    folders: ['cat', 'dog'].map((name) => ({ name, images: 1, folders: [] })),
  });
  table.update(
    paths.map((path, inode) => ({ path, inode, size: 1, modifiedMs: 0, device: 1, isLink: false })),
    layout,
  );
  const decisions = await DecisionLog.open(undefined, (work) => work());
  for (const [row, after] of decided.entries()) {
    table.setFact(row, { kind: 'image', hash: String(row) });
    if (after) decisions.book.apply([{ path: paths[row], hash: String(row), after }]);
  }
  const facts = { table, scores: undefined, findings, decisions };
  const { order, groups = [] } = finish(groupSteps(facts, Uint32Array.from(paths.keys()), grouping));
  const ends = [...groups.slice(1).map(({ start }) => start), order.length];
  return groups.map(({ label, start }, i) => [label, Array.from(order.subarray(start, ends[i]), (row) => paths[row])]);
}

it('groups by class, the unsorted last', async () => {
  expect((await grouped('class')).map(([label]) => label)).toEqual(['cat', 'dog', 'unsorted']);
  expect((await grouped('class'))[0][1]).toEqual(['cat/sun 1.jpg', 'cat/sun 3.jpg', 'cat/moon 1.jpg']);
});

it('groups by source: by prefix where enough share it, else by folder, the largest first', async () => {
  expect(await grouped('source')).toEqual([
    ['sun…', ['cat/sun 1.jpg', 'dog/sun 2.jpg', 'cat/sun 3.jpg']],
    ['cat/', ['cat/moon 1.jpg']],
    ['dog/', ['dog/one.jpg']],
    ['no folder', ['4.jpg']],
  ]);
});

it('groups by finding, an image of several under the worst, what was dismissed or is a fact nowhere', async () => {
  const { blurry, label, bytes, dismissed, cmyk } = findingBits;
  expect(await grouped('finding', Uint32Array.of(blurry, blurry | bytes, label, dismissed | cmyk, 0, bytes))).toEqual([
    ['label', ['cat/sun 3.jpg']],
    ['bytes', ['dog/sun 2.jpg', 'cat/moon 1.jpg']],
    ['blurry', ['cat/sun 1.jpg']],
    ['nothing found', ['dog/one.jpg', '4.jpg']],
  ]);
  expect(await grouped('finding')).toEqual([['nothing found', paths]]);
});

it('groups by decision, the undecided last', async () => {
  expect(await grouped('decision')).toEqual([
    ['delete', ['cat/sun 1.jpg', 'dog/one.jpg']],
    ['relabel to dog', ['cat/sun 3.jpg']],
    ['undecided', ['dog/sun 2.jpg', '4.jpg', 'cat/moon 1.jpg']],
  ]);
});
