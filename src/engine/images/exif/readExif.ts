import exif from 'exif-reader';
import { messageOf } from '../../../core/messageOf';
import type { ImageExif } from '../../../protocol/exif';
import type { ReadLimits } from '../limits';
import { withImage } from '../loadImage';
import { openSharp, type OpenedImage } from '../openImage';
import { noImageReply, type NoImageReply } from '../readImage';
import { checkDirectories } from './checkDirectories';
import { exifFields } from './exifFields';

export interface ExifRequest {
  readonly kind: 'exif';
  /** Absolute path. */
  readonly path: string;
  readonly limits: ReadLimits;
}

export type ExifReply = { readonly ok: true; readonly exif: ImageExif } | NoImageReply;

/** A block above this is no camera's. */
const mostBytes = 1_000_000;
const header = Buffer.from('Exif\0\0', 'latin1');

/** Reads what the camera wrote into a file; decodes no pixel. */
export async function readExif({ path, limits }: ExifRequest): Promise<ExifReply> {
  try {
    return await withImage(path, limits, async ({ image }) => ({ ok: true, exif: await exifOf(image) }));
  } catch (error) {
    return noImageReply(error);
  }
}

async function exifOf(image: OpenedImage): Promise<ImageExif> {
  try {
    const block = await exifBlock(image);
    return block ? parseExif(block) : { kind: 'none' };
  } catch (error) {
    return { kind: 'damaged', reason: messageOf(error) };
  }
}

async function exifBlock({ format, file }: OpenedImage): Promise<Buffer | undefined> {
  // A TIFF file is such a block itself; its directories may stand at its end. One with 64-bit places is not.
  if (format === 'tiff') return file.includes(0x2b, 2) && file.indexOf(0x2b, 2) < 4 ? undefined : file;
  if (format === 'bmp' || format === 'gif') return undefined;
  const { exif: block } = await openSharp(file, Number.MAX_SAFE_INTEGER, 'error').metadata();
  if (block && block.length > mostBytes) throw new Error('The block is larger than any that a camera writes.');
  return block;
}

/** Parses a block with or without its header. Throws where it breaks the rules. */
export function parseExif(block: Buffer): ImageExif {
  const hasHeader = block.subarray(0, header.length).equals(header);
  checkDirectories(hasHeader ? block.subarray(header.length) : block);
  const fields = exifFields(exif(block));
  return Object.keys(fields).length === 0 ? { kind: 'none' } : { kind: 'fields', fields };
}
