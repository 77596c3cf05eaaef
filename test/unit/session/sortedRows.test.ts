import { expect, it } from 'vitest';
import { finish } from '../../../src/engine/jobs/steps';
import { Random } from '../../../src/engine/sample/random';
import { sortedRows } from '../../../src/engine/session/sortedRows';

function sorted(names: readonly string[]): string[] {
  return Array.from(finish(sortedRows(names.length, (row) => names[row])), (row) => names[row]);
}

it.each([0, 1, 2, 3, 7, 100, 5000])('sorts %i names in any order', (length) => {
  const random = new Random(`sorted/${length}`);
  const names = Array.from({ length }, () => `${Math.floor(random.range(0, length))}`);
  expect(sorted(names)).toEqual([...names].sort());
});

it('sorts runs, as a scan gives them, and leaves equal names as they stand', () => {
  const names = ['b/1', 'b/2', 'b/3', 'a/1', 'a/2', 'c', 'c', 'B'];
  expect([...finish(sortedRows(names.length, (row) => names[row]))]).toEqual([7, 3, 4, 0, 1, 2, 5, 6]);
});

it('only looks through what is in order, and stands still in between', () => {
  let looks = 0;
  const steps = sortedRows(10_000, (row) => {
    looks++;
    return `${row}`.padStart(6, '0');
  });
  let pauses = 0;
  while (!steps.next().done) pauses++;
  expect(looks).toBeLessThan(20_000);
  expect(pauses).toBeGreaterThan(3);
});
