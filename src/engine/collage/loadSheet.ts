import type { Size } from '../../core/boxes';
import { decode } from '../images/decode';
import type { ReadLimits } from '../images/limits';
import { withImage } from '../images/loadImage';
import type { OpenedImage } from '../images/openImage';
import type { Pixels } from '../images/pixels';
import type { RawSheet } from './rawSheet';
import { SheetSession } from './sheetSession';

/** Sheets are analysed with at most this many pixels; cuts are made at full size. */
const ANALYSED_PIXELS = 4e6;

export interface LoadedSheet {
  readonly session: SheetSession;
  /** sha256 of the file's bytes, hex. */
  readonly hash: string;
}

/** Reads and decodes a sheet for analysis: upright, 8-bit, of an animation the first frame. Throws `NoImageError`. */
export function loadSheet(path: string, limits: ReadLimits): Promise<LoadedSheet> {
  return withImage(path, limits, async ({ image, hash }) => {
    const { width, height } = image.header;
    const scale = Math.min(1, Math.sqrt(ANALYSED_PIXELS / (width * height)));
    const size = { width: Math.ceil(width * scale - 1e-6), height: Math.ceil(height * scale - 1e-6) };
    const { pixels } = await decode(image, limits, size);
    const hasHalos = image.format === 'jpeg' && image.header.orientation === 1 && scale === 1;
    return { session: new SheetSession({ ...rawSheet(pixels), hasHalos }, uprightSize(image)), hash };
  });
}

function uprightSize({ header }: OpenedImage): Size {
  const { width, height, orientation } = header;
  return orientation >= 5 ? { width: height, height: width } : { width, height };
}

/** RGB or RGBA of any pixels: grey is repeated. */
export function rawSheet({ data, width, height, channels }: Pixels): RawSheet {
  // sharp gives Buffers: of one kind of array, loops over pixels are compiled once.
  if (channels === 3 || channels === 4) {
    return { data: new Uint8Array(data.buffer, data.byteOffset, data.length), width, height, channels };
  }
  const out = channels === 1 ? 3 : 4;
  const wide = new Uint8Array(width * height * out);
  for (let from = 0, to = 0; to < wide.length; from += channels, to += out) {
    wide[to] = wide[to + 1] = wide[to + 2] = data[from];
    if (out === 4) wide[to + 3] = data[from + 1];
  }
  return { data: wide, width, height, channels: out };
}
