import { describe, expect, it } from 'vitest';
import { readUrlList } from '../../../src/engine/import/readUrlList';

function read(text: string | Uint8Array): ReturnType<typeof readUrlList> {
  return readUrlList(typeof text === 'string' ? new TextEncoder().encode(text) : text, 'list');
}

const a = 'https://a.example/1.jpg';
const b = 'https://b.example/2.jpg';

describe('lists of addresses', () => {
  it('text: one on each line, remarks and what stands before it left out', () => {
    expect(read(`# cats\n${a}\r\n\nn0123_7\t${b}\n`).images).toEqual([
      { line: 2, url: a },
      { line: 4, url: b },
    ]);
  });

  it('CSV with a heading, quoted fields with line breaks; a row without an address is listed', () => {
    const { images, failed } = read(`Label,URL,query\ncat,${a},"red\ncat"\ndog,,\n"big, dog",${b},\n`);
    expect(images).toEqual([
      { line: 2, url: a, label: 'cat', term: 'red\ncat' },
      { line: 5, url: b, label: 'big, dog' },
    ]);
    expect(failed).toEqual([{ line: 4, reason: 'It names no address.' }]);
  });

  it.each(['\t', ';'])('tables with %j between the columns', (separator) => {
    const rows = [
      ['class', 'image_url'],
      ['cat', a],
      ['dog', `"${b}"`],
    ];
    expect(read(rows.map((row) => row.join(separator)).join('\n')).images).toEqual([
      { line: 2, url: a, label: 'cat' },
      { line: 3, url: b, label: 'dog' },
    ]);
  });

  it('the picture is told from its page and from a file name, whatever the columns are called', () => {
    const page = 'https://a.example/page';
    expect(read(JSON.stringify([{ image: a, url: page, thumbnail: 'https://t.example/' }])).images[0].url).toBe(a);
    expect(read(JSON.stringify([{ image: '7.jpg', url: a }])).images[0].url).toBe(a);
    expect(read(JSON.stringify([{ contentUrl: a, hostPageUrl: page }])).images[0].url).toBe(a);
    expect(read(JSON.stringify([{ original: a, link: page }])).images[0].url).toBe(a);
  });

  it('JSON: a list of addresses, objects, classes with lists, nested lists, what gallery-dl prints', () => {
    expect(read(JSON.stringify([a, b])).images.map(({ url }) => url)).toEqual([a, b]);
    expect(read(JSON.stringify({ cat: [a], dog: [{ url: b, keyword: 'puppy' }] })).images).toEqual([
      { line: 1, url: a, label: 'cat' },
      { line: 2, url: b, label: 'dog', term: 'puppy' },
    ]);
    const gallery = [
      [2, { category: 'site' }],
      [3, a, { category: 'site', extension: 'jpg', search_query: 'cats' }],
    ];
    const { images } = read(JSON.stringify(gallery));
    expect(images.filter(({ url }) => url === a)).toMatchObject([{ url: a, term: 'cats' }]);
    expect(images[0].label).toBeUndefined();
  });

  it('JSON Lines, one of them torn', () => {
    const { images, failed } = read(`{"url":"${a}","label":"cat"}\n{"url":"${b}"\n`);
    expect(images).toEqual([{ line: 1, url: a, label: 'cat' }]);
    expect(failed).toEqual([{ line: 2, reason: 'It names no address.' }]);
  });

  it('classes and terms that are numbers in JSON', () => {
    expect(read(`[{"url":"${a}","label":0,"query":7}]`).images).toEqual([{ line: 1, url: a, label: '0', term: '7' }]);
    expect(read(`{"url":"${a}","label":3}\n{"url":12}\n`)).toMatchObject({
      images: [{ line: 1, url: a, label: '3' }],
      failed: [{ line: 2 }],
    });
  });

  it('UTF-16 with a mark, UTF-8 with a mark', () => {
    expect(read(Buffer.from(`\ufeff${a}\n`, 'utf16le')).images).toEqual([{ line: 1, url: a }]);
    expect(read(`\ufeff${a}\n`).images).toEqual([{ line: 1, url: a }]);
  });

  it.each([
    ['', /names no address/],
    ['{"a": ', /not JSON/],
    [Buffer.from([0x68, 0xe9, 0x68]), /not UTF-8/],
    ['url,class\n"https://a', /never closed/],
  ])('%j is refused in words', (text, message) => {
    expect(() => read(text)).toThrow(message);
  });

  it('a million rows', () => {
    const rows = Array.from({ length: 1_000_000 }, (_, i) => `https://h${i % 100}.example/${i}.jpg,c${i % 10}`);
    const { images } = read(`url,class\n${rows.join('\n')}\n`);
    expect(images).toHaveLength(1_000_000);
    expect(images[999_999]).toEqual({ line: 1_000_001, url: 'https://h99.example/999999.jpg', label: 'c9' });
  });
});
