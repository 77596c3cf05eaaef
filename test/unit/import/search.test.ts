import { describe, expect, it } from 'vitest';
import { parseSearches, search, searchArguments } from '../../../src/protocol/search';

describe('the search command', () => {
  it('takes the term as one argument, in its place or last', () => {
    const term = 'a b; rm -rf $HOME `x` "y"';
    expect(searchArguments(['find', '--term', '{term}', '--max', '5'], term)).toEqual([
      'find',
      '--term',
      term,
      '--max',
      '5',
    ]);
    expect(searchArguments(['find'], term)).toEqual(['find', term]);
    // Within another argument it is left alone, and it never becomes the program.
    expect(searchArguments(['{term}', '--q={term}'], 'x')).toEqual(['{term}', '--q={term}']);
  });

  it('classes and terms as typed', () => {
    expect(parseSearches(' cat ,dog = labrador puppy,, owl=')).toEqual([
      { label: 'cat', term: 'cat' },
      { label: 'dog', term: 'labrador puppy' },
      { label: 'owl', term: '' },
    ]);
  });

  it.each(['', '--output=/etc/x', '-n', 'a\nb', 'a\0'])('the term %j is refused', (term) => {
    expect(search.safeParse({ label: 'cat', term }).success).toBe(false);
  });

  it('a class that is no folder name is refused', () => {
    expect(search.safeParse({ label: '../x', term: 'x' }).success).toBe(false);
  });
});
