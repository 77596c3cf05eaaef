import { describe, expect, it } from 'vitest';
import { formatCsv, parseCsv } from '../../../src/engine/exchange/csv';
import { Random } from '../../../src/engine/sample/random';
import { hostileNames } from '../../fixtures/hostileNames';

const fieldsOf = (text: string): (readonly string[])[] => parseCsv(text, 'x.csv').map(({ fields }) => fields);

describe('writing and reading', () => {
  it('gives back every hostile name unaltered, also what a spreadsheet takes for a formula', () => {
    const names = [
      ...hostileNames(true),
      '=1+1',
      '@SUM(A1)',
      '+1',
      '-1',
      '"',
      '""',
      ',',
      '\n',
      '\r',
      ' ',
      '"a",b\r\n"c',
    ];
    const rows = [['name', 'label'], ...names.map((name) => [name, `${name}/x`])];
    expect(fieldsOf(formatCsv(rows))).toEqual(rows);
  });

  it('gives back random fields of the characters that matter', () => {
    const random = new Random('csv');
    const letters = ['"', ',', '\n', '\r', 'a', ' ', 'é', ';'];
    for (let i = 0; i < 2000; i++) {
      const field = (): string =>
        Array.from({ length: random.int(0, 5) }, () => letters[random.int(0, letters.length - 1)]).join('');
      const rows = Array.from({ length: 3 }, () => ['x', field(), field()]);
      expect(fieldsOf(formatCsv(rows))).toEqual(rows);
    }
  });

  it('quotes nothing that needs no quotes', () => {
    expect(formatCsv([['cat/1.jpg', 'it is "so"']])).toBe('cat/1.jpg,"it is ""so"""\n');
  });
});

describe('reading', () => {
  it('takes CRLF and LF, a last line without an end, empty fields and empty lines', () => {
    expect(fieldsOf('a,b\r\n1,\n\n,2')).toEqual([
      ['a', 'b'],
      ['1', ''],
      ['', '2'],
    ]);
  });

  it('knows the line on which a row begins', () => {
    expect(parseCsv('a,b\n"x\ny",1\nz,2\n', 'x').map(({ line }) => line)).toEqual([1, 2, 4]);
  });

  it.each([
    ['a,b\n1,"x\n2,3\n4,5', /line 2: a field begins with a quote that is never closed\. Close it/],
    ['a,b\n1,x"y\n', /line 2: a quote stands inside a field/],
    ['a,b\n"1"x,2\n', /line 2: there is text after the closing quote/],
    ['a,b\r1,2\r', /line 1: a line ends with a carriage return alone/],
  ])('%j is refused with line and remedy', (text, message) => {
    expect(() => parseCsv(text, 'x.csv')).toThrow(message);
  });

  it('reads a million quotes in a moment', () => {
    const began = performance.now();
    expect(fieldsOf(`"${'""'.repeat(1_000_000)}"`)[0][0]).toHaveLength(1_000_000);
    expect(performance.now() - began).toBeLessThan(2000);
  });
});
