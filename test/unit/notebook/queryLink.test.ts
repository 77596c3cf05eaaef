import { describe, expect, it } from 'vitest';
import { formatQueryLink, parseQueryLink } from '../../../src/core/notebook/queryLink';
import { stringLiterals } from '../../../src/core/notebook/stringLiterals';

/** As VS Code hands a link over: decoded once. */
function read(link: string): ReturnType<typeof parseQueryLink> {
  const [path, query = ''] = link.split('?');
  return parseQueryLink(path, decodeURIComponent(query));
}

describe('links to a query', () => {
  it.each([
    { folder: '/data/pets', query: '' },
    { folder: '/data/a & b=c + 100%/#1', query: 'class:"a & b" is:suspicious' },
    { folder: 'C:\\data\\pets', query: 'path:"100%25"' },
    { folder: '/données/😀', query: 'ü' },
  ])('$folder', (link) => expect(read(formatQueryLink(link))).toEqual(link));

  it('written by hand', () => {
    expect(parseQueryLink('/open', 'folder=/data/100%/pets&query=is:suspicious')).toEqual({
      ...{ folder: '/data/100%/pets', query: 'is:suspicious' },
    });
  });

  it.each([
    ['/apply', 'folder=/data'],
    ['/open', ''],
    ['/open', 'folder=data'],
    ['/open', 'folder=//server/share'],
    ['/open', 'folder=/a\0b'],
    ['/open', `folder=/a&query=${'x'.repeat(10_001)}`],
  ])('%s?%s is refused', (path, query) => expect(parseQueryLink(path, query)).toBeUndefined());
});

it('finds the texts in code', () => {
  const code = `train = "../data/pets"\nroot = 'C:\\\\data'\nx = "" + 'it\\'s'\nagain = "../data/pets"`;
  expect(stringLiterals(code, 10)).toEqual(['../data/pets', 'C:\\data', "it\\'s"]);
  expect(stringLiterals(code, 1)).toEqual(['../data/pets']);
});
