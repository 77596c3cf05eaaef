import { describe, expect, it } from 'vitest';
import { fuzzyScore } from '../../../webview/dialogs/fuzzy';
import { breadcrumbs, hasFilter, toggleFilter } from '../../../webview/toolbar/queryTerms';

const dog = { negated: false, field: 'class', values: ['dog'] } as const;
const unsorted = { negated: false, field: 'is', state: 'unsorted' } as const;
const suspicious = { negated: false, field: 'is', state: 'suspicious' } as const;

describe('toggleFilter', () => {
  it('exchanges classes, keeps the rest, and takes away what is there', () => {
    expect(toggleFilter('class:cat is:suspicious beach', dog)).toBe('is:suspicious beach class:dog');
    expect(toggleFilter('class:dog is:suspicious', dog)).toBe('is:suspicious');
    expect(toggleFilter('class:dog', suspicious)).toBe('class:dog is:suspicious');
    expect(toggleFilter('class:dog is:suspicious', unsorted)).toBe('is:suspicious is:unsorted');
    expect(toggleFilter('-class:cat', dog)).toBe('-class:cat class:dog');
  });

  it('knows what is chosen', () => {
    expect(hasFilter('is:suspicious class:dog', dog)).toBe(true);
    expect(hasFilter('-class:dog', dog)).toBe(false);
  });
});

describe('breadcrumbs', () => {
  it('leads back step by step', () => {
    expect(breadcrumbs('class:"two words" is:suspicious')).toEqual([
      { text: 'two words', query: 'class:"two words"' },
      { text: 'suspicious', query: 'class:"two words" is:suspicious' },
    ]);
  });
});

describe('fuzzyScore', () => {
  const best = (typed: string, names: string[]) =>
    names
      .filter((name) => fuzzyScore(typed, name) !== undefined)
      .sort((a, b) => fuzzyScore(typed, b)! - fuzzyScore(typed, a)!);

  it('puts beginnings before words before parts before initials', () => {
    expect(best('ca', ['scar', 'big cat', 'cat', 'caterpillar', 'cold apple'])).toEqual([
      'cat',
      'caterpillar',
      'big cat',
      'scar',
      'cold apple',
    ]);
  });

  it('does not find an old name by chance when a new one is typed', () => {
    expect(fuzzyScore('newclass', 'golden retriever with a very long class name')).toBeUndefined();
    expect(fuzzyScore('dg', 'dog')).toBeDefined();
  });
});
