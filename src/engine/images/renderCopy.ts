import { createHash } from 'node:crypto';
import sharp, { type OutputInfo } from 'sharp';
import type { RenderSettings } from '../export/renderSettings';
import { decode, reducedSize } from './decode';
import type { ReadLimits } from './limits';
import { withImage } from './loadImage';
import { layOver, type Pixels, type RgbPixels } from './pixels';
import { noImageReply, type NoImageReply } from './readImage';

export interface CopyRequest {
  readonly kind: 'copy';
  /** Absolute path. */
  readonly path: string;
  readonly render: RenderSettings;
  readonly limits: ReadLimits;
}

export type CopyReply =
  | {
      readonly ok: true;
      /** sha256 of the source's bytes, hex: tells whether it is still the file that was meant. */
      readonly hash: string;
      readonly bytes: Uint8Array;
      /** sha256 of `bytes`, hex. */
      readonly written: string;
      readonly width: number;
      readonly height: number;
      /** The picture was smaller than what it became. */
      readonly enlarged: boolean;
    }
  | NoImageReply;

type Colour = readonly [red: number, green: number, blue: number];

const white: Colour = [255, 255, 255];

/** Writes one picture anew: upright, 8-bit sRGB or grey, opaque, square where asked, without any metadata. */
export async function renderCopy({ path, render, limits }: CopyRequest): Promise<CopyReply> {
  try {
    return await withImage(path, limits, async ({ image, hash }) => {
      const { size, background } = render;
      // Twice the size is decoded, so that the last step to it is a good one.
      const reduced = size === undefined ? undefined : reducedSize(image.header, 1, 2 * size);
      const { pixels } = await decode(image, limits, reduced);
      const opaque = layOver(pixels, background === 'auto' ? white : parseColour(background));
      const shorter = Math.min(image.header.width, image.header.height);
      const { data, info } = await encode(opaque, render);
      const { width, height } = info;
      const written = createHash('sha256').update(data).digest('hex');
      const enlarged = size !== undefined && shorter < size;
      return { ok: true, hash, bytes: data, written, width, height, enlarged };
    });
  } catch (error) {
    return noImageReply(error);
  }
}

function encode(
  pixels: RgbPixels,
  { size, fit, background, grey, format, quality }: RenderSettings,
): Promise<{ data: Buffer; info: OutputInfo }> {
  const { data, width, height, channels } = pixels;
  let image = sharp(data, { raw: { width, height, channels } });
  if (size !== undefined) {
    const [r, g, b] = background === 'auto' ? borderColour(pixels) : parseColour(background);
    const fits = { crop: 'cover', pad: 'contain', squash: 'fill' } as const;
    image = image.resize(size, size, { fit: fits[fit], background: { r, g, b }, kernel: 'lanczos3' });
  }
  if (grey) image = image.greyscale().toColourspace('b-w');
  const chromaSubsampling = quality >= 90 ? '4:4:4' : '4:2:0';
  const encoded = format === 'png' ? image.png() : image.jpeg({ quality, chromaSubsampling });
  return encoded.toBuffer({ resolveWithObject: true });
}

function parseColour(text: string): Colour {
  const at = (from: number): number => Number.parseInt(text.slice(from, from + 2), 16);
  return [at(1), at(3), at(5)];
}

/** The median of each channel along the four edges: a plain background wins over what reaches the edge here and there. */
function borderColour({ data, width, height, channels }: Pixels): Colour {
  const values = [new Uint32Array(256), new Uint32Array(256), new Uint32Array(256)] as const;
  const count = (x: number, y: number): void => {
    const at = (y * width + x) * channels;
    for (let c = 0; c < 3; c++) values[c][data[at + (channels >= 3 ? c : 0)]]++;
  };
  for (let x = 0; x < width; x++) {
    count(x, 0);
    count(x, height - 1);
  }
  for (let y = 0; y < height; y++) {
    count(0, y);
    count(width - 1, y);
  }
  const half = width + height;
  const median = (histogram: Uint32Array): number => {
    let seen = 0;
    return histogram.findIndex((n) => (seen += n) >= half);
  };
  return [median(values[0]), median(values[1]), median(values[2])];
}
