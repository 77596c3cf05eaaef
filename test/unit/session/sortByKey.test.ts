import { expect, it } from 'vitest';
import { finish } from '../../../src/engine/jobs/steps';
import { Random } from '../../../src/engine/sample/random';
import { newColumns, Scratch } from '../../../src/engine/session/viewing/scratch';
import { sortByKey } from '../../../src/engine/session/viewing/sortByKey';

it('sorts as a comparison would: negative before positive, equal ones as they stood, no number last', () => {
  const random = new Random('keys');
  const keys = Float32Array.from({ length: 5000 }, (_, i) => {
    if (i % 97 === 0) return NaN;
    if (i % 89 === 0) return i % 2 === 0 ? 0 : -0;
    return i % 7 === 0 ? Infinity : Math.round(random.range(-50, 50)) / 8;
  });
  const rows = Uint32Array.from(keys.keys()).reverse();
  const keyOf = Float32Array.from(rows, (row) => keys[row]);
  const wanted = [...rows].sort((a, b) => {
    const [x, y] = [a, b].map((row) => (Number.isNaN(keys[row]) ? Infinity : keys[row]));
    return x === y ? 0 : x - y;
  });
  const scratch = new Scratch();
  for (let again = 0; again < 2; again++) {
    expect([...finish(sortByKey(rows, keyOf, newColumns))]).toEqual(wanted);
    scratch.rewind();
    expect([...finish(sortByKey(rows, keyOf, scratch))]).toEqual(wanted);
  }
  expect(rows[0]).toBe(4999);
});

it('sorts nothing', () => {
  expect(finish(sortByKey(new Uint32Array(0), new Float32Array(0), newColumns))).toHaveLength(0);
});
