import { cutOff, unreadable } from '../unreadable';
import { exifOrientation } from './exif';
import { isPlainProfile, type Header } from './header';

interface Frame {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly components: number;
  readonly progressive: boolean;
}

const iccMark = 'ICC_PROFILE\0';
const exifMark = 'Exif\0\0';

/** Reads a JPEG's segments (ITU T.81, annex B). Throws `NoImageError` when no picture begins in it. */
export function readJpegHeader(file: Buffer): Header {
  const ranges: [number, number][] = [];
  const profile: Buffer[] = [];
  let frame: Frame | undefined;
  let orientation = 1;
  let at = 2;
  for (;;) {
    const next = nextSegment(file, at);
    if (!next) throw unreadable(cutOff);
    const { marker, start, end } = next;
    const body = file.subarray(start + 4, end);
    if (marker === 0xe1 && startsWith(body, exifMark)) orientation = exifOrientation(body);
    else if (marker === 0xe2 && startsWith(body, iccMark)) profile.push(body.subarray(iccMark.length + 2));
    else if (isFrame(marker)) frame ??= readFrame(marker, body);
    if (decidesPixels(marker, body)) ranges.push([start, end]);
    at = end;
    if (marker === 0xda) break;
  }
  if (!frame) throw unreadable('The JPEG data hold no picture size.');
  ranges.push([at, endOfImage(file, at)]);
  const samples = frame.width * frame.height * frame.components;
  const icc = Buffer.concat(profile);
  return {
    width: frame.width,
    height: frame.height,
    orientation,
    colour: {
      model: frame.components === 1 ? 'grey' : frame.components === 4 ? 'cmyk' : 'rgb',
      depth: frame.depth,
      alpha: false,
      animated: false,
      pages: 1,
    },
    // A progressive picture's coefficients, two bytes each, are all held until the last scan.
    memory: frame.progressive ? samples * 2 : frame.width * 64,
    coded: { ranges, profile: isPlainProfile(icc) ? undefined : icc },
  };
}

function startsWith(body: Buffer, mark: string): boolean {
  return body.length >= mark.length && body.toString('latin1', 0, mark.length) === mark;
}

/** The segment at or after `at`: `start` its 0xff, `end` behind its payload. Undefined at the end of the file. */
function nextSegment(file: Buffer, at: number): { marker: number; start: number; end: number } | undefined {
  for (let mark = file.indexOf(0xff, at); mark >= 0 && mark + 3 < file.length; mark = file.indexOf(0xff, mark + 1)) {
    const marker = file[mark + 1];
    if (marker < 0xc0 || marker === 0xff || (marker >= 0xd0 && marker <= 0xd8)) continue;
    if (marker === 0xd9) return undefined;
    const end = mark + 2 + file.readUInt16BE(mark + 2);
    return end <= file.length ? { marker, start: mark, end } : undefined;
  }
  return undefined;
}

/** Not metadata: everything but APPn and comments. Adobe's segment names the colour transform, so it counts. */
function decidesPixels(marker: number, body: Buffer): boolean {
  if (marker === 0xee) return startsWith(body, 'Adobe');
  return marker < 0xe0 || (marker > 0xef && marker !== 0xfe);
}

function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

function readFrame(marker: number, body: Buffer): Frame {
  if (body.length < 6) throw unreadable(cutOff);
  return {
    depth: body[0],
    height: body.readUInt16BE(1),
    width: body.readUInt16BE(3),
    components: body[5],
    progressive: marker === 0xc2 || marker === 0xc6 || marker === 0xca || marker === 0xce,
  };
}

/** Behind the coded picture's last byte: whatever is appended there (a second picture, junk) does not count. */
function endOfImage(file: Buffer, from: number): number {
  let at = from;
  for (let mark = file.indexOf(0xff, at); mark >= 0 && mark + 1 < file.length; mark = file.indexOf(0xff, at)) {
    const marker = file[mark + 1];
    if (marker === 0xd9) return mark;
    const hasLength = marker >= 0xc0 && marker !== 0xff && !(marker >= 0xd0 && marker <= 0xd8);
    at =
      hasLength && mark + 3 < file.length ? mark + 2 + file.readUInt16BE(mark + 2) : mark + (marker === 0xff ? 1 : 2);
  }
  return file.length;
}
