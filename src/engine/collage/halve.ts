import type { RawSheet } from './rawSheet';

/** The sheet at half its size, each pixel the mean of four; an odd last row or column is left out. */
export function halve({ data, width, height, channels }: RawSheet): RawSheet {
  const w = width >> 1;
  const h = height >> 1;
  const out = new Uint8Array(w * h * channels);
  const below = width * channels;
  let to = 0;
  for (let y = 0; y < h; y++) {
    let i = 2 * y * below;
    for (let x = 0; x < w; x++, i += 2 * channels, to += channels) {
      for (let c = 0; c < channels; c++) {
        const at = i + c;
        out[to + c] = (data[at] + data[at + channels] + data[at + below] + data[at + below + channels] + 2) >> 2;
      }
    }
  }
  return { data: out, width: w, height: h, channels };
}
