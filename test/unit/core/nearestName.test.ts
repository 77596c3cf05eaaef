import { expect, it } from 'vitest';
import { nearestName } from '../../../src/core/nearestName';

it.each([
  ['indx', 'index'],
  ['Rank', 'rank'],
  ['duplicate', 'duplicates'],
  ['xyzzy', undefined],
  ['', undefined],
])('%j probably means %j', (word, meant) => {
  expect(nearestName(word, ['index', 'rank', 'duplicates', 'undo'])).toBe(meant);
});
