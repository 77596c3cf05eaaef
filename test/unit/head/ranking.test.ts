import { describe, expect, it } from 'vitest';
import { lossOf, marginOf, orderByMargin } from '../../../src/core/ranking';

describe('ranking', () => {
  it('keeps margin and loss in their ranges', () => {
    expect(marginOf(0.2, 0.7)).toBeCloseTo(-0.5);
    expect(lossOf(1)).toBeCloseTo(0);
    expect(lossOf(0.5)).toBeCloseTo(Math.LN2);
    expect(lossOf(0)).toBeCloseTo(27.63, 2);
    expect(lossOf(1.0000001)).toBeCloseTo(0);
  });

  it('orders by margin, equal ones by row', () => {
    expect([...orderByMargin(Float32Array.of(0.5, -0.2, 0.5, -1, -0.2))]).toEqual([3, 1, 4, 0, 2]);
  });
});
