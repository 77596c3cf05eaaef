import { describe, expect, it } from 'vitest';
import { formatQueryLink, parseQueryLink } from '../../../src/core/notebook/queryLink';
import { stringLiterals } from '../../../src/core/notebook/stringLiterals';

/** As VS Code hands a link over: decoded once. */
function read(link: string): ReturnType<typeof parseQueryLink> {
  const [path, fragment] = link.split('#');
  return parseQueryLink({ path, query: '', fragment: decodeURIComponent(fragment) });
}

describe('links to a query', () => {
  it.each([
    { folder: '/data/pets', query: '' },
    { folder: '/data/a & b=c + 100%/#1', query: 'class:"a & b" is:suspicious' },
    { folder: 'C:\\data\\pets', query: 'path:"100%25"' },
    { folder: '/données/😀', query: 'ü' },
  ])('$folder', (link) => expect(read(formatQueryLink(link))).toEqual(link));

  it('written by hand, with a question mark too', () => {
    const asked = { folder: '/data/100%/pets', query: 'is:suspicious' };
    const text = 'folder=/data/100%/pets&query=is:suspicious';
    expect(parseQueryLink({ path: '/open', query: '', fragment: text })).toEqual(asked);
    expect(parseQueryLink({ path: '/open', query: text, fragment: '' })).toEqual(asked);
  });

  it.each([
    ['/apply', 'folder=/data'],
    ['/open', ''],
    ['/open', 'folder=data'],
    ['/open', 'folder=//server/share'],
    ['/open', 'folder=/a\0b'],
    ['/open', `folder=/a&query=${'x'.repeat(10_001)}`],
  ])('%s#%s is refused', (path, text) => {
    expect(parseQueryLink({ path, query: '', fragment: text })).toBeUndefined();
    expect(parseQueryLink({ path, query: text, fragment: '' })).toBeUndefined();
  });
});

it('finds the texts in code', () => {
  const code = `train = "../data/pets"\nroot = 'C:\\\\data'\nx = "" + 'it\\'s'\nagain = "../data/pets"`;
  expect(stringLiterals(code, 10)).toEqual(['../data/pets', 'C:\\data', "it\\'s"]);
  expect(stringLiterals(code, 1)).toEqual(['../data/pets']);
});
