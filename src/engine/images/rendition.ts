import sharp from 'sharp';
import type { ReadLimits } from './limits';
import { withImage } from './loadImage';
import type { OpenedImage } from './openImage';
import { isTransparent, toRgb, type Pixels } from './pixels';
import { noImageReply, type NoImageReply } from './readImage';
import { decode, reducedSize } from './decode';

export interface RenditionRequest {
  readonly kind: 'rendition';
  /** Absolute path. */
  readonly path: string;
  /** The longer side is at most this many pixels. */
  readonly side: number;
  /** Made anew as an opaque JPEG without metadata, whatever the file is. */
  readonly as?: 'jpeg';
  readonly limits: ReadLimits;
}

export type RenditionReply =
  | {
      readonly ok: true;
      readonly bytes: Uint8Array;
      readonly type: 'image/jpeg' | 'image/png' | 'image/webp' | 'image/gif';
      /** Pixels of the upright original. */
      readonly width: number;
      readonly height: number;
      /** The bytes are the file's own. */
      readonly original: boolean;
    }
  | NoImageReply;

/** Files above this are shown reduced, however few pixels they have. */
const maxOriginalBytes = 32e6;

/** A picture as a browser can show it: the file itself where that works, else converted and reduced to `side`. */
export async function makeRendition({ path, side, limits, as }: RenditionRequest): Promise<RenditionReply> {
  try {
    return await withImage(path, limits, async ({ image }) => {
      const { header, file } = image;
      const turned = header.orientation >= 5;
      const width = turned ? header.height : header.width;
      const height = turned ? header.width : header.height;
      const type = browserType(image);
      if (as === undefined && type && Math.max(width, height) <= side && file.length <= maxOriginalBytes)
        return { ok: true, bytes: file, type, width, height, original: true };
      const { pixels } = await decode(image, limits, reducedSize(header, side, 1));
      const coded = as === 'jpeg' ? await encodeJpeg(pixels) : await encode(pixels);
      return { ok: true, ...coded, width, height, original: false };
    });
  } catch (error) {
    return noImageReply(error);
  }
}

/** The media type of what every Chromium shows as it is meant; CMYK and deep pictures are converted. */
function browserType({
  format,
  header: { colour },
}: OpenedImage): 'image/jpeg' | 'image/png' | 'image/webp' | 'image/gif' | undefined {
  if (format === 'jpeg' && colour.model !== 'cmyk' && colour.depth === 8) return 'image/jpeg';
  return format === 'png' || format === 'webp' || format === 'gif' ? `image/${format}` : undefined;
}

async function encodeJpeg(pixels: Pixels): Promise<{ bytes: Uint8Array; type: 'image/jpeg' }> {
  const { data, width, height } = toRgb(pixels);
  const image = sharp(data, { raw: { width, height, channels: 3 } });
  return { bytes: await image.jpeg({ quality: 90 }).toBuffer(), type: 'image/jpeg' };
}

async function encode(pixels: Pixels): Promise<{ bytes: Uint8Array; type: 'image/jpeg' | 'image/webp' }> {
  const { data, width, height, channels } = pixels;
  const image = sharp(data, { raw: { width, height, channels } });
  return isTransparent(pixels)
    ? { bytes: await image.webp({ quality: 92, effort: 2 }).toBuffer(), type: 'image/webp' }
    : {
        bytes: await image.removeAlpha().jpeg({ quality: 92, chromaSubsampling: '4:4:4' }).toBuffer(),
        type: 'image/jpeg',
      };
}
