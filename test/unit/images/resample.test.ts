import { expect, it } from 'vitest';
import { cubic, resample, triangle, wholeBox } from '../../../src/engine/images/resample';

const ramp = { data: Uint8Array.from({ length: 64 }, (_, i) => i * 4), width: 64, height: 1, channels: 1 };

it('keeps a picture of the same size as it is', () => {
  expect([...resample(ramp, wholeBox(ramp), 64, 1)]).toEqual([...ramp.data]);
});

it('averages when shrinking and does not shift', () => {
  for (const filter of [triangle, cubic]) {
    const half = resample(ramp, wholeBox(ramp), 32, 1, filter);
    for (let i = 2; i < 30; i++) expect(Math.abs(half[i] - (i * 8 + 2))).toBeLessThanOrEqual(1);
  }
});

it('keeps a flat picture flat for any size, also from one pixel', () => {
  const one = { data: Uint8Array.of(10, 20, 30), width: 1, height: 1, channels: 3 };
  expect([...resample(one, wholeBox(one), 2, 2)]).toEqual([10, 20, 30, 10, 20, 30, 10, 20, 30, 10, 20, 30]);
  const flat = { data: new Uint8Array(37 * 11 * 3).fill(77), width: 37, height: 11, channels: 3 };
  expect(new Set(resample(flat, { left: 3.3, top: 1, width: 20.5, height: 9 }, 13, 29, cubic))).toEqual(new Set([77]));
});
