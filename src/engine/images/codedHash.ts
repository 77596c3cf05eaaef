import { createHash } from 'node:crypto';
import type { Header } from './headers/header';

/**
 * Hash of the coded picture without its metadata (hex), or undefined where the format has no such notion. Files with
 * the same value show the same picture: EXIF, XMP, comments and thumbnails may differ; orientation, a colour profile
 * other than sRGB, and every coded byte may not.
 */
export function codedHash(file: Buffer, { coded, orientation }: Header): string | undefined {
  if (!coded) return undefined;
  const hash = createHash('sha256').update(String(orientation));
  if (coded.profile) hash.update(coded.profile);
  for (const [start, end] of coded.ranges) hash.update(file.subarray(start, end));
  return hash.digest('hex').slice(0, 32);
}
