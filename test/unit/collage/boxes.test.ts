import { describe, expect, it } from 'vitest';
import {
  clampBox,
  cutBox,
  iouOf,
  padBox,
  resolveNested,
  unionOf,
  uprightBounds,
  type Box,
} from '../../../src/core/boxes';
import { readingOrder } from '../../../src/core/readingOrder';

const box = (x: number, y: number, width: number, height: number): Box => ({ x, y, width, height });

describe('boxes', () => {
  it('measures intersection over union', () => {
    expect(iouOf(box(0, 0, 10, 10), box(0, 0, 10, 10))).toBe(1);
    expect(iouOf(box(0, 0, 10, 10), box(5, 0, 10, 10))).toBeCloseTo(50 / 150);
    expect(iouOf(box(0, 0, 10, 10), box(10, 0, 10, 10))).toBe(0);
  });

  it('unites, and refuses to unite nothing', () => {
    expect(unionOf([box(2, 3, 4, 5), box(0, 6, 1, 9)])).toEqual(box(0, 3, 6, 12));
    expect(() => unionOf([])).toThrow(RangeError);
  });

  it('bounds a box turned by a right angle by its swapped sides', () => {
    expect(uprightBounds({ ...box(0, 0, 40, 20), angle: 90 })).toEqual(box(10, -10, 20, 40));
  });

  it('clamps to the sheet and drops what lies beside it', () => {
    expect(clampBox(box(-5, 5, 20, 20), { width: 10, height: 10 })).toEqual(box(0, 5, 10, 5));
    expect(clampBox(box(20, 0, 5, 5), { width: 10, height: 10 })).toBeUndefined();
  });

  it('drops nested boxes and keeps neighbours', () => {
    const outer = box(0, 0, 100, 100);
    expect(resolveNested([box(10, 10, 5, 5), outer, box(101, 0, 50, 50)])).toEqual([outer, box(101, 0, 50, 50)]);
  });

  it('cuts a box in two', () => {
    expect(cutBox(box(0, 0, 10, 4), 'x', 3)).toEqual([box(0, 0, 3, 4), box(3, 0, 7, 4)]);
    expect(() => cutBox(box(0, 0, 10, 4), 'y', 4)).toThrow(RangeError);
  });

  it('pads on every side', () => {
    expect(padBox(box(5, 5, 10, 10), 2)).toEqual(box(3, 3, 14, 14));
  });
});

describe('reading order', () => {
  it('reads rows whose boxes stand at different heights', () => {
    const first = [box(0, 4, 20, 30), box(40, 0, 20, 40), box(80, 20, 20, 10)];
    const second = [box(0, 60, 20, 30), box(40, 58, 20, 30)];
    expect(readingOrder([second[1], first[2], first[0], second[0], first[1]])).toEqual([...first, ...second]);
  });

  it('is empty for no boxes', () => {
    expect(readingOrder([])).toEqual([]);
  });
});
