import { createHash } from 'node:crypto';
import { decode } from './decode';
import type { ReadLimits } from './limits';
import { withImage } from './loadImage';
import { isTransparent, toRgb, type Pixels } from './pixels';
import type { ImageFormat } from './sniff';
import { noImageReply, type NoImageReply } from './readImage';

export interface DigestRequest {
  readonly kind: 'digest';
  /** Absolute path. */
  readonly path: string;
  readonly limits: ReadLimits;
}

export type DigestReply =
  | {
      readonly ok: true;
      /** sha256 of the file's bytes, hex: tells whether it is still the file that was meant. */
      readonly hash: string;
      /** Equal exactly for pictures of the same shape and the same pixels. */
      readonly digest: string;
      readonly format: ImageFormat;
    }
  | NoImageReply;

/** Decodes a whole picture (upright, 8-bit sRGB) and hashes its shape and pixels. */
export async function pixelDigest({ path, limits }: DigestRequest): Promise<DigestReply> {
  try {
    return await withImage(path, limits, async ({ image, hash }) => ({
      ok: true,
      hash,
      digest: digestOf((await decode(image, limits)).pixels),
      format: image.format,
    }));
  } catch (error) {
    return noImageReply(error);
  }
}

/** Colour type does not count: grey as grey and grey as RGB are the same picture, opaque alpha the same as none. */
function digestOf(pixels: Pixels): string {
  const transparent = isTransparent(pixels);
  const hash = createHash('sha256').update(`${pixels.width} ${pixels.height} ${transparent ? 'alpha' : 'opaque'} `);
  hash.update(toRgb(pixels).data);
  if (transparent) hash.update(alphaOf(pixels));
  return hash.digest('hex').slice(0, 32);
}

function alphaOf({ data, width, height, channels }: Pixels): Uint8Array {
  const alpha = new Uint8Array(width * height);
  for (let i = 0, at = channels - 1; i < alpha.length; i++, at += channels) alpha[i] = data[at];
  return alpha;
}
