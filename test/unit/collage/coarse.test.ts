import { expect, it } from 'vitest';
import type { Box } from '../../../src/core/boxes';
import { clearnessOf } from '../../../src/engine/collage/coarse';

/** A row of boxes of one size, so many pixels apart. */
function row(size: number, gap: number): Box[] {
  return Array.from({ length: 8 }, (_, at) => ({ x: at * (size + gap), y: 0, width: size, height: size }));
}

function clearness(boxes: readonly Box[], fill = 0.3) {
  return clearnessOf({ boxes, map: new Uint8Array(), threshold: 16, plausibility: 1, fill });
}

it('takes a reduced sheet as read whose objects are large and far apart', () => {
  expect(clearness(row(20, 8))).toBe('clear');
});

it('asks for a larger look where what is too small or too near would pass in it', () => {
  expect(clearness(row(10, 8))).toBe('unclear');
  expect(clearness(row(20, 4))).toBe('unclear');
  expect(clearness(row(20, 8).slice(0, 3))).toBe('unclear');
});

it('asks for the whole sheet where a larger look would not do either', () => {
  expect(clearness(row(9, 8))).toBe('crowded');
  expect(clearness(row(20, 2))).toBe('crowded');
  const uneven = row(20, 8).map((box, at) => (at === 0 ? { ...box, height: 60 } : box));
  expect(clearness(uneven)).toBe('clear');
  expect(clearness(uneven, 0.7)).toBe('crowded');
});
