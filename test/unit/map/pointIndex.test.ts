import { describe, expect, it } from 'vitest';
import { insideLasso } from '../../../src/core/map/lasso';
import { PointIndex } from '../../../src/core/map/pointIndex';
import { seededRandom } from '../../../src/engine/model/head/random';

const n = 3000;
const random = seededRandom(5);
const x = Float32Array.from({ length: n }, () => random());
const y = Float32Array.from({ length: n }, () => random() ** 2);
const index = new PointIndex(x, y);
const all = (): boolean => true;
const distance = (i: number, px: number, py: number): number => Math.hypot(x[i] - px, y[i] - py);

describe('the points of a map', () => {
  it('give the nearest, as looking at all of them does', () => {
    for (const accepts of [all, (i: number) => i % 3 === 0])
      for (const [px, py] of [
        [0.5, 0.5],
        [0, 1],
        [1, 0],
        [0.31, 0.02],
        [1.4, -0.3],
      ]) {
        const expected = Array.from(x.keys())
          .filter(accepts)
          .sort((a, b) => distance(a, px, py) - distance(b, px, py));
        expect(index.nearest(px, py, 3, 12, accepts)).toEqual(expected.slice(0, 12));
        const near = expected.filter((i) => distance(i, px, py) <= 0.02);
        expect(index.nearest(px, py, 0.02, 12, accepts)).toEqual(near.slice(0, 12));
      }
  });

  it('lead on in the direction asked for, and nowhere from the edge', () => {
    const from = index.nearest(0.5, 0.3, 1, 1, all)[0];
    const right = index.inDirection(from, [1, 0], all)!;
    expect(x[right]).toBeGreaterThan(x[from]);
    expect(Math.abs(y[right] - y[from])).toBeLessThanOrEqual(x[right] - x[from]);
    const up = index.inDirection(from, [0, -1], all)!;
    expect(y[up]).toBeLessThan(y[from]);
    const last = x.indexOf(Math.max(...x));
    expect(index.inDirection(last, [1, 0], all)).toBeUndefined();
    expect(index.inDirection(from, [1, 0], () => false)).toBeUndefined();
  });

  it('are found where they are few, or lie at one place', () => {
    const empty = new Float32Array(0);
    expect(new PointIndex(empty, empty).nearest(0, 0, 9, 1, all)).toEqual([]);
    const same = new Float32Array(4).fill(0.5);
    expect(new PointIndex(same, same).nearest(0, 0, 9, 3, all)).toHaveLength(3);
  });
});

describe('a lasso', () => {
  it('holds what lies inside, of what is offered', () => {
    const square = [
      [0.2, 0.1],
      [0.6, 0.1],
      [0.6, 0.4],
      [0.2, 0.4],
    ] as const;
    const expected = Array.from(x.keys()).filter((i) => x[i] > 0.2 && x[i] < 0.6 && y[i] > 0.1 && y[i] < 0.4);
    expect(insideLasso(square, x, y, all)).toEqual(expected);
    expect(insideLasso(square, x, y, (i) => i % 2 === 0)).toEqual(expected.filter((i) => i % 2 === 0));
  });

  it('follows hollows, however many corners the hand drew, and a line holds nothing', () => {
    const ring = Array.from({ length: 2000 }, (_, i): [number, number] => {
      const angle = (2 * Math.PI * i) / 2000;
      return [0.5 + 0.3 * Math.cos(angle), 0.5 + 0.3 * Math.sin(angle)];
    });
    const held = insideLasso(ring, x, y, all);
    for (const i of held) expect(distance(i, 0.5, 0.5)).toBeLessThan(0.301);
    const inner = Array.from(x.keys()).filter((i) => distance(i, 0.5, 0.5) < 0.298);
    expect(held).toEqual(expect.arrayContaining(inner));
    expect(insideLasso(ring.slice(0, 2), x, y, all)).toEqual([]);
  });
});
