import { expect, it } from 'vitest';
import type { Decision } from '../../../src/core/decisions/decision';
import { makeDismissal } from '../../../src/core/decisions/dismissal';
import { understandLayout } from '../../../src/core/layout';
import { Random } from '../../../src/engine/sample/random';
import { DatasetCounts } from '../../../src/engine/session/datasetCounts';
import { DecisionLog } from '../../../src/engine/session/decisions/decisionLog';
import type { Described } from '../../../src/engine/session/describe';
import { ImageTable } from '../../../src/engine/session/imageTable';

const names = ['cat', 'dog', 'fox'];

function tableOf(images: number): ImageTable {
  const table = new ImageTable();
  const layout = understandLayout({
    name: '',
    images: 0,
    folders: ['train', 'valid'].map((name) => ({
      name,
      images: 0,
      folders: names.map((label) => ({ name: label, images: 1, folders: [] })),
    })),
  });
  const files = Array.from({ length: images }, (_, inode) => ({
    path: `${inode % 2 === 0 ? 'train' : 'valid'}/${names[inode % 3]}/${inode}.jpg`,
    ...{ inode, size: 1, modifiedMs: 0, device: 1, isLink: false },
  }));
  table.update(files, layout);
  for (let row = 0; row < images; row++)
    table.setFact(row, row % 50 === 0 ? { kind: 'unreadable', reason: 'x' } : { kind: 'image', hash: `${row}` });
  return table;
}

/** What the counts look at of scores. */
function judged(rows: number, suspicious: Uint8Array): Described['scores'] {
  const none = new Float32Array(rows);
  return {
    ...{ rows, suspicious, predicted: new Int32Array(rows), outOfSample: new Uint8Array(rows) },
    ...{ confidence: none, pGiven: none, margin: none, loss: none, reject: none },
    probabilities: { width: 0, values: none, columns: null },
    joint: { given: new Int32Array(0), actual: new Int32Array(0), count: new Float64Array(0) },
    ...{ thresholds: new Float64Array(0), folds: 1, distribution: () => [] },
  };
}

it('counts what changed as if all were counted anew', async () => {
  const random = new Random('counts');
  const pick = (n: number) => Math.floor(random.range(0, n));
  const images = 400;
  const table = tableOf(images);
  let decisions = await DecisionLog.open(undefined, (work) => work());
  const followed = new DatasetCounts(table);
  let scores: Described['scores'];
  const choices: (Decision | undefined)[] = [
    undefined,
    { kind: 'keep' },
    { kind: 'delete' },
    { kind: 'relabel', to: 'dog' },
    { kind: 'relabel', to: 'wolf' },
    { kind: 'convert', format: 'jpeg' },
  ];
  for (let step = 0; step < 200; step++) {
    // As at the first decision, when the log is made.
    if (step === 100) decisions = await DecisionLog.open(undefined, (work) => work());
    const row = pick(images);
    switch (pick(6)) {
      case 0:
        scores = judged(
          images,
          Uint8Array.from({ length: images }, () => Number(pick(5) === 0)),
        );
        break;
      case 1:
        table.setFact(row, pick(4) === 0 ? { kind: 'skipped', reason: 'x' } : { kind: 'image', hash: `${row}` });
        break;
      case 2: {
        const dismissal = makeDismissal({ kind: 'label', label: names[row % 3] }, [`${row}`]);
        decisions.dismissals.apply([{ dismissal, before: false, after: pick(2) === 0 }]);
        break;
      }
      case 3:
        table.move(table.path(row), `train/${names[pick(3)]}/moved-${step}.jpg`);
        break;
      default:
        decisions.book.apply([{ path: table.path(row), hash: `${row}`, after: choices[pick(choices.length)] }]);
    }
    const dataset = { table, decisions, scores };
    const fresh = new DatasetCounts(table).of(dataset);
    const { classes, subsets, ...rest } = followed.of(dataset);
    const wanted = table.classes.map((_, i) => fresh.classes[i] ?? none);
    expect(table.classes.map((_, i) => classes[i] ?? none)).toEqual(wanted);
    expect([...subsets].sort()).toEqual([...fresh.subsets].sort());
    expect({ ...rest }).toEqual({ ...fresh, classes: undefined, subsets: undefined });
    const kinds = [...decisions.book.entries()].map(({ decision }) => decision.kind);
    for (const [kind, count] of Object.entries(decisions.book.counts()))
      expect(kinds.filter((one) => one === kind)).toHaveLength(count);
  }
});

it('counts in steps between which rows are decided, and begins anew where all became uncertain', async () => {
  const images = 9000;
  const table = tableOf(images);
  const decisions = await DecisionLog.open(undefined, (work) => work());
  const followed = new DatasetCounts(table);
  const ranked: { scores: Described['scores'] } = { scores: undefined };
  const dataset = () => ({ table, decisions, ...ranked });
  const decide = (row: number): void =>
    decisions.book.apply([{ path: table.path(row), hash: `${row}`, after: { kind: 'delete' } }]);
  const steps = followed.steps(dataset);
  steps.next();
  decide(1);
  decide(images - 1);
  steps.next();
  ranked.scores = judged(images, new Uint8Array(images).fill(1));
  steps.next();
  expect(followed.of(dataset())).toEqual(new DatasetCounts(table).of(dataset()));
  table.move(table.path(2), 'train/fox/moved.jpg');
  steps.next();
  decide(3);
  const before = followed.of(dataset());
  expect(before).toEqual(new DatasetCounts(table).of(dataset()));
  while (!steps.next().done);
  expect(followed.of(dataset())).toEqual(before);
});

const none = { images: 0, suspicious: 0, pending: 0, coming: 0 };
