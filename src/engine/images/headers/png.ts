import { inflateSync } from 'node:zlib';
import { cutOff, unreadable } from '../unreadable';
import { exifOrientation } from './exif';
import { isPlainProfile, type Header } from './header';

const channelsByType: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
/** Chunks that decide what the picture looks like (PNG, third edition, 11), animation included. */
const codedChunks = new Set(['IHDR', 'PLTE', 'tRNS', 'IDAT', 'acTL', 'fcTL', 'fdAT']);

/** Reads a PNG's chunks. Throws `NoImageError` when the header is missing or impossible. */
export function readPngHeader(file: Buffer): Header {
  if (file.length < 33 || file.toString('latin1', 12, 16) !== 'IHDR') throw unreadable(cutOff);
  const width = file.readUInt32BE(16);
  const height = file.readUInt32BE(20);
  const depth = file[24];
  const type = file[25];
  const channels = channelsByType[type];
  if (channels === undefined) throw unreadable('The PNG header names a colour type that does not exist.');
  const interlaced = file[28] === 1;
  const ranges: [number, number][] = [];
  let alpha = type === 4 || type === 6;
  let orientation = 1;
  let frames = 1;
  let profile: Buffer | undefined;
  let ended = false;
  for (let at = 8; at + 12 <= file.length && !ended;) {
    const length = file.readUInt32BE(at);
    const name = file.toString('latin1', at + 4, at + 8);
    const start = at + 8;
    const end = Math.min(start + length, file.length);
    if (codedChunks.has(name)) ranges.push([start, end]);
    if (name === 'tRNS') alpha = true;
    else if (name === 'eXIf') orientation = exifOrientation(file.subarray(start, end));
    else if (name === 'acTL' && length >= 4 && end - start >= 4) frames = file.readUInt32BE(start);
    else if (name === 'iCCP') profile = pngProfile(file.subarray(start, end));
    else if (name === 'IEND') ended = true;
    at = start + length + 4;
  }
  const pixels = width * height;
  return {
    width,
    height,
    orientation,
    colour: {
      model: type === 3 ? 'palette' : channels <= 2 ? 'grey' : 'rgb',
      depth,
      alpha,
      animated: frames > 1,
      pages: Math.max(frames, 1),
    },
    memory: interlaced ? pixels * (type === 3 ? 4 : channels) * (depth === 16 ? 2 : 1) : width * 64,
    coded: { ranges, profile },
  };
}

/** Larger profiles are no profiles. */
const maxProfileBytes = 4 << 20;

/** The profile (name, method, deflated data), unless it is plain sRGB or damaged, which decoders then ignore. */
function pngProfile(chunk: Buffer): Buffer | undefined {
  try {
    const profile = inflateSync(chunk.subarray(chunk.indexOf(0) + 2), { maxOutputLength: maxProfileBytes });
    return isPlainProfile(profile) ? undefined : profile;
  } catch (_ignoredByDecodersToo) {
    return undefined;
  }
}
