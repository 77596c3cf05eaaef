import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import sharp from 'sharp';
import type { ConvertFormat } from '../../core/decisions/decision';
import { errorReason } from '../errors';
import { decode } from './decode';
import type { ReadLimits } from './limits';
import { withImage } from './loadImage';
import type { OpenedImage } from './openImage';
import { isTransparent, toLuma, toRgb, type Pixels } from './pixels';
import { noImageReply, type NoImageReply } from './readImage';
import { unreadable } from './unreadable';

export interface ConvertRequest {
  readonly kind: 'convert';
  /** Absolute path. */
  readonly path: string;
  /** sha256 of the content that was decided on, hex. */
  readonly hash: string;
  readonly format: ConvertFormat;
  /** Absolute path of the new file, which must not exist. */
  readonly to: string;
  readonly limits: ReadLimits;
}

export type ConvertReply =
  | {
      readonly ok: true;
      /** Of the new file: sha256 in hex, and bytes. */
      readonly hash: string;
      readonly size: number;
      /** What was done, for the journal. */
      readonly note: string;
    }
  | NoImageReply;

const jpegQuality = 95;
/** JPEG and PNG as the loaders read them: longer sides do not fit a JPEG. */
const longestJpegSide = 65_535;
/** Mean difference per sample, of 255, above which a JPEG is not the picture that it was made of. */
const mostMeanDifference = 12;

/**
 * Writes a picture anew as every loader takes it: upright, 8-bit, sRGB or grey, opaque (transparency over white), the
 * first frame of an animation, without metadata. The new file is read back and compared before it counts.
 */
export async function convertImage({ path, hash, format, to, limits }: ConvertRequest): Promise<ConvertReply> {
  try {
    return await withImage(path, limits, async ({ image, hash: present }) => {
      if (present !== hash) throw unreadable('Its content has changed since it was decided on.');
      const { pixels, damage } = await decode(image, limits);
      if (damage !== undefined) throw unreadable(`A damaged picture is not converted: ${damage}`);
      const plain = opaque(pixels, image.header.colour.model === 'grey');
      if (format === 'jpeg' && Math.max(plain.width, plain.height) > longestJpegSide)
        throw unreadable(`It is longer than the ${longestJpegSide} pixels that a JPEG can have.`);
      const bytes = await encode(plain, format);
      await write(to, bytes);
      await verify(to, plain, format, limits);
      const written = createHash('sha256').update(bytes).digest('hex');
      return { ok: true, hash: written, size: bytes.length, note: noteOf(image, pixels, format) };
    });
  } catch (error) {
    return noImageReply(error);
  }
}

/** What is seen of the picture, in one channel or in three. */
function opaque(pixels: Pixels, isGrey: boolean): Pixels {
  const rgb = toRgb(pixels);
  return isGrey ? { ...toLuma(rgb), channels: 1 } : rgb;
}

function encode({ data, width, height, channels }: Pixels, format: ConvertFormat): Promise<Buffer> {
  const image = sharp(data, { raw: { width, height, channels } }).toColourspace(channels === 1 ? 'b-w' : 'srgb');
  return format === 'png'
    ? image.png({ compressionLevel: 9 }).toBuffer()
    : image.jpeg({ quality: jpegQuality, chromaSubsampling: '4:4:4' }).toBuffer();
}

async function write(path: string, bytes: Buffer): Promise<void> {
  try {
    const handle = await open(path, 'wx');
    try {
      await handle.writeFile(bytes);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw unreadable(`The converted file cannot be written: ${errorReason(error)}.`);
  }
}

/** Reads the new file as anybody would. Throws `NoImageError` where it is not the picture that was meant. */
function verify(path: string, meant: Pixels, format: ConvertFormat, limits: ReadLimits): Promise<void> {
  return withImage(path, limits, async ({ image }) => {
    const { pixels } = await decode(image, limits);
    const isSameShape = pixels.width === meant.width && pixels.height === meant.height && image.format === format;
    const difference = isSameShape ? meanDifference(toRgb(pixels).data, toRgb(meant).data) : Infinity;
    if (difference > (format === 'png' ? 0 : mostMeanDifference))
      throw unreadable('The converted file does not show the same picture.');
  });
}

function meanDifference(a: Uint8Array, b: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs(a[i] - b[i]);
  return sum / a.length;
}

function noteOf({ format: before, header }: OpenedImage, pixels: Pixels, after: ConvertFormat): string {
  const { colour, orientation } = header;
  const facts = [
    ...(after === 'jpeg' ? [`quality ${jpegQuality}, 4:4:4`] : []),
    ...(orientation > 1 ? ['turned upright'] : []),
    ...(colour.model === 'cmyk' ? ['CMYK to sRGB'] : []),
    ...(colour.depth > 8 ? [`${colour.depth} bits to 8`] : []),
    ...(isTransparent(pixels) ? ['transparency over white'] : []),
    ...(colour.pages > 1 ? [`the first of ${colour.pages} frames`] : colour.animated ? ['the first frame'] : []),
    'without metadata',
  ];
  return `converted from ${before} to ${after}: ${facts.join(', ')}`;
}
