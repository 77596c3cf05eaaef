import { describe, expect, it } from 'vitest';
import { parseQuery } from '../../../src/core/query/query';
import { matcherOf, type RowFacts } from '../../../src/core/query/queryMatch';

const row: RowFacts = {
  path: 'train/dog/Beach party 7.JPG',
  given: 'dog',
  subset: 'train',
  predicted: 'cat',
  confidence: 0.93,
  margin: 0.12,
  loss: 2.1,
  reject: 0.2,
  similarity: 0.4,
  suspicious: true,
  unreadable: false,
  decision: undefined,
  sources: () => ['Beach Party', 'img.example.org'],
};
const finds = (text: string, facts: Partial<RowFacts> = {}) => matcherOf(parseQuery(text).terms)({ ...row, ...facts });

describe('matcherOf', () => {
  it.each([
    '',
    'beach',
    'BEACH dog',
    '"party 7"',
    'class:dog',
    'class:dog class:cat',
    '-class:cat',
    'split:train',
    'predicted:cat',
    'is:suspicious is:undecided',
    '-is:decided',
    'name:beach',
    'name:*.jpg',
    'name:beach*7.jpg',
    'folder:train/dog',
    'folder:train/dog/',
    'folder:cat folder:"train/dog"',
    '-folder:train',
    'source:"beach party"',
    'source:*.example.org',
    '-source:beach',
    'confidence:>0.9',
    'confidence:90%..95%',
    'margin:<0.3 loss:>2',
  ])('finds by %j', (text) => {
    expect(finds(text)).toBe(true);
  });

  it.each([
    'cat',
    'class:cat',
    'class:do',
    '-class:dog',
    '-beach',
    'subset:valid',
    'predicted:dog',
    'is:pending',
    'is:kept',
    'is:unreadable',
    'is:unsorted',
    'name:dog',
    'name:*.png',
    'name:party*party',
    'folder:train',
    'folder:dog',
    'folder:train/Dog',
    'folder:.',
    'source:example.org',
    'source:dog',
    'confidence:>0.93',
    'margin:>0.3',
    'decision:delete',
    'class:dog margin:>0.3',
  ])('does not find by %j', (text) => {
    expect(finds(text)).toBe(false);
  });

  it('tells pending from kept', () => {
    expect(finds('is:pending', { decision: 'delete' })).toBe(true);
    expect(finds('is:pending', { decision: 'keep' })).toBe(false);
    expect(finds('is:kept is:decided', { decision: 'keep' })).toBe(true);
    expect(finds('decision:delete decision:set-aside', { decision: 'set-aside' })).toBe(true);
  });

  it('puts an image without a score in no range', () => {
    expect(finds('confidence:>=0', { confidence: NaN })).toBe(false);
    expect(finds('margin:<1', { margin: NaN })).toBe(false);
  });

  it('minds the case of names only where the query has capitals', () => {
    expect(finds('class:dog', { given: 'Dog' })).toBe(true);
    expect(finds('class:Dog', { given: 'dog' })).toBe(false);
    expect(finds('class:Dog', { given: 'Dog' })).toBe(true);
  });

  it('finds names whose accents are written another way', () => {
    expect(finds('class:"Caf\u00e9"', { given: 'Cafe\u0301' })).toBe(true);
    expect(finds('caf\u00e9', { path: 'cafe\u0301/1.jpg' })).toBe(true);
  });

  it('knows the folder that an image stands in, and the top one', () => {
    expect(finds('folder:cat', { path: 'bobcat/1.jpg' })).toBe(false);
    expect(finds('folder:cat', { path: 'cat/kittens/1.jpg' })).toBe(false);
    expect(finds('folder:cat', { path: 'cat/1.jpg' })).toBe(true);
    expect(finds('folder:.', { path: '1.jpg' })).toBe(true);
    expect(finds('-folder:.', { path: '1.jpg' })).toBe(false);
    expect(finds('folder:caf\u00e9', { path: 'cafe\u0301/1.jpg' })).toBe(true);
  });

  it('knows unsorted images', () => {
    expect(finds('is:unsorted', { given: undefined })).toBe(true);
    expect(finds('class:dog', { given: undefined })).toBe(false);
    expect(finds('-class:dog', { given: undefined })).toBe(true);
  });
});
