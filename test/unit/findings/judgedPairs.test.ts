import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { judgedAs, JudgedPairs, type PackedPairs } from '../../../src/engine/findings/duplicates/judgedPairs';
import { nearStars, type NearColumns } from '../../../src/engine/findings/duplicates/nearGroups';
import type { StarGroup } from '../../../src/engine/findings/duplicates/starGroups';
import { facts, seeded } from './sets';

const settings = judgedAs(0.8, false);

const sha = (name: string): string => createHash('sha256').update(name).digest('hex');

function pairsOf(names: readonly string[], known?: PackedPairs, as = settings): JudgedPairs {
  return new JudgedPairs(as, names.map(sha), known);
}

/** What was judged of a and b, and of a and c. */
function judged(): PackedPairs {
  const pairs = pairsOf(['a', 'b', 'c']);
  pairs.add(0, 1, { detail: 0.123456789, isNear: true });
  pairs.add(0, 2, { detail: -0.5, isNear: false });
  return pairs.takeNews()!;
}

describe('JudgedPairs', () => {
  it('are found by content, wherever the images stand and whatever else is there', () => {
    const later = pairsOf(['new', 'c', 'b', 'a'], judged());
    expect(later.find(3, 2)).toEqual({ detail: 0.123456789, isNear: true });
    expect(later.find(3, 1)).toEqual({ detail: -0.5, isNear: false });
    expect(later.find(3, 0)).toBeUndefined();
    expect(later.find(2, 3)).toBeUndefined();
  });

  it('hold for equal contents at the first of them', () => {
    expect(pairsOf(['b', 'a', 'b'], judged()).find(1, 0)).toEqual({ detail: 0.123456789, isNear: true });
  });

  it('do not hold for other settings, nor for an image that changed', () => {
    for (const other of [judgedAs(0.81, false), judgedAs(0.8, true)])
      expect(pairsOf(['a', 'b', 'c'], judged(), other).find(0, 1)).toBeUndefined();
    expect(pairsOf(['a', 'changed', 'c'], judged()).find(0, 1)).toBeUndefined();
  });

  it('are news only while something new was judged, and then all of them', () => {
    const later = pairsOf(['a', 'b', 'c', 'd'], judged());
    expect(later.takeNews()).toBeUndefined();
    later.add(2, 3, { detail: 0.9, isNear: true });
    expect(later.takeNews()?.details).toHaveLength(3);
    expect(later.takeNews()).toBeUndefined();
  });
});

const count = 40;

/** Twenty pictures of noise, each twice: the second a little darker. */
function set(order: readonly number[]): NearColumns & { looked: number } {
  const signatures = Array.from({ length: count }, (_, i) => {
    const random = seeded(1 + (i >> 1));
    return Uint8Array.from({ length: 1024 }, () => 40 + 150 * random() + (i % 2));
  });
  // No two differ in more than six bits: every pair is looked at.
  const hashes = Uint32Array.from(order.flatMap((i) => [i, 0]));
  const columns = {
    looked: 0,
    count: order.length,
    pHash: hashes,
    contentHash: hashes,
    contents: order.map((i) => sha(String(i))),
    shapeOf: (row: number) => {
      columns.looked++;
      return { signature: signatures[order[row]], width: 100, height: 100 };
    },
    factsOf: (row: number) => facts(String(order[row])),
  };
  return columns;
}

/** Groups as numbers of pictures, and what was judged. */
function search(order: readonly number[], known?: PackedPairs) {
  const columns = set(order);
  const judged = new JudgedPairs(settings, columns.contents, known);
  const seen: number[] = [];
  const groups = nearStars(columns, { judged, onJudged: (detail) => seen.push(detail) });
  const named = ({ representative, members }: StarGroup): string =>
    [representative, ...members]
      .map((row) => order[row])
      .sort()
      .join(' ');
  return { groups: groups.map(named).sort(), seen: seen.sort(), looked: columns.looked, news: judged.takeNews() };
}

describe('a search for near-duplicates that knows an earlier one', () => {
  const all = Array.from({ length: count }, (_, i) => i);
  const first = search(all);

  it('finds the same without looking at a picture', () => {
    expect(first.groups).toHaveLength(20);
    const again = search(all, first.news);
    expect(again).toEqual({ ...first, looked: 0, news: undefined });
  });

  it('finds the same after files were moved, and after some went', () => {
    const moved = search([...all].reverse(), first.news);
    expect(moved).toMatchObject({ groups: first.groups, looked: 0 });
    const fewer = all.slice(0, 21);
    expect(search(fewer, first.news)).toEqual({ ...search(fewer), looked: 0, news: undefined });
  });

  it('looks only at pairs of what is new', () => {
    const before = search(all.slice(0, 39));
    const now = search(all, before.news);
    expect(now).toMatchObject({ groups: first.groups, seen: first.seen });
    expect(now.looked).toBe(2 * 39);
    expect(now.news?.details).toHaveLength((count * (count - 1)) / 2);
  });
});
