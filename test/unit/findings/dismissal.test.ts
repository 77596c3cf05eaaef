import { describe, expect, it } from 'vitest';
import { DismissalBook, makeDismissal, reverseDismissals, type Dismissal } from '../../../src/core/decisions/dismissal';

const near = { kind: 'duplicate', type: 'near' } as const;
const group = (...hashes: string[]): Dismissal => makeDismissal(near, hashes);

function bookOf(...dismissals: Dismissal[]): DismissalBook {
  const book = new DismissalBook();
  book.apply(dismissals.map((dismissal) => ({ dismissal, before: false, after: true })));
  return book;
}

describe('a dismissed group', () => {
  it('stays dismissed as it is, in any order, and when an image leaves', () => {
    const book = bookOf(group('a', 'b', 'c'));
    expect(book.covers(group('c', 'a', 'b'))).toBe(true);
    expect(book.covers(group('a', 'c'))).toBe(true);
  });

  it('reopens when an image joins or changes', () => {
    const book = bookOf(group('a', 'b', 'c'));
    expect(book.covers(group('a', 'b', 'c', 'd'))).toBe(false);
    expect(book.covers(group('a', 'b', 'changed'))).toBe(false);
  });

  it('is known by its pairs: two groups that other thresholds bring together are a new one', () => {
    const apart = bookOf(group('a', 'b'), group('c', 'd'));
    expect(apart.covers(group('a', 'b', 'c', 'd'))).toBe(false);
    const everyPair = bookOf(group('a', 'b'), group('b', 'c'), group('a', 'c'));
    expect(everyPair.covers(group('a', 'b', 'c'))).toBe(true);
  });

  it('of equal bytes reopens when there is one more copy, not when there is one less', () => {
    const book = bookOf(group('a', 'a'));
    expect(book.covers(group('a', 'a'))).toBe(true);
    expect(book.covers(group('a'))).toBe(true);
    expect(book.covers(group('a', 'a', 'a'))).toBe(false);
  });
});

it('holds for its kind, type and label only', () => {
  const book = bookOf(
    makeDismissal({ kind: 'quality', type: 'dark' }, ['a']),
    makeDismissal({ kind: 'label', label: 'cat' }, ['b']),
  );
  expect(book.covers(makeDismissal({ kind: 'quality', type: 'dark' }, ['a']))).toBe(true);
  expect(book.covers(makeDismissal({ kind: 'quality', type: 'blurry' }, ['a']))).toBe(false);
  expect(book.covers(makeDismissal({ kind: 'outlier' }, ['a']))).toBe(false);
  expect(book.covers(makeDismissal({ kind: 'label', label: 'cat' }, ['b']))).toBe(true);
  expect(book.covers(makeDismissal({ kind: 'label', label: 'dog' }, ['b']))).toBe(false);
});

it('ends with the reverse of the edit', () => {
  const changes = [{ dismissal: group('a', 'b'), before: false, after: true }];
  const book = new DismissalBook();
  book.apply(changes);
  expect(book.touching(group('b', 'x'))).toEqual([group('a', 'b')]);
  book.apply(reverseDismissals(changes));
  expect(book.covers(group('a', 'b'))).toBe(false);
  expect(book.size).toBe(0);
  expect(book.touching(group('a', 'b'))).toEqual([]);
});
