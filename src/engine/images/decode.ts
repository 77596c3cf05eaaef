import sharp, { type Sharp } from 'sharp';
import { decodeBmp } from './decodeBmp';
import { describeDamage, describeDecodeError } from './describeDecodeError';
import type { ReadLimits } from './limits';
import { openSharp, type FailOn, type OpenedImage } from './openImage';
import { applyOrientation, type Pixels } from './pixels';

export interface Size {
  readonly width: number;
  readonly height: number;
}

const gifTrailer = Buffer.from(';');

export interface Decoded {
  /** 8-bit sRGB, upright. */
  readonly pixels: Pixels;
  /** What is wrong with a picture that could be decoded all the same. */
  readonly damage?: string;
}

/**
 * Decodes a picture once, shrunk on load to `size` (as stored, before turning), to 8-bit sRGB, upright. Without a
 * size, whole. Throws `NoImageError`.
 */
export async function decode(image: OpenedImage, limits: ReadLimits, size?: Size): Promise<Decoded> {
  try {
    if (image.format !== 'jpeg') return { pixels: await run(image, limits, size, 'error') };
    return await decodeJpeg(image, limits, size);
  } catch (error) {
    throw describeDecodeError(image.format, error);
  }
}

/** A JPEG's warnings are told only by failing at them: a picture that warns, which is rare, is decoded again. */
async function decodeJpeg(image: OpenedImage, limits: ReadLimits, size?: Size): Promise<Decoded> {
  let warning: unknown;
  try {
    return { pixels: await run(image, limits, size, 'warning') };
  } catch (error) {
    warning = error;
  }
  return { pixels: await run(image, limits, size, 'error'), damage: describeDamage(warning) };
}

async function run(image: OpenedImage, limits: ReadLimits, size: Size | undefined, failOn: FailOn): Promise<Pixels> {
  const { width, height, orientation } = image.header;
  const smaller = size !== undefined && (size.width !== width || size.height !== height);
  const source = sharpSource(image, limits, failOn);
  const { data, info } = await (smaller ? source.resize({ ...size, fit: 'fill', kernel: 'linear' }) : source)
    .toColourspace('srgb')
    .timeout({ seconds: Math.ceil(limits.seconds) })
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const stored = { data, width: info.width, height: info.height, channels: info.channels as Pixels['channels'] };
  return applyOrientation(stored, orientation);
}

/** sharp at the start of a picture, as stored; of an animation the first frame. */
function sharpSource(image: OpenedImage, limits: ReadLimits, failOn: FailOn): Sharp {
  switch (image.format) {
    case 'bmp': {
      const { data, ...raw } = decodeBmp(image.file, image.header);
      return sharp(data, { raw });
    }
    case 'gif':
      return openSharp(firstFrame(image.file, image.header.firstFrameEnd), limits.megapixels * 1e6, failOn);
    default:
      return openSharp(image.file, limits.megapixels * 1e6, failOn);
  }
}

/** Only the first frame, so that a GIF of a hundred thousand costs no more than a GIF of one. */
function firstFrame(file: Buffer, end: number): Buffer {
  return end >= file.length - 1 ? file : Buffer.concat([file.subarray(0, end), gifTrailer]);
}

/**
 * The size to shrink to: the longer side at least `long`, the shorter at least `short`, never enlarged. A very long
 * strip is cut down all the same, lest it cost as much as the whole.
 */
export function reducedSize({ width, height }: Size, long: number, short: number): Size {
  const [shorter, longer] = width < height ? [width, height] : [height, width];
  const scale = Math.min(1, Math.max(long / longer, short / shorter), Math.max(maxLong, long) / longer);
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

const maxLong = 4096;
