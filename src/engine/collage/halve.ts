import sharp from 'sharp';
import type { RawSheet } from './rawSheet';

/** The sheet at half its size; an odd last row or column is left out. */
export async function halve({ data, width, height, channels }: RawSheet): Promise<RawSheet> {
  const half = { width: width >> 1, height: height >> 1 };
  const small = await sharp(data, { raw: { width, height, channels } })
    .extract({ left: 0, top: 0, width: half.width * 2, height: half.height * 2 })
    .resize({ ...half, fit: 'fill', kernel: 'linear' })
    .raw()
    .toBuffer();
  return { data: small, ...half, channels };
}
