import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/engine/sample/random';

describe('Random', () => {
  it('repeats itself for the same seed and differs for another', () => {
    const draw = (seed: string): number[] => {
      const random = new Random(seed);
      return Array.from({ length: 50 }, () => random.next());
    };
    expect(draw('a')).toEqual(draw('a'));
    expect(draw('a')).not.toEqual(draw('b'));
  });

  it('is uniform enough', () => {
    const random = new Random('uniform');
    const bins = new Array<number>(10).fill(0);
    for (let i = 0; i < 100_000; i++) bins[Math.floor(random.next() * 10)]++;
    // Chi-square with 9 degrees of freedom: 27.9 is exceeded once in a thousand.
    expect(bins.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0)).toBeLessThan(27.9);
  });

  it('includes both ends of int, and keeps every item when shuffling', () => {
    const random = new Random('int');
    expect(new Set(Array.from({ length: 200 }, () => random.int(3, 5)))).toEqual(new Set([3, 4, 5]));
    const items = Array.from({ length: 30 }, (_, i) => i);
    const shuffled = random.shuffled(items);
    expect(shuffled).not.toEqual(items);
    expect([...shuffled].sort((a, b) => a - b)).toEqual(items);
  });

  it('refuses to pick from nothing', () => {
    expect(() => new Random('none').pick([])).toThrow(RangeError);
  });
});
