import sharp from 'sharp';
import type { Pixels } from './pixels';
import { resample, wholeBox } from './resample';

export interface Thumbnail {
  /** JPEG, or WebP where the picture is transparent. */
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** Encodes a picture, longer side at most `side` pixels, never enlarged. */
export async function makeThumbnail(pixels: Pixels, transparent: boolean, side: number): Promise<Thumbnail> {
  const { data, width, height, channels } = fitInto(pixels, side);
  const image = sharp(data, { raw: { width, height, channels } });
  const encoded = transparent
    ? image.webp({ quality: 80, effort: 1 })
    : image.removeAlpha().jpeg({ quality: 82, optimizeCoding: false });
  return { bytes: await encoded.toBuffer(), width, height };
}

function fitInto(pixels: Pixels, side: number): Pixels {
  const scale = side / Math.max(pixels.width, pixels.height);
  if (scale >= 1) return pixels;
  const width = Math.max(1, Math.round(pixels.width * scale));
  const height = Math.max(1, Math.round(pixels.height * scale));
  return { data: resample(pixels, wholeBox(pixels), width, height), width, height, channels: pixels.channels };
}
