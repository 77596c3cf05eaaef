import { expect, it } from 'vitest';
import { copyRings } from '../../../src/engine/session/findings/copyGroups';

it('goes round the rows of a group from any of them', () => {
  const next = copyRings(Int32Array.of(0, 1, 0, 0, 4, 1));
  const ring = (row: number) => {
    const rows = [row];
    for (let copy = next[row]; copy !== row; copy = next[copy]) rows.push(copy);
    return rows.sort();
  };
  expect([0, 2, 3].map(ring)).toEqual(Array(3).fill([0, 2, 3]));
  expect(ring(5)).toEqual([1, 5]);
  expect(ring(4)).toEqual([4]);
});
