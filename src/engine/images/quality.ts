import type { Plane, RgbPixels } from './pixels';
import { cubic, resample, wholeBox } from './resample';

/**
 * Quality scores of a picture, 0 (bad) to 1 (good), by CleanVision's formulas on upright 8-bit sRGB without alpha
 * (github.com/cleanlab/cleanvision, image_property.py): one decode for all colour types, so that palette, alpha,
 * 16-bit and grey pictures are measured alike.
 */
export interface QualityScores {
  /** 99th percentile of the brightness: low in a dark picture. */
  readonly dark: number;
  /** 1 - 5th percentile of the brightness: low in a bright picture. */
  readonly bright: number;
  /** From the variance of the edges and the spread of the histogram: low in a blurry picture. */
  readonly blurry: number;
  /** From the entropy of the colours: low where there is nearly nothing to see. */
  readonly lowInformation: number;
  /** True when no pixel has colour, in whatever colour model it is stored. */
  readonly grey: boolean;
}

/** Difference of channels that the eye does not take for colour (and JPEG's rounding causes). */
const greyTolerance = 6;
/** Side to which a picture is reduced before its edges are measured. */
const blurSide = 64;
/** A histogram flatter than this says nothing about blur. */
const flatHistogram = 0.18;

export function measureQuality(rgb: RgbPixels, luma: Plane): QualityScores {
  const { data } = rgb;
  const pixels = rgb.width * rgb.height;
  const brightness = new Uint32Array(256);
  const colours = new Uint32Array(768);
  let grey = true;
  for (let at = 0; at < data.length; at += 3) {
    const red = data[at];
    const green = data[at + 1];
    const blue = data[at + 2];
    colours[red]++;
    colours[256 + green]++;
    colours[512 + blue]++;
    brightness[(Math.sqrt(0.241 * red * red + 0.691 * green * green + 0.068 * blue * blue) + 0.5) | 0]++;
    grey &&= Math.max(red, green, blue) - Math.min(red, green, blue) <= greyTolerance;
  }
  return {
    dark: percentile(brightness, pixels, 0.99) / 255,
    bright: 1 - percentile(brightness, pixels, 0.05) / 255,
    blurry: sharpness(luma),
    lowInformation: Math.min(1, 0.1 * entropy(colours, pixels * 3)),
    grey,
  };
}

/** The value that `share` of the pixels do not exceed. */
function percentile(histogram: Uint32Array, total: number, share: number): number {
  let seen = 0;
  for (let value = 0; value < 256; value++) {
    seen += histogram[value];
    if (seen >= share * total) return value;
  }
  return 255;
}

/** Shannon entropy in bits. */
function entropy(histogram: Uint32Array, total: number): number {
  let sum = 0;
  for (const count of histogram)
    if (count > 0) {
      const p = count / total;
      sum -= p * Math.log2(p);
    }
  return sum;
}

function sharpness(luma: Plane): number {
  const ratio = Math.max(luma.width, luma.height) / blurSide;
  const width = ratio > 1 ? Math.max(1, Math.floor(luma.width / ratio)) : luma.width;
  const height = ratio > 1 ? Math.max(1, Math.floor(luma.height / ratio)) : luma.height;
  const small = resample({ ...luma, channels: 1 }, wholeBox(luma), width, height, cubic);
  const edges = 1 - Math.exp(-0.01 * Math.sqrt(edgeVariance(small, width, height)));
  const spread = 1 - Math.exp(-0.01 * histogramDeviation(small));
  return Math.min(1, edges + (spread > flatHistogram ? spread : 0));
}

/** Variance of the 3 x 3 Laplacian (8 in the middle), clamped to 0..255; the outermost pixels stand for themselves. */
function edgeVariance(luma: Uint8Array, width: number, height: number): number {
  let sum = 0;
  let squares = 0;
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++, at++) {
      let value = luma[at];
      if (x > 0 && y > 0 && x < width - 1 && y < height - 1) {
        const around =
          luma[at - width - 1] +
          luma[at - width] +
          luma[at - width + 1] +
          luma[at - 1] +
          luma[at + 1] +
          luma[at + width - 1] +
          luma[at + width] +
          luma[at + width + 1];
        value = Math.min(255, Math.max(0, 8 * value - around));
      }
      sum += value;
      squares += value * value;
    }
  const count = width * height;
  return Math.max(0, squares / count - (sum / count) ** 2);
}

/** Standard deviation of the 256 counts of the histogram. */
function histogramDeviation(luma: Uint8Array): number {
  const histogram = new Uint32Array(256);
  for (const value of luma) histogram[value]++;
  const mean = luma.length / 256;
  let sum = 0;
  for (const count of histogram) sum += (count - mean) ** 2;
  return Math.sqrt(sum / 256);
}
