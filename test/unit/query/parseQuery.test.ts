import { describe, expect, it } from 'vitest';
import { parseQuery } from '../../../src/core/query/query';
import { formatQuery } from '../../../src/core/query/queryText';

describe('parseQuery', () => {
  it('reads words, filters, quotes and negation', () => {
    expect(parseQuery('beach class:dog -is:suspicious name:"a b" -"old photos"').terms).toEqual([
      { negated: false, field: 'path', text: 'beach' },
      { negated: false, field: 'class', values: ['dog'] },
      { negated: true, field: 'is', state: 'suspicious' },
      { negated: false, field: 'name', text: 'a b' },
      { negated: true, field: 'path', text: 'old photos' },
    ]);
  });

  it('takes split: for subset: and label: for class:', () => {
    expect(parseQuery('split:train label:dog').terms).toEqual(parseQuery('subset:train class:dog').terms);
  });

  it('means either of two values of the same filter', () => {
    expect(parseQuery('class:dog class:cat class:dog -class:fox').terms).toEqual([
      { negated: false, field: 'class', values: ['dog', 'cat'] },
      { negated: true, field: 'class', values: ['fox'] },
    ]);
    expect(parseQuery('folder:"my cats" folder:dog folder:.').terms).toEqual([
      { negated: false, field: 'folder', values: ['my cats', 'dog', '.'] },
    ]);
    expect(parseQuery('decision:delete decision:kept').terms).toEqual([
      { negated: false, field: 'decision', values: ['delete', 'keep'] },
    ]);
  });

  it.each([
    ['confidence:>0.9', { low: 0.9, high: Infinity, lowOpen: true, highOpen: false }],
    ['confidence:>=90%', { low: 0.9, high: Infinity, lowOpen: false, highOpen: false }],
    ['margin:<.3', { low: -Infinity, high: 0.3, lowOpen: false, highOpen: true }],
    ['loss:<=2', { low: -Infinity, high: 2, lowOpen: false, highOpen: false }],
    ['margin:0.2..0.4', { low: 0.2, high: 0.4, lowOpen: false, highOpen: false }],
    ['margin:0.5', { low: 0.5, high: 0.5, lowOpen: false, highOpen: false }],
  ])('reads %s', (text, range) => {
    expect(parseQuery(text).terms).toMatchObject([range]);
  });

  it('reads the words to rank by, which narrow nothing', () => {
    const { terms, notes } = parseQuery('like:"car dashboard" -like:night dog');
    expect(notes).toEqual([]);
    expect(terms).toEqual([
      { negated: false, field: 'like', text: 'car dashboard' },
      { negated: true, field: 'like', text: 'night' },
      { negated: false, field: 'path', text: 'dog' },
    ]);
    expect(formatQuery(terms)).toBe('like:"car dashboard" -like:night dog');
  });

  it.each(['foo:bar', 'is:wobbly', 'decision:maybe', 'confidence:high', 'class:', 'constructor:x', 'margin:1..2..3'])(
    'notes what it does not understand: %s',
    (text) => {
      const { terms, notes } = parseQuery(`${text} dog`);
      expect(notes).toHaveLength(1);
      expect(terms).toEqual([{ negated: false, field: 'path', text: 'dog' }]);
    },
  );

  it.each([
    ['', []],
    ['   ', []],
    ['"', []],
    ['-', []],
    ['class:"car dash', [{ negated: false, field: 'class', values: ['car dash'] }]],
    ['class:"say \\"hi\\""', [{ negated: false, field: 'class', values: ['say "hi"'] }]],
    ['--x', [{ negated: true, field: 'path', text: '-x' }]],
    ['a"b', [{ negated: false, field: 'path', text: 'a"b' }]],
    ['class:🐈', [{ negated: false, field: 'class', values: ['🐈'] }]],
  ])('survives %j', (text, terms) => {
    expect(parseQuery(text).terms).toEqual(terms);
  });

  it('ends soon on long hostile text', () => {
    const begin = performance.now();
    parseQuery('"\\'.repeat(5000));
    parseQuery('-'.repeat(10_000));
    parseQuery('a:'.repeat(5000));
    expect(performance.now() - begin).toBeLessThan(1000);
  });
});

describe('formatQuery', () => {
  it.each([
    ['class', 'dog'],
    ['class', 'two words'],
    ['class', '-dash'],
    ['class', 'quote "inside" and back\\slash'],
    ['class', 'a:b'],
    ['class', 'labelled/airplanes'],
    ['class', 'back\\slash'],
    ['class', '"'],
  ] as const)('writes %s %j so that it reads back the same', (field, value) => {
    const terms = [{ negated: false, field, values: [value] }];
    expect(parseQuery(formatQuery(terms)).terms).toEqual(terms);
  });

  it('writes every kind of term so that it reads back the same', () => {
    const text =
      'word -"two words" class:a class:b -subset:train is:pending decision:delete name:*.png folder:"a b" folder:. confidence:>0.9 margin:0.1..0.2 loss:<=3';
    expect(formatQuery(parseQuery(text).terms)).toBe(text);
  });
});
