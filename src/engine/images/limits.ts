import { unreadable } from './unreadable';
import type { Header } from './headers/header';

/** What one file may cost; beyond it, it is refused before it is decoded. */
export interface ReadLimits {
  readonly megapixels: number;
  readonly megabytes: number;
  readonly seconds: number;
}

/** Megabytes that one decode may hold at once, by what the header claims. */
const decodeMegabytes = 600;

/** Throws `NoImageError` when the header claims a picture that is impossible or beyond the limits. */
export function checkLimits({ width, height, memory }: Header, { megapixels }: ReadLimits): void {
  const claim = `The header claims ${width} x ${height} pixels`;
  if (!(width > 0 && height > 0)) throw unreadable(`${claim}: there is no picture.`);
  if (width * height > megapixels * 1e6)
    throw unreadable(`${claim}, ${Math.round((width * height) / 1e6)} million; the limit is ${megapixels} million.`);
  if (memory > decodeMegabytes * 1e6)
    throw unreadable(
      `${claim}: decoding would take ${Math.round(memory / 1e6)} MB of memory; the limit is ${decodeMegabytes} MB.`,
    );
}
