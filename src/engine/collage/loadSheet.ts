import type { Size } from '../../core/boxes';
import { decode } from '../images/decode';
import type { ReadLimits } from '../images/limits';
import { withImage } from '../images/loadImage';
import { halve } from './halve';
import type { OpenedImage } from '../images/openImage';
import type { Pixels } from '../images/pixels';
import type { RawSheet } from './rawSheet';
import { COARSE_FROM } from './coarse';
import { SheetSession } from './sheetSession';

/** Sheets are analysed with at most this many pixels; cuts are made at full size. */
const ANALYSED_PIXELS = 4e6;

/** A JPEG of so many pixels is looked at in a fraction of its size first: that costs little more than half. */
const GLANCE_FROM = 1.2e6;
const GLANCE = 1 / 3;

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
    const decodeAt = async (by: number) => {
      const size = { width: Math.ceil(width * by - 1e-6), height: Math.ceil(height * by - 1e-6) };
      return rawSheet((await decode(image, limits, size)).pixels);
    };
    const load = async () => {
      const sheet = await decodeAt(scale);
      return { sheet, half: sheet.width * sheet.height >= COARSE_FROM ? await halve(sheet) : undefined };
    };
    const glance =
      image.format === 'jpeg' && width * height >= GLANCE_FROM ? await decodeAt(Math.min(scale, GLANCE)) : undefined;
    return { session: new SheetSession({ glance, load }, uprightSize(image)), hash };
  });
}

function uprightSize({ header }: OpenedImage): Size {
  const { width, height, orientation } = header;
  return orientation >= 5 ? { width: height, height: width } : { width, height };
}

/** RGB or RGBA of any pixels: grey is repeated. */
export function rawSheet({ data, width, height, channels }: Pixels): RawSheet {
  if (channels === 3 || channels === 4) return { data, width, height, channels };
  const out = channels === 1 ? 3 : 4;
  const wide = new Uint8Array(width * height * out);
  for (let from = 0, to = 0; to < wide.length; from += channels, to += out) {
    wide[to] = wide[to + 1] = wide[to + 2] = data[from];
    if (out === 4) wide[to + 3] = data[from + 1];
  }
  return { data: wide, width, height, channels: out };
}
