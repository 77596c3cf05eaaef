import { deflateSync } from 'node:zlib';
import { pngOf } from '../../fixtures/png';

const side = 32;

/** A small grey PNG; another one for each level (0 to 255). */
export function greyPng(level: number): Buffer {
  const rows = Buffer.alloc(side * (side + 1), level);
  for (let row = 0; row < side; row++) rows[row * (side + 1)] = 0;
  return pngOf(side, side, 8, deflateSync(rows));
}
