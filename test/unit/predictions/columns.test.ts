import { describe, expect, it } from 'vitest';
import { columnsProblem, guessColumns, numberOf, readScoreList } from '../../../src/core/predictions/columns';

const classes = ['cat', 'dog'];
const isImage = (text: string): boolean => text.endsWith('.jpg');
const guess = (names: string[], ...rows: unknown[][]) => guessColumns(names, rows, classes, isImage);

describe('columns are recognised', () => {
  it('by classes, with or without an affix', () => {
    const scores = [
      { column: 'p_cat', class: 'cat' },
      { column: 'p_dog', class: 'dog' },
    ];
    expect(guess(['', 'where', 'p_cat', 'p_dog'], ['0', 'cat/1.jpg', '0.9', '0.1'])).toMatchObject({
      ...{ file: 'where', scores, logits: false, classes: ['cat', 'dog'] },
    });
    expect(guess(['path', 'Cat', 'DOG'], ['cat/1.jpg', 3.5, -2]).logits).toBe(true);
  });

  it('by number, in the order in which a loader counts the classes', () => {
    expect(guess(['path', '0', '1'], ['cat/1.jpg', '0.9', '0.1']).scores?.map((one) => one.class)).toEqual(classes);
    expect(guess(['path', '0'], ['cat/1.jpg', '0.9']).scores).toBeUndefined();
  });

  it('a predicted label before a given one', () => {
    expect(guess(['filename', 'label', 'prediction', 'score'], ['1.jpg', 'cat', 'dog', '0.7'])).toMatchObject({
      ...{ file: 'filename', label: 'prediction', confidence: 'score' },
    });
  });

  it('a list of scores', () => {
    expect(guess(['file', 'probs'], ['1.jpg', [0.1, 0.9]])).toMatchObject({ list: 'probs', logits: false });
    expect(guess(['file', 'logits'], ['1.jpg', '[1.5 -3.]'])).toMatchObject({ list: 'logits', logits: true });
  });

  it('by most of their cells: one prediction that failed takes no class away', () => {
    const rows = [['1.jpg', '0.9', '0.1'], ['2.jpg', 'nan', 'error'], ['3.jpg', '0.2', '0.8']]; // prettier-ignore
    expect(guess(['file', 'cat', 'dog'], ...rows).scores?.map((one) => one.class)).toEqual(classes);
    expect(guess(['file', 'label', 'score'], ['1.jpg', 'cat', 0.7], ['2.jpg', 'dog', NaN], ['3.jpg', 'dog', 0.9])).toMatchObject({ label: 'label', confidence: 'score' }); // prettier-ignore
    expect(guess(['file', 'cat', 'dog'], ['1.jpg', 'a', 'b'], ['2.jpg', '1', '0']).scores).toBeUndefined();
  });

  it('says what is missing', () => {
    expect(columnsProblem(guess(['a', 'b'], ['x', 'y']))).toMatch('no column names the images');
    expect(columnsProblem(guess(['file', 'size'], ['1.jpg', '12']))).toMatch('no column holds');
  });
});

describe('cells', () => {
  it.each([
    ['0.5', 0.5],
    ['-1e-3', -0.001],
    ['inf', Infinity],
    ['-inf', -Infinity],
    ['', NaN],
    ['cat', NaN],
    ['0x', NaN],
    [7n, 7],
    [true, NaN],
  ])('%s is the number %s', (cell, number) => expect(numberOf(cell)).toBe(number));

  it('reads scores however they are written', () => {
    expect(readScoreList('[0.25, 0.75]')).toEqual([0.25, 0.75]);
    expect(readScoreList('[0.25 0.75\n 0.]')).toEqual([0.25, 0.75, 0]);
    expect(readScoreList('{"cat": 0.25, "dog": 0.75}')).toEqual(new Map([['cat', 0.25], ['dog', 0.75]])); // prettier-ignore
    expect(readScoreList([{ label: 'cat', score: 0.25 }])).toEqual(new Map([['cat', 0.25]]));
    expect(readScoreList(Float32Array.of(0.5, 0.5))).toEqual([0.5, 0.5]);
  });

  it.each(['[0.1 ... 0.2]', '[]', '{}', '[[0.1]]', 'cat', '{"a": "b"}', null, 3])('%s is no list of scores', (cell) => {
    expect(readScoreList(cell)).toBeUndefined();
  });
});
