import { describe, expect, it } from 'vitest';
import { interleave, stripAboveLine, uncertainFirst } from '../../../src/engine/sorting/reviewOrder';

describe('the order of review', () => {
  it('takes one in five from the second list and each value once', () => {
    const first = Int32Array.from({ length: 10 }, (_, i) => i);
    const second = Int32Array.of(9, 8, 0, 1, 2, 3, 4, 5, 6, 7);
    const order = interleave(first, second);
    expect(order.slice(0, 5)).toEqual([0, 1, 2, 3, 9]);
    expect([...order].sort((a, b) => a - b)).toEqual([...first]);
  });

  it('shows the uncertain first, the unknown last, and none above the line', () => {
    const rows = Int32Array.from({ length: 40 }, (_, i) => 100 + i);
    const confidence = Float32Array.from(rows, (_, i) => 1 - i / 40);
    const unknown = Uint8Array.from(rows, (_, i) => (i >= 36 ? 1 : 0));
    const order = Int32Array.from(rows.keys()).filter((i) => !unknown[i]);
    const predicted = new Int32Array(40);
    const proposals = { rows, predicted, confidence, unknown, order, precision: new Float32Array(36), examples: 9 };
    const shown = [...uncertainFirst(proposals, 10, 1)];
    expect(shown).toHaveLength(30);
    expect(Math.min(...shown)).toBe(110);
    expect(shown[0]).toBe(135);
    const regular = shown.filter((_, i) => i % 5 !== 4);
    expect(regular.slice(0, 8).every((row) => row < 136)).toBe(true);
  });

  it('draws the strip from just above the line', () => {
    const strip = stripAboveLine(1000, 3);
    expect(strip).toHaveLength(24);
    expect(Math.min(...strip)).toBeGreaterThanOrEqual(880);
    expect(new Set(strip).size).toBe(24);
    expect([...stripAboveLine(5, 3)]).toEqual([0, 1, 2, 3, 4]);
    expect(stripAboveLine(0, 3)).toHaveLength(0);
  });
});
