import type { Sharp } from 'sharp';
import { decode } from '../images/decode';
import { isPlainProfile } from '../images/headers/header';
import type { ReadLimits } from '../images/limits';
import { openSharp, type OpenedImage } from '../images/openImage';
import { describeDecodeError } from '../images/describeDecodeError';

/** Interleaved samples of 8 or 16 bits, upright, [height, width, channels], sRGB or grey. */
export interface DeepPixels {
  readonly data: Uint8Array | Uint16Array;
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 2 | 3 | 4;
}

/** Decodes a picture whole, keeping 16 bits and alpha. Throws `NoImageError`. */
export async function decodeDeep(image: OpenedImage, limits: ReadLimits): Promise<DeepPixels> {
  const { colour } = image.header;
  if (colour.depth <= 8 || (image.format !== 'png' && image.format !== 'tiff')) {
    return (await decode(image, limits)).pixels;
  }
  try {
    const { data, info } = await (
      await openInSrgb(image, limits.megapixels * 1e6)
    )
      .autoOrient()
      .toColourspace(colour.model === 'grey' ? 'grey16' : 'rgb16')
      .timeout({ seconds: Math.ceil(limits.seconds) })
      .raw({ depth: 'ushort' })
      .toBuffer({ resolveWithObject: true });
    const samples = new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2);
    return { data: samples, width: info.width, height: info.height, channels: info.channels as DeepPixels['channels'] };
  } catch (error) {
    throw describeDecodeError(image.format, error);
  }
}

/**
 * sharp works on pictures of 16 bits that have a profile in Display P3, and gives its numbers unless another profile is
 * asked for, which it would also do to a picture without one. The numbers of sRGB are taken as they are.
 */
async function openInSrgb({ file, header }: OpenedImage, maxPixels: number): Promise<Sharp> {
  const { icc } = await openSharp(file, maxPixels, 'error').metadata();
  if (!icc || isPlainProfile(icc) || header.colour.model === 'grey') return openSharp(file, maxPixels, 'error', true);
  return openSharp(file, maxPixels, 'error').withIccProfile('srgb', { attach: false });
}

/** The high 8 bits of each sample. */
export function to8Bit(pixels: DeepPixels): Uint8Array {
  if (pixels.data instanceof Uint8Array) return pixels.data;
  return Uint8Array.from(pixels.data, (sample) => sample >> 8);
}
