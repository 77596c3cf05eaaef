import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodeBmp } from '../../../src/engine/images/decodeBmp';
import { readBmpHeader } from '../../../src/engine/images/headers/bmp';
import type { Pixels } from '../../../src/engine/images/pixels';

interface Bmp {
  readonly width: number;
  readonly height: number;
  readonly bits: number;
  readonly compression?: number;
  readonly palette?: readonly number[];
  readonly data: readonly number[];
}

function bmp({ width, height, bits, compression = 0, palette = [], data }: Bmp): Buffer {
  const header = Buffer.alloc(54);
  header.write('BM', 'latin1');
  header.writeUInt32LE(54 + palette.length, 10);
  header.writeUInt32LE(40, 14);
  header.writeInt32LE(width, 18);
  header.writeInt32LE(height, 22);
  header.writeUInt16LE(1, 26);
  header.writeUInt16LE(bits, 28);
  header.writeUInt32LE(compression, 30);
  header.writeUInt32LE(palette.length / 4, 46);
  return Buffer.concat([header, Buffer.from(palette), Buffer.from(data)]);
}

const decode = (file: Buffer): Pixels => decodeBmp(file, readBmpHeader(file));
const colours = [0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 0];
const [red, green, blue] = [
  [255, 0, 0],
  [0, 255, 0],
  [0, 0, 255],
];

describe('decodeBmp', () => {
  it('reads 24 bits bottom up, rows padded to four bytes', () => {
    const file = bmp({ width: 1, height: 2, bits: 24, data: [255, 0, 0, 9, 0, 0, 255, 9] });
    expect([...decode(file).data]).toEqual([...red, ...blue]);
  });

  it('reads rows top down where the height is negative', () => {
    const file = bmp({ width: 1, height: -2, bits: 24, data: [255, 0, 0, 9, 0, 0, 255, 9] });
    expect([...decode(file).data]).toEqual([...blue, ...red]);
  });

  it('reads odd widths of 1, 4 and 8 bits', () => {
    const four = bmp({ width: 3, height: 1, bits: 4, palette: colours, data: [0x01, 0x20, 0, 0] });
    expect([...decode(four).data]).toEqual([...red, ...green, ...blue]);
    const one = bmp({ width: 2, height: 1, bits: 1, palette: colours.slice(0, 8), data: [0x40, 0, 0, 0] });
    expect([...decode(one).data]).toEqual([...red, ...green]);
    const eight = bmp({ width: 3, height: 1, bits: 8, palette: colours, data: [2, 1, 0, 0] });
    expect([...decode(eight).data]).toEqual([...blue, ...green, ...red]);
  });

  it('reads run lengths with literals and an early end', () => {
    const data = [2, 1, 0, 3, 0, 2, 2, 9, 0, 1];
    const file = bmp({ width: 5, height: 1, bits: 8, compression: 1, palette: colours, data });
    expect([...decode(file).data]).toEqual([...green, ...green, ...red, ...blue, ...blue]);
  });

  it('refuses what ends too early, and never runs on', () => {
    expect(() => decode(bmp({ width: 4, height: 4, bits: 24, data: [1, 2, 3] }))).toThrow('ends too early');
    const runs = { width: 4, height: 4, bits: 8, compression: 1, palette: colours } as const;
    expect(() => decode(bmp({ ...runs, data: [] }))).toThrow('ends too early');
    expect(() => decode(bmp({ ...runs, data: [0, 2, 255] }))).toThrow('ends too early');
  });

  it('agrees with what was drawn at full size', async () => {
    const { data, info } = await sharp({ create: { width: 5, height: 3, channels: 3, background: '#123456' } })
      .raw()
      .toBuffer({ resolveWithObject: true });
    const rows = Array.from({ length: info.height }, () => [...Array(5).fill([0x56, 0x34, 0x12]).flat(), 0]).flat();
    expect(Buffer.from(decode(bmp({ width: 5, height: 3, bits: 24, data: rows })).data)).toEqual(data);
  });
});
