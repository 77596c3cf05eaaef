import { describe, expect, it } from 'vitest';
import { parseQuery } from '../../../src/core/query/query';
import { matcherOf, type RowFacts } from '../../../src/core/query/queryMatch';
import { decisionCodes } from '../../../src/core/decisions/decision';
import { classHealth } from '../../../src/engine/findings/classHealth';
import { confusionMatrix } from '../../../src/engine/findings/confusionMatrix';
import { similarNames } from '../../../src/engine/findings/similarNames';
import { folderOf, summariseSources } from '../../../src/engine/findings/sources';

/** [given, predicted] of each row; 'x' as a third: judged by a model that trained on it. */
function ranked(classes: string[], rows: [number, number, 'x'?][]) {
  return {
    classes,
    given: rows.map(([given]) => given),
    predicted: Int32Array.from(rows, ([, predicted]) => predicted),
    suspicious: Uint8Array.from(rows, ([given, predicted]) => Number(given !== predicted)),
    outOfSample: Uint8Array.from(rows, ([, , trained]) => Number(trained === undefined)),
  };
}

describe('confusion matrix', () => {
  it('counts given against predicted, out of sample only, and each cell is a query for just its images', () => {
    const classes = ['a cat', 'dog'];
    const rows: [number, number, 'x'?][] = [
      [0, 0],
      [0, 1],
      [0, 1],
      [1, 1],
      [1, 0, 'x'],
      [-1, 1],
    ];
    const { totals, cells } = confusionMatrix(ranked(classes, rows));
    expect(totals).toEqual([3, 1]);
    expect(cells.map(({ given, predicted, images, suspicious }) => [given, predicted, images, suspicious])).toEqual([
      [0, 1, 2, 2],
      [0, 0, 1, 0],
      [1, 1, 1, 0],
    ]);
    const { terms } = parseQuery(cells[0].query);
    const facts = {
      path: 'x',
      subset: undefined,
      confidence: 1,
      margin: 0,
      loss: 0,
      reject: 0,
      similarity: 0,
      suspicious: true,
    };
    const found = rows.filter(([given, predicted]) =>
      matcherOf(terms)({
        ...facts,
        unreadable: false,
        decision: undefined,
        given: classes[given],
        predicted: classes[predicted],
      }),
    );
    expect(found).toEqual([
      [0, 1],
      [0, 1],
    ]);
  });
});

describe('class health', () => {
  const repeat = (count: number, pair: [number, number]) => Array.from({ length: count }, (): [number, number] => pair);

  it('names rare classes with the numbers', () => {
    const { rare, classes } = classHealth(['a', 'b', 'c'], [100, 100, 3], [], undefined);
    expect(rare.map(({ name }) => name)).toEqual(['c']);
    expect(rare[0].explanation).toMatch(/^3 images, 1 % of all; an even share would be 68/);
    expect(classes.map(({ share }) => Math.round(share * 100))).toEqual([49, 49, 1]);
    expect(classHealth(['a', 'b'], [50, 20], [], undefined).rare).toEqual([]);
  });

  it('proposes to merge the smaller of two classes that the model keeps confusing, and not one that merely loses', () => {
    const rows = [
      ...repeat(10, [0, 0]),
      ...repeat(10, [0, 1]),
      ...repeat(6, [1, 1]),
      ...repeat(6, [1, 0]),
      ...repeat(12, [2, 0]),
    ];
    const matrix = confusionMatrix(ranked(['sofa', 'couch', 'junk'], rows));
    const { overlapping } = classHealth(['sofa', 'couch', 'junk'], [20, 12, 12], [], matrix);
    expect(overlapping.map(({ from, to, query }) => [from, to, query])).toEqual([['couch', 'sofa', 'class:couch']]);
    expect(overlapping[0].confused).toBeCloseTo(16 / 32);
    expect(overlapping[0].explanation).toContain('6 of 12 couch are taken for sofa and 10 of 20 the other way: 50 %');
  });

  it('passes empty folders on and finds names that are nearly the same', () => {
    const health = classHealth(
      ['Dog', 'dogs', 'cat', 'airplane', 'airplan', 'plane 1', 'plane 2'],
      Array(7).fill(9),
      ['x'],
      undefined,
    );
    expect(health.empty).toEqual(['x']);
    expect(health.similarNames.map(({ names }) => names)).toEqual([
      ['Dog', 'dogs'],
      ['airplan', 'airplane'],
    ]);
    expect(similarNames(['cat', 'bat', 'class-01', 'class-02', 'grass', 'glass'])).toEqual([]);
  });
});

describe('sources', () => {
  const paths = ['web/sun photo 1.jpg', 'web/sun photo 2.jpg', 'web/sun photo 3.jpg', 'cam/IMG_0001.jpg', 'cam/7.jpg'];
  const rows = Uint32Array.of(0, 1, 2, 3, 4);
  const decisions = Uint8Array.of(decisionCodes.delete, decisionCodes['set-aside'], 0, decisionCodes.relabel, 0);
  const images = { paths, rows, decisions, copies: Uint8Array.of(0, 0, 1, 0, 1) };
  const facts = {
    suspicious: Uint8Array.of(0, 0, 0, 1, 0),
    left: ['web/sun photo 4.jpg'],
    moved: ['old/IMG_0002.jpg'],
    named: [{ by: 'term' as const, name: 'sun "x"', rows: Uint32Array.of(1, 3), left: 1, moved: 0 }],
  };

  it('finds the images of a folder and no others', () => {
    const all = ['cat/1.jpg', 'bobcat/1.jpg', 'cat/kittens/1.jpg', '1.jpg', 'my "cats"/-1.jpg'];
    const of = all.map((path) => {
      const { terms, notes } = parseQuery(folderOf(path).query);
      expect(notes).toEqual([]);
      return all.filter((other) => matcherOf(terms)({ path: other } as RowFacts));
    });
    expect(of).toEqual(all.map((path) => [path]));
  });

  it('rates folders and file-name prefixes, applied deletions and moves included', () => {
    const found = summariseSources(images, facts);
    const of = (by: string, name: string) => found.find((source) => source.by === by && source.name === name);
    expect(of('prefix', 'sun photo')).toMatchObject({ images: 4, deleted: 3, copies: 1, query: 'name:"sun photo*"' });
    expect(of('folder', 'web')).toMatchObject({ images: 4, deleted: 3, query: 'folder:web' });
    expect(of('folder', 'cam')).toMatchObject({ images: 2, deleted: 0, relabelled: 1, suspicious: 1, copies: 1 });
    expect(of('folder', 'old')).toMatchObject({ images: 1, relabelled: 1 });
    expect(of('prefix', 'IMG')).toBeUndefined();
    expect(of('term', 'sun "x"')).toEqual({
      ...{ by: 'term', name: 'sun "x"', query: 'source:"sun \\"x\\""' },
      ...{ images: 3, deleted: 2, relabelled: 1, suspicious: 1, copies: 0 },
    });
  });
});
