/** Interleaved 8-bit samples, [height, width, channels]; grey, grey with alpha, RGB or RGBA. */
export interface Pixels {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 2 | 3 | 4;
}

/** Interleaved 8-bit sRGB without alpha, [height, width, 3]. */
export interface RgbPixels extends Pixels {
  readonly channels: 3;
}

/** One 8-bit channel, [height, width]. */
export interface Plane {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** True when a pixel is not fully opaque. */
export function isTransparent({ data, channels }: Pixels): boolean {
  if (channels === 1 || channels === 3) return false;
  for (let i = channels - 1; i < data.length; i += channels) if (data[i] !== 255) return true;
  return false;
}

/**
 * RGB as a person sees it: transparency laid over white, so that colours hidden under it (often black) count nowhere.
 */
export function toRgb(pixels: Pixels): RgbPixels {
  return layOver(pixels, [255, 255, 255]);
}

/** RGB with transparency laid over a colour. */
export function layOver(pixels: Pixels, ground: readonly [number, number, number]): RgbPixels {
  const { data, width, height, channels } = pixels;
  if (channels === 3) return { ...pixels, channels };
  const rgb = new Uint8Array(width * height * 3);
  const alphaAt = channels === 2 || channels === 4 ? channels - 1 : -1;
  const colours = channels >= 3 ? 3 : 1;
  for (let from = 0, to = 0; to < rgb.length; from += channels, to += 3) {
    const alpha = alphaAt < 0 ? 255 : data[from + alphaAt];
    for (let c = 0; c < 3; c++) {
      const value = data[from + (colours === 3 ? c : 0)];
      rgb[to + c] = alpha === 255 ? value : Math.round((value * alpha + ground[c] * (255 - alpha)) / 255);
    }
  }
  return { data: rgb, width, height, channels: 3 };
}

/** Luma of ITU-R BT.601, rounded. */
export function toLuma({ data, width, height }: RgbPixels): Plane {
  const luma = new Uint8Array(width * height);
  for (let i = 0, from = 0; i < luma.length; i++, from += 3)
    luma[i] = (data[from] * 19595 + data[from + 1] * 38470 + data[from + 2] * 7471 + 32768) >> 16;
  return { data: luma, width, height };
}

/** Turns stored pixels upright by their EXIF orientation, 1 to 8 (EXIF 2.32, 4.6.4 A). */
export function applyOrientation(pixels: Pixels, orientation: number): Pixels {
  if (orientation === 1) return pixels;
  const { data, width, height, channels } = pixels;
  const swaps = orientation >= 5;
  const outWidth = swaps ? height : width;
  const outHeight = swaps ? width : height;
  const out = new Uint8Array(data.length);
  const mirrorX = orientation === 2 || orientation === 3 || orientation === 7 || orientation === 8;
  const mirrorY = orientation === 3 || orientation === 4 || orientation === 6 || orientation === 7;
  for (let y = 0, to = 0; y < outHeight; y++)
    for (let x = 0; x < outWidth; x++) {
      const u = swaps ? y : x;
      const v = swaps ? x : y;
      const from = ((mirrorY ? height - 1 - v : v) * width + (mirrorX ? width - 1 - u : u)) * channels;
      for (let c = 0; c < channels; c++) out[to++] = data[from + c];
    }
  return { data: out, width: outWidth, height: outHeight, channels };
}
