import { expect, it } from 'vitest';
import { nearestGap, uniteAll, uniteWithin, type Group } from '../../../src/engine/collage/grouping';

/** Groups strewn by a small generator of numbers, so that every run sees the same. */
function strewn(count: number, seed: number): Group[] {
  let state = seed;
  const next = (below: number) => (state = (state * 48_271) % 2_147_483_647) % below;
  return Array.from({ length: count }, () => {
    const [left, top] = [next(400), next(300)];
    return { left, top, right: left + next(20), bottom: top + next(20), area: 1 + next(50), peak: next(256) };
  });
}

it('below the nearest gap nothing unites, at it something does', () => {
  for (let seed = 1; seed <= 40; seed++) {
    const groups = uniteWithin(strewn(5 + seed, seed), 0);
    const nearest = nearestGap(groups, 33);
    if (nearest > 0) expect(uniteWithin(groups, nearest - 1)).toHaveLength(groups.length);
    if (nearest < 33) expect(uniteWithin(groups, nearest).length).toBeLessThan(groups.length);
  }
});

it('tells no more than what was asked for, and nothing of too many groups', () => {
  const [one, other] = [0, 100].map((left) => ({ left, top: 0, right: left + 9, bottom: 9, area: 1, peak: 1 }));
  expect(nearestGap([one, other], 33)).toBe(33);
  expect(nearestGap([one, other], 200)).toBe(91);
  expect(nearestGap(new Array<Group>(1001).fill(one), 33)).toBe(0);
});

it('one group of many leaves the parts as they are', () => {
  const parts = strewn(20, 7);
  const before = structuredClone(parts);
  const all = uniteAll(parts);
  expect(parts).toEqual(before);
  expect(all.area).toBe(parts.reduce((sum, { area }) => sum + area, 0));
  expect(all.left).toBe(Math.min(...parts.map(({ left }) => left)));
  expect(all.bottom).toBe(Math.max(...parts.map(({ bottom }) => bottom)));
});
