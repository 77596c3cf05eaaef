import { describe, expect, it } from 'vitest';
import { drawSubsets, type SubsetCandidate } from '../../../src/engine/export/drawSubsets';
import { joinGroups } from '../../../src/engine/export/groupCopies';

const hash = (i: number): string => i.toString(16).padStart(64, '0');

function images(counts: Readonly<Record<string, number>>): SubsetCandidate[] {
  let i = 0;
  return Object.entries(counts).flatMap(([label, count]) =>
    Array.from({ length: count }, () => ({ label, hash: hash(++i * 7919), group: i })),
  );
}

function count(candidates: readonly SubsetCandidate[], subsets: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  candidates.forEach(({ label }, i) => {
    const key = `${label} ${subsets[i]}`;
    counts[key] = (counts[key] ?? 0) + 1;
  });
  return counts;
}

const shares = { train: 80, valid: 10, test: 10 };

describe('drawSubsets', () => {
  it('divides every class by the shares, exactly where there are no copies', () => {
    const all = images({ cat: 100, dog: 50 });
    expect(count(all, drawSubsets(all, shares, 1))).toEqual({
      'cat train': 80,
      'cat valid': 10,
      'cat test': 10,
      'dog train': 40,
      'dog valid': 5,
      'dog test': 5,
    });
  });

  it('gives each subset an image of a small class, and a class of one to training', () => {
    const all = images({ few: 3, one: 1 });
    expect(count(all, drawSubsets(all, shares, 1))).toEqual({
      'few train': 1,
      'few valid': 1,
      'few test': 1,
      'one train': 1,
    });
  });

  it('keeps copies together, also across classes', () => {
    const all = images({ cat: 60, dog: 60 }).map((image, i) => ({ ...image, group: i % 20 }));
    const subsets = drawSubsets(all, { train: 50, valid: 25, test: 25 }, 3);
    for (let group = 0; group < 20; group++)
      expect(new Set(all.flatMap((image, i) => (image.group === group ? [subsets[i]] : []))).size).toBe(1);
    expect(new Set(subsets).size).toBe(3);
  });

  it('goes by content: neither order nor other images move one; another seed does', () => {
    const all = images({ cat: 200 });
    const subsets = drawSubsets(all, shares, 1);
    const reversed = drawSubsets([...all].reverse(), shares, 1).reverse();
    expect(reversed).toEqual(subsets);
    const grown = drawSubsets([...all, ...images({ cat: 210 }).slice(200)], shares, 1).slice(0, 200);
    expect(grown.filter((subset, i) => subset !== subsets[i]).length).toBeLessThan(10);
    expect(drawSubsets(all, shares, 2)).not.toEqual(subsets);
  });

  it('leaves a subset without a share empty', () => {
    const all = images({ cat: 40 });
    expect(new Set(drawSubsets(all, { train: 90, valid: 10, test: 0 }, 1))).toEqual(new Set(['train', 'valid']));
  });
});

describe('joinGroups', () => {
  it('joins what shares an image, over several kinds of copies', () => {
    expect([
      ...joinGroups(7, [
        [0, 1],
        [4, 5],
        [5, 1],
      ]),
    ]).toEqual([0, 0, 2, 3, 0, 0, 6]);
  });
});
