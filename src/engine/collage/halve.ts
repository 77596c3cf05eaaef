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
      const j = i + channels;
      const k = i + below;
      const l = k + channels;
      out[to] = (data[i] + data[j] + data[k] + data[l] + 2) >> 2;
      out[to + 1] = (data[i + 1] + data[j + 1] + data[k + 1] + data[l + 1] + 2) >> 2;
      out[to + 2] = (data[i + 2] + data[j + 2] + data[k + 2] + data[l + 2] + 2) >> 2;
      if (channels === 4) out[to + 3] = (data[i + 3] + data[j + 3] + data[k + 3] + data[l + 3] + 2) >> 2;
    }
  }
  return { data: out, width: w, height: h, channels };
}
