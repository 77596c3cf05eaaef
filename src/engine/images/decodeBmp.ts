import type { Pixels } from './pixels';
import { cutOff, unreadable } from './unreadable';
import type { BmpHeader } from './headers/bmp';

/**
 * Decodes a BMP whole: libvips, as sharp brings it, reads none. 24-bit RGB, or RGBA where a mask names alpha and a
 * pixel uses it. Throws `NoImageError` when pixels are missing.
 */
export function decodeBmp(file: Buffer, header: BmpHeader): Pixels {
  const { width, height, compression } = header;
  const rgba = Buffer.alloc(width * height * 4, compression === 1 || compression === 2 ? 0 : 255);
  if (compression === 1 || compression === 2) decodeRuns(file, header, rgba);
  else decodeRows(file, header, rgba);
  return keepsAlpha(header, rgba) ? { data: rgba, width, height, channels: 4 } : withoutAlpha(rgba, width, height);
}

/** Many programs write an alpha of all zeros and mean opaque. */
function keepsAlpha(header: BmpHeader, rgba: Buffer): boolean {
  if (header.masks[3] === 0) return false;
  for (let i = 3; i < rgba.length; i += 4) if (rgba[i] !== 0) return true;
  return false;
}

function withoutAlpha(rgba: Buffer, width: number, height: number): Pixels {
  const data = Buffer.allocUnsafe(width * height * 3);
  for (let from = 0, to = 0; to < data.length; from += 4, to += 3) {
    data[to] = rgba[from];
    data[to + 1] = rgba[from + 1];
    data[to + 2] = rgba[from + 2];
  }
  return { data, width, height, channels: 3 };
}

function decodeRows(file: Buffer, header: BmpHeader, rgba: Buffer): void {
  const { width, height, bitsPerPixel: bits, pixels, topDown, palette } = header;
  const stride = Math.ceil((width * bits) / 32) * 4;
  // The last row's padding may be missing.
  if (pixels + stride * (height - 1) + Math.ceil((width * bits) / 8) > file.length) throw unreadable(cutOff);
  const channels = header.masks.map(maskReader);
  for (let row = 0; row < height; row++) {
    const from = pixels + row * stride;
    let to = (topDown ? row : height - 1 - row) * width * 4;
    for (let x = 0; x < width; x++, to += 4) {
      if (bits <= 8) {
        const bit = x * bits;
        const index = (file[from + (bit >> 3)] >> (8 - bits - (bit & 7))) & ((1 << bits) - 1);
        paint(rgba, to, palette[index]);
      } else if (bits === 24) {
        const at = from + x * 3;
        rgba[to] = file[at + 2];
        rgba[to + 1] = file[at + 1];
        rgba[to + 2] = file[at];
      } else {
        const value = bits === 16 ? file.readUInt16LE(from + x * 2) : file.readUInt32LE(from + x * 4);
        for (let c = 0; c < 4; c++) rgba[to + c] = channels[c](value);
      }
    }
  }
}

function paint(rgba: Buffer, to: number, colour: readonly [number, number, number] | undefined): void {
  const [blue, green, red] = colour ?? [0, 0, 0];
  rgba[to] = red;
  rgba[to + 1] = green;
  rgba[to + 2] = blue;
  rgba[to + 3] = 255;
}

/** Takes a channel out of a pixel and widens it to 8 bits; 255 for a mask of no bits. */
function maskReader(mask: number): (pixel: number) => number {
  if (mask === 0) return () => 255;
  const shift = 31 - Math.clz32(mask & -mask);
  const max = mask >>> shift;
  return (pixel) => Math.round((((pixel & mask) >>> shift) / max) * 255);
}

/** RLE8 and RLE4: (count, value) runs, and escapes for end of line, end of picture, a jump, and literal pixels. */
function decodeRuns(file: Buffer, header: BmpHeader, rgba: Buffer): void {
  const { width, height, palette, compression } = header;
  const nibbles = compression === 2;
  let x = 0;
  let y = 0;
  const put = (index: number): void => {
    if (x < width && y < height) paint(rgba, ((header.topDown ? y : height - 1 - y) * width + x) * 4, palette[index]);
    x++;
  };
  const half = (byte: number, i: number): number => (nibbles ? (i & 1 ? byte & 15 : byte >> 4) : byte);
  let at = header.pixels;
  while (y < height) {
    if (at + 2 > file.length) throw unreadable(cutOff);
    const count = file[at];
    const code = file[at + 1];
    at += 2;
    if (count > 0) for (let i = 0; i < count; i++) put(half(code, i));
    else if (code === 0) {
      x = 0;
      y++;
    } else if (code === 1) return opaque(rgba);
    else if (code === 2) {
      if (at + 2 > file.length) throw unreadable(cutOff);
      x += file[at];
      y += file[at + 1];
      at += 2;
    } else {
      const bytes = nibbles ? (code + 1) >> 1 : code;
      if (at + bytes > file.length) throw unreadable(cutOff);
      for (let i = 0; i < code; i++) put(half(file[at + (nibbles ? i >> 1 : i)], i));
      at += bytes + (bytes & 1);
    }
  }
  opaque(rgba);
}

/** Pixels that no run names are the background: black. */
function opaque(rgba: Buffer): void {
  for (let i = 3; i < rgba.length; i += 4) rgba[i] = 255;
}
