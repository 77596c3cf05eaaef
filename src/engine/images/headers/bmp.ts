import { cutOff, skipped, unreadable } from '../unreadable';
import type { Header } from './header';

export interface BmpHeader extends Header {
  /** 0 plain, 1 RLE8, 2 RLE4, 3 and 6 bit fields. */
  readonly compression: number;
  readonly bitsPerPixel: number;
  readonly topDown: boolean;
  /** Offset of the first pixel. */
  readonly pixels: number;
  /** Palette, [colours][blue, green, red]. */
  readonly palette: readonly (readonly [number, number, number])[];
  /** Bit masks of red, green, blue and alpha. */
  readonly masks: readonly [number, number, number, number];
}

const masks555: BmpHeader['masks'] = [0x7c00, 0x3e0, 0x1f, 0];
const masks888: BmpHeader['masks'] = [0xff0000, 0xff00, 0xff, 0];

/** Reads a BMP's headers (Windows BITMAPCOREHEADER to BITMAPV5HEADER). Throws `NoImageError`. */
export function readBmpHeader(file: Buffer): BmpHeader {
  if (file.length < 26) throw unreadable(cutOff);
  const headerSize = file.readUInt32LE(14);
  if (file.length < 14 + headerSize) throw unreadable(cutOff);
  const core = headerSize === 12;
  const width = core ? file.readUInt16LE(18) : file.readInt32LE(18);
  const signedHeight = core ? file.readUInt16LE(20) : file.readInt32LE(22);
  const bitsPerPixel = file.readUInt16LE(core ? 24 : 28);
  const compression = headerSize >= 20 ? file.readUInt32LE(30) : 0;
  if (![1, 2, 4, 8, 16, 24, 32].includes(bitsPerPixel)) throw unreadable('The BMP header names an impossible depth.');
  if (compression === 4 || compression === 5) throw skipped('A BMP that wraps a JPEG or PNG is not supported.');
  if (![0, 1, 2, 3, 6].includes(compression)) throw unreadable('The BMP header names an unknown compression.');
  const masks = readMasks(file, headerSize, bitsPerPixel, compression);
  const maskBytes = headerSize === 40 ? (compression === 3 ? 12 : compression === 6 ? 16 : 0) : 0;
  const palette = readPalette(file, 14 + headerSize + maskBytes, bitsPerPixel, core);
  const height = Math.abs(signedHeight);
  return {
    width,
    height,
    orientation: 1,
    colour: {
      model: bitsPerPixel <= 8 ? 'palette' : 'rgb',
      depth: bitsPerPixel === 16 ? 5 : 8,
      alpha: masks[3] !== 0,
      animated: false,
      pages: 1,
    },
    memory: width * height * 4,
    compression,
    bitsPerPixel,
    topDown: signedHeight < 0,
    pixels: file.readUInt32LE(10),
    palette,
    masks,
  };
}

function readMasks(file: Buffer, headerSize: number, bits: number, compression: number): BmpHeader['masks'] {
  if (compression !== 3 && compression !== 6) return bits === 16 ? masks555 : masks888;
  if (file.length < 70) throw unreadable(cutOff);
  const alpha = headerSize >= 56 || compression === 6 ? file.readUInt32LE(66) : 0;
  return [file.readUInt32LE(54), file.readUInt32LE(58), file.readUInt32LE(62), alpha];
}

function readPalette(file: Buffer, start: number, bits: number, core: boolean): [number, number, number][] {
  if (bits > 8) return [];
  const named = core ? 0 : file.length >= 50 ? file.readUInt32LE(46) : 0;
  const colours = named > 0 ? Math.min(named, 1 << bits) : 1 << bits;
  const step = core ? 3 : 4;
  const palette: [number, number, number][] = [];
  for (let i = 0, at = start; i < colours && at + 3 <= file.length; i++, at += step)
    palette.push([file[at], file[at + 1], file[at + 2]]);
  return palette;
}
