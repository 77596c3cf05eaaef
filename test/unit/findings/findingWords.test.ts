import { describe, expect, it } from 'vitest';
import { findingBit, findingBits, findingMask, findingWords } from '../../../src/core/findings/findingWords';
import { parseQuery } from '../../../src/core/query/query';
import { matcherOf, type RowFacts } from '../../../src/core/query/queryMatch';
import { formatQuery } from '../../../src/core/query/queryText';

const row: RowFacts = {
  path: 'a/b.jpg',
  given: 'a',
  subset: undefined,
  predicted: undefined,
  confidence: NaN,
  margin: NaN,
  loss: NaN,
  reject: NaN,
  similarity: NaN,
  suspicious: false,
  unreadable: false,
  decision: undefined,
};
const finds = (query: string, findings?: number): boolean => matcherOf(parseQuery(query).terms)({ ...row, findings });

describe('is: with the words of findings', () => {
  it('finds an image by each kind and type, and a kind by any of its types', () => {
    expect(finds('is:blurry', findingBits.blurry)).toBe(true);
    expect(finds('is:quality', findingBits.blurry)).toBe(true);
    expect(finds('is:duplicate', findingBits.near | findingBits.outlier)).toBe(true);
    expect(finds('is:duplicate', findingBits.outlier)).toBe(false);
    expect(finds('-is:dark', findingBits.bright)).toBe(true);
    expect(finds('IS:Odd-Aspect', findingBits['odd-aspect'])).toBe(true);
    expect(finds('is:near', undefined)).toBe(false);
  });

  it('has a bit of its own for each, and writes back what it reads', () => {
    const bits = Object.values(findingBits);
    expect(new Set(bits).size).toBe(bits.length);
    for (const bit of bits) expect(bit & (bit - 1)).toBe(0);
    for (const word of findingWords) {
      expect(findingMask(word)).toBeGreaterThan(0);
      const { terms, notes } = parseQuery(`is:${word}`);
      expect([formatQuery(terms), notes]).toEqual([`is:${word}`, []]);
    }
  });

  it('is set by every kind of finding', () => {
    expect(findingBit('duplicate', 'near')).toBe(findingBits.near);
    expect(findingBit('leakage', 'bytes')).toBe(findingBits.leakage);
    expect(findingBit('unreadable')).toBe(findingBits.damaged);
    expect(findingBit('label')).toBe(findingBits.label);
    expect(findingBit('collage')).toBe(findingBits.collage);
    expect(findingBit('off-reference')).toBe(findingBits['off-reference']);
  });
});
