import { cutOff, unreadable } from '../unreadable';
import { exifOrientation } from './exif';
import { isPlainProfile, type Header } from './header';

const codedChunks = new Set(['VP8 ', 'VP8L', 'ALPH', 'ANIM', 'ANMF']);

interface Size {
  readonly width: number;
  readonly height: number;
  readonly alpha: boolean;
}

/** Reads a WebP's RIFF chunks (RFC 9649). Throws `NoImageError` when no picture is found in it. */
export function readWebpHeader(file: Buffer): Header {
  const ranges: [number, number][] = [];
  let size: Size | undefined;
  let orientation = 1;
  let frames = 0;
  let lossless = false;
  let profile: Buffer | undefined;
  for (let at = 12; at + 8 <= file.length;) {
    const name = file.toString('latin1', at, at + 4);
    const length = file.readUInt32LE(at + 4);
    const start = at + 8;
    const end = Math.min(start + length, file.length);
    const body = file.subarray(start, end);
    if (codedChunks.has(name)) ranges.push([start, end]);
    if (name === 'VP8X') size = extendedSize(body) ?? size;
    else if (name === 'VP8 ') size ??= lossySize(body);
    else if (name === 'VP8L') {
      size ??= losslessSize(body);
      lossless = true;
    } else if (name === 'ANMF') frames++;
    else if (name === 'EXIF') orientation = exifOrientation(body);
    else if (name === 'ICCP' && !isPlainProfile(body)) profile = body;
    at = start + length + (length & 1);
  }
  if (!size) throw unreadable(cutOff);
  const { width, height, alpha } = size;
  const animated = frames > 1;
  return {
    width,
    height,
    orientation,
    colour: { model: 'rgb', depth: 8, alpha, animated, pages: Math.max(frames, 1) },
    memory: width * height * (lossless || frames > 0 ? 8 : 4),
    coded: { ranges, profile },
  };
}

function extendedSize(body: Buffer): Size | undefined {
  if (body.length < 10) return undefined;
  return { width: body.readUIntLE(4, 3) + 1, height: body.readUIntLE(7, 3) + 1, alpha: (body[0] & 0x10) !== 0 };
}

function lossySize(body: Buffer): Size | undefined {
  if (body.length < 10) return undefined;
  return { width: body.readUInt16LE(6) & 0x3fff, height: body.readUInt16LE(8) & 0x3fff, alpha: false };
}

function losslessSize(body: Buffer): Size | undefined {
  if (body.length < 5) return undefined;
  const bits = body.readUInt32LE(1);
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1, alpha: ((bits >>> 28) & 1) === 1 };
}
