import { pixelKernels } from './kernels/pixelKernels';
import type { RawSheet } from './rawSheet';

/** Rows of the smaller sheet that are made at once. */
const STRIP = 32;

/**
 * The sheet at a half or a third of its size, by a triangle as wide as two of the new pixels: a plain mean of pixels
 * leaves grain. Columns and rows beyond a multiple of the factor are left out.
 */
export function shrink(sheet: RawSheet, factor: 2 | 3): RawSheet {
  const { data, channels } = sheet;
  const width = Math.floor(sheet.width / factor);
  const height = Math.floor(sheet.height / factor);
  const stride = sheet.width * channels;
  const kernels = pixelKernels();
  const [pixelsAt, betweenAt, outAt] = kernels.reserve(
    (STRIP * factor + 2) * stride,
    stride + 64,
    STRIP * width * channels,
  );
  const pixels = kernels.bytes(pixelsAt, (STRIP * factor + 2) * stride);
  const kernel = kernels.run[`shrink${factor}${channels}`];
  const out = new Uint8Array(width * height * channels);
  for (let y = 0; y < height; y += STRIP) {
    const rows = Math.min(STRIP, height - y);
    const first = y * factor - 1;
    const last = (y + rows) * factor;
    // Beyond the sheet its outermost rows go on.
    const from = Math.max(0, first);
    const to = Math.min(sheet.height - 1, last);
    pixels.set(data.subarray(from * stride, (to + 1) * stride), (from - first) * stride);
    if (first < 0) pixels.set(data.subarray(0, stride));
    if (last > to) pixels.set(data.subarray(to * stride, (to + 1) * stride), (last - first) * stride);
    kernel(pixelsAt, sheet.width, rows, betweenAt, outAt);
    out.set(kernels.bytes(outAt, rows * width * channels), y * width * channels);
  }
  return { data: out, width, height, channels };
}
