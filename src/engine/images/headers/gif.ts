import { cutOff, unreadable } from '../unreadable';
import type { Header } from './header';

export interface GifHeader extends Header {
  /** Behind the first frame: what a decoder needs is `file[0, firstFrameEnd)` and a trailer. */
  readonly firstFrameEnd: number;
}

/** Frames beyond this are not counted: it is animated, and how long does not matter. */
const maxCounted = 100_000;

/** Walks a GIF's blocks (GIF89a specification). Throws `NoImageError` when there is no frame. */
export function readGifHeader(file: Buffer): GifHeader {
  if (file.length < 13) throw unreadable(cutOff);
  let width = file.readUInt16LE(6);
  let height = file.readUInt16LE(8);
  let at = 13 + tableBytes(file[10]);
  let frames = 0;
  let firstFrameEnd = 0;
  let alpha = false;
  while (at < file.length && frames < maxCounted) {
    const block = file[at];
    if (block === 0x21) {
      if (file[at + 1] === 0xf9 && frames === 0 && at + 3 < file.length) alpha ||= (file[at + 3] & 1) === 1;
      at = skipSubBlocks(file, at + 2);
    } else if (block === 0x2c) {
      if (at + 10 > file.length) break;
      if (frames === 0) {
        // Decoders widen the screen to a first frame that exceeds it.
        width = Math.max(width, file.readUInt16LE(at + 1) + file.readUInt16LE(at + 5));
        height = Math.max(height, file.readUInt16LE(at + 3) + file.readUInt16LE(at + 7));
      }
      at = skipSubBlocks(file, at + 10 + tableBytes(file[at + 9]) + 1);
      if (++frames === 1) firstFrameEnd = at;
    } else break;
  }
  if (frames === 0) throw unreadable('The GIF holds no frame.');
  return {
    width,
    height,
    orientation: 1,
    colour: { model: 'palette', depth: 8, alpha, animated: frames > 1, pages: frames },
    memory: width * height * 8,
    firstFrameEnd: Math.min(firstFrameEnd, file.length),
  };
}

function tableBytes(flags: number): number {
  return flags & 0x80 ? 3 << ((flags & 7) + 1) : 0;
}

function skipSubBlocks(file: Buffer, start: number): number {
  let at = start;
  while (at < file.length && file[at] !== 0) at += file[at] + 1;
  return at + 1;
}
