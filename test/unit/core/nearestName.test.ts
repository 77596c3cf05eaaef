import { expect, it } from 'vitest';
import { nearestName, nearestNames, noSuchClass } from '../../../src/core/nearestName';

it.each([
  ['indx', 'index'],
  ['Rank', 'rank'],
  ['ranks', 'rank'],
  ['udno', 'undo'],
  ['duplicate', 'duplicates'],
  ['xyzzy', undefined],
  ['', undefined],
])('%j probably means %j', (word, meant) => {
  expect(nearestName(word, ['index', 'rank', 'duplicates', 'undo'])).toBe(meant);
});

it('guesses no name that has no letter of the word', () => {
  expect(nearestName('7', ['0', '1'])).toBeUndefined();
  expect(nearestName('7', ['77', '1'])).toBeUndefined();
  expect(nearestName('12', ['21', 'x'])).toBe('21');
});

it('says of a class that is not there which was meant, and which there are', () => {
  expect(noSuchClass('dgo', ['cat', 'dog'])).toBe('There is no class dgo. Did you mean dog? There are: cat, dog.');
  expect(noSuchClass('dogs', ['cat', 'dog'])).toBe('There is no class dogs. Did you mean dog? There are: cat, dog.');
  expect(noSuchClass('dog', [])).toBe('There is no class dog. There is none yet.');
  const many = Array.from({ length: 1000 }, (_, i) => `class-${i}`);
  expect(noSuchClass('x', many).length).toBeLessThan(3000);
});

it('names the nearest of a long list, however far', () => {
  const names = ['teapot', 'tabby cat', 'tiger cat', 'acorn'];
  expect(nearestNames('tabby cot', names, 2)).toEqual(['tabby cat', 'tiger cat']);
  expect(nearestNames('Unicorn', names, 1)).toEqual(['acorn']);
});
