import { expect, it } from 'vitest';
import { sniff } from '../../../src/engine/images/sniff';

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

it.each([
  ['\xff\xd8\xff\xe0', 'jpeg'],
  ['\x89PNG\r\n\x1a\n', 'png'],
  ['RIFF\x10\0\0\0WEBPVP8 ', 'webp'],
  ['GIF89a', 'gif'],
  ['BM\0\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0', 'bmp'],
  ['II*\0\x08\0\0\0', 'tiff'],
  ['MM\0*', 'tiff'],
  ['\0\0\0\x1cftypavif\0\0\0\0mif1miaf', 'avif'],
  ['\0\0\0\x1cftypmif1\0\0\0\0mif1avif', 'avif'],
])('%j is %s', (head, format) => {
  expect(sniff(latin1(head))).toEqual({ kind: 'image', format });
});

it.each([
  ['\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'HEIC'],
  ['<?xml version="1.0"?>\n<!-- a <b> -->\n<svg width="1">', 'SVG'],
  ['\ufeff <svg/>', 'SVG'],
  ['P6 10 10 255\n', 'PNM (ppm, pgm, pbm)'],
  ['8BPS', 'Photoshop'],
])('%j is known and not supported: %s', (head, name) => {
  expect(sniff(Buffer.from(head))).toEqual({ kind: 'unsupported', name });
});

it('names a table that a Parquet writer made, for whoever looks for its labels', () => {
  expect(sniff(latin1('PAR1\x15\x04'))).toEqual({ kind: 'other', name: 'a Parquet table' });
});

it('does not take a text that begins with BM for a picture', () => {
  expect(sniff(latin1('BMW cars and others are here listed')).kind).toBe('other');
  expect(sniff(latin1('')).kind).toBe('other');
});
