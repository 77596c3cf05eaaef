import { describe, expect, it } from 'vitest';
import { duplicateFindings, leakageFindings } from '../../../src/engine/findings/duplicates';
import { makeGroup, type DuplicateFacts } from '../../../src/engine/findings/duplicates/duplicateGroup';
import { defaultKeepRule } from '../../../src/engine/findings/duplicates/keepRule';
import { starGroups } from '../../../src/engine/findings/duplicates/starGroups';
import { facts } from './sets';

function group(images: DuplicateFacts[], rule = defaultKeepRule, kind: 'bytes' | 'near' = 'bytes') {
  const of = (row: number): DuplicateFacts => images[row];
  const made = makeGroup(
    kind,
    images.map((_, row) => row),
    of,
    rule,
  );
  const kept = made.images.filter(({ keep }) => keep).map(({ row }) => images[row].path);
  return { made, kept, of };
}

describe('what is kept', () => {
  it('follows the rule in its order, the path at the end', () => {
    const images = [
      facts('b', { pixels: 100, bytes: 5 }),
      facts('a', { pixels: 100, bytes: 5 }),
      facts('c', { pixels: 90, bytes: 9 }),
    ];
    expect(group(images).kept).toEqual(['a']);
    expect(group(images, ['size']).kept).toEqual(['c']);
  });

  it('is a real file before a link, and everything protected', () => {
    expect(group([facts('a', { isLink: true }), facts('b')]).kept).toEqual(['b']);
    expect(group([facts('a'), facts('b', { isProtected: true }), facts('c', { isProtected: true })]).kept).toEqual([
      'b',
      'c',
    ]);
  });

  it('is never the train copy of a valid or test image, and always every valid and test image', () => {
    const images = [
      facts('train/x', { subset: 'train', pixels: 999 }),
      facts('valid/x', { subset: 'valid', pixels: 1 }),
      facts('valid/y', { subset: 'valid', pixels: 1 }),
      facts('test/x', { subset: 'test', pixels: 1 }),
    ];
    for (const rule of [defaultKeepRule, ['resolution'] as const]) {
      const { kept, made } = group(images, rule);
      expect(kept.sort()).toEqual(['test/x', 'valid/x', 'valid/y']);
      expect(made.crossSubset).toBe(true);
    }
  });
});

describe('findings of copies', () => {
  it('propose removal, ticked for bytes and not for near', () => {
    const { made, of } = group([facts('a', { label: 'cat' }), facts('b', { label: 'cat' })]);
    expect(duplicateFindings([made], of)[0].proposal).toEqual({
      kind: 'decide',
      images: [1],
      decision: { kind: 'delete', as: 'copy' },
      ticked: true,
    });
    const near = group([facts('a'), facts('b')], defaultKeepRule, 'near');
    expect(duplicateFindings([near.made], near.of)[0].proposal).toMatchObject({ ticked: false });
  });

  it('ask where the labels differ', () => {
    const { made, of } = group([facts('a', { label: 'cat' }), facts('b', { label: 'dog' })]);
    expect(duplicateFindings([made], of)[0].proposal).toEqual({
      kind: 'ask',
      question: 'Which label is right: cat and dog?',
    });
  });

  it('name leaks with different labels first', () => {
    const images = [
      facts('train/cat/1', { subset: 'train', label: 'cat' }),
      facts('test/cat/1', { subset: 'test', label: 'cat' }),
      facts('train/cat/2', { subset: 'train', label: 'cat' }),
      facts('test/dog/2', { subset: 'test', label: 'dog' }),
      facts('train/cat/3', { subset: 'train', label: 'cat' }),
      facts('train/cat/4', { subset: 'train', label: 'cat' }),
    ];
    const of = (row: number): DuplicateFacts => images[row];
    const groups = [
      [0, 1],
      [2, 3],
      [4, 5],
    ].map((rows) => makeGroup('bytes', rows, of, defaultKeepRule));
    const leaks = leakageFindings(groups, of);
    expect(leaks.map(({ images: rows }) => [...rows].sort())).toEqual([
      [2, 3],
      [0, 1],
    ]);
    expect(leaks[1].proposal).toMatchObject({ kind: 'decide', images: [0] });
  });
});

describe('starGroups', () => {
  const alike = (pairs: string[]) => (i: number, j: number) =>
    pairs.includes(`${i} ${j}`) || pairs.includes(`${j} ${i}`) ? 0.9 : undefined;

  it('does not chain what is not alike', () => {
    const edges = [0, 1, 2, 3, 4].map((i) => ({ i, j: i + 1, similarity: 0.9 }));
    const groups = starGroups(edges, () => undefined);
    for (const { representative, members } of groups)
      for (const member of members) expect(Math.abs(member - representative)).toBe(1);
  });

  it('compares who is reached by a chain with the representative', () => {
    const edges = [
      { i: 0, j: 1, similarity: 0.9 },
      { i: 1, j: 2, similarity: 0.8 },
      { i: 2, j: 3, similarity: 0.8 },
    ];
    expect(starGroups(edges, alike(['1 3']))).toEqual([{ representative: 1, members: [0, 2, 3], similarity: 0.8 }]);
  });

  it('puts an image into one group at most, whatever the order of the edges', () => {
    const edges = [
      { i: 0, j: 1, similarity: 1 },
      { i: 1, j: 2, similarity: 1 },
      { i: 2, j: 3, similarity: 1 },
      { i: 3, j: 4, similarity: 1 },
    ];
    const groups = starGroups(edges, () => undefined);
    const rows = groups.flatMap(({ representative, members }) => [representative, ...members]);
    expect(new Set(rows).size).toBe(rows.length);
    expect(starGroups([...edges].reverse(), () => undefined)).toEqual(groups);
  });
});
