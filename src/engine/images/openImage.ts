import sharp, { type Sharp } from 'sharp';
import { readBmpHeader, type BmpHeader } from './headers/bmp';
import { readGifHeader, type GifHeader } from './headers/gif';
import type { ColourFacts, Header } from './headers/header';
import { readJpegHeader } from './headers/jpeg';
import { readPngHeader } from './headers/png';
import { readWebpHeader } from './headers/webp';
import { describeDecodeError } from './describeDecodeError';
import type { ImageFormat } from './sniff';

/** A file in memory whose header has been read. */
export type OpenedImage =
  | { readonly format: 'bmp'; readonly file: Buffer; readonly header: BmpHeader }
  | { readonly format: 'gif'; readonly file: Buffer; readonly header: GifHeader }
  | { readonly format: 'jpeg' | 'png' | 'webp' | 'tiff' | 'avif'; readonly file: Buffer; readonly header: Header };

/** Reads the header of `file`. Throws `NoImageError` when there is no picture in it. */
export async function openImage(file: Buffer, format: ImageFormat): Promise<OpenedImage> {
  switch (format) {
    case 'jpeg':
      return { format, file, header: readJpegHeader(file) };
    case 'png':
      return { format, file, header: readPngHeader(file) };
    case 'webp':
      return { format, file, header: readWebpHeader(file) };
    case 'gif':
      return { format, file, header: readGifHeader(file) };
    case 'bmp':
      return { format, file, header: readBmpHeader(file) };
    case 'tiff':
    case 'avif':
      return { format, file, header: await readByVips(file, format) };
  }
}

async function readByVips(file: Buffer, format: 'tiff' | 'avif'): Promise<Header> {
  let metadata;
  try {
    metadata = await openSharp(file, Number.MAX_SAFE_INTEGER, 'error').metadata();
  } catch (error) {
    throw describeDecodeError(format, error);
  }
  const { width, height, channels, depth, space, hasAlpha, isPalette, pages = 1, orientation = 1 } = metadata;
  const bytes = depth === 'uchar' || depth === 'char' ? 1 : depth === 'ushort' || depth === 'short' ? 2 : 4;
  return {
    width,
    height,
    // The HEIF decoder turns the picture itself.
    orientation: format === 'tiff' ? orientation : 1,
    colour: {
      model: isPalette ? 'palette' : colourModel(space),
      depth: metadata.bitsPerSample ?? bytes * 8,
      alpha: hasAlpha,
      animated: false,
      pages,
    },
    memory: width * height * (format === 'avif' ? 8 : channels * bytes),
  };
}

function colourModel(space: string): ColourFacts['model'] {
  if (space === 'cmyk') return 'cmyk';
  return space === 'b-w' || space === 'grey16' ? 'grey' : 'rgb';
}

/**
 * `error`: what is damaged or cut off fails; what merely breaks the rules does not, as other readers take it too.
 * `warning`: the latter fails as well.
 */
export type FailOn = 'error' | 'warning';

/** sharp on a file in memory; `ignoreIcc` takes its samples as they are. */
export function openSharp(file: Buffer, maxPixels: number, failOn: FailOn, ignoreIcc = false): Sharp {
  return sharp(file, { failOn, limitInputPixels: maxPixels, animated: false, ignoreIcc });
}
