import { expect, it } from 'vitest';
import { fillDigits, pinDigit } from '../../../src/core/pinnedDigits';

const none = new Map<number, string>();
const sorted = (digits: ReadonlyMap<number, string>) => [...digits].sort(([a], [b]) => a - b);

it('gives 1 to 9, then 0, to the first ten classes', () => {
  const classes = [...'abcdefghijkl'];
  const digits = fillDigits(none, classes);
  expect(digits.size).toBe(10);
  expect([digits.get(1), digits.get(9), digits.get(0)]).toEqual(['a', 'i', 'j']);
});

it('shifts nothing when a class comes that sorts first', () => {
  const before = fillDigits(none, ['cat', 'dog']);
  const after = fillDigits(before, ['ant', 'cat', 'dog']);
  expect(sorted(after)).toEqual([
    [1, 'cat'],
    [2, 'dog'],
    [3, 'ant'],
  ]);
});

it('keeps the digit of a class that is gone, and is the same object when nothing is to be given', () => {
  const before = fillDigits(none, ['cat', 'dog']);
  expect(fillDigits(before, ['dog'])).toBe(before);
});

it('pins to a free digit and frees the former one', () => {
  const digits = pinDigit(fillDigits(none, ['cat', 'dog']), 7, 'cat');
  expect(sorted(digits)).toEqual([
    [2, 'dog'],
    [7, 'cat'],
  ]);
});

it('swaps with the class that stands there; one without a digit takes its place', () => {
  const digits = fillDigits(none, ['cat', 'dog']);
  expect(sorted(pinDigit(digits, 2, 'cat'))).toEqual([
    [1, 'dog'],
    [2, 'cat'],
  ]);
  expect(sorted(pinDigit(digits, 2, 'fox'))).toEqual([
    [1, 'cat'],
    [2, 'fox'],
  ]);
});
