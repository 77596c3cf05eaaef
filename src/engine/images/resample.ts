/** A part of a picture in pixels; may begin and end between two of them. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Samples {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
}

interface Filter {
  readonly support: number;
  weight(distance: number): number;
}

/** Linear between two pixels, widened to the scale when shrinking, so that nothing aliases. */
export const triangle: Filter = { support: 1, weight: (x) => Math.max(0, 1 - Math.abs(x)) };

/** Catmull-Rom's cubic (a = -0.5), what Pillow calls bicubic. */
export const cubic: Filter = {
  support: 2,
  weight: (x) => {
    const d = Math.abs(x);
    if (d < 1) return (1.5 * d - 2.5) * d * d + 1;
    return d < 2 ? ((-0.5 * d + 2.5) * d - 4) * d + 2 : 0;
  },
};

interface Taps {
  /** First source index of each output, [size]. */
  readonly first: Int32Array;
  /** [size, count], each row sums to 1. */
  readonly weights: Float64Array;
  readonly count: number;
}

/** Resamples `box` of a picture to `width` x `height`: separable, widened to the scale when shrinking. */
export function resample(source: Samples, box: Box, width: number, height: number, filter = triangle): Uint8Array {
  const { channels } = source;
  const columns = taps(source.width, box.left, box.width, width, filter);
  const rows = taps(source.height, box.top, box.height, height, filter);
  const firstRow = rows.first[0];
  const lastRow = rows.first[height - 1] + rows.count;
  const lineLength = width * channels;
  const narrow = new Float64Array((lastRow - firstRow) * lineLength);
  const shrink = channels === 3 ? shrinkRowOfThree : shrinkRow;
  for (let y = firstRow, to = 0; y < lastRow; y++, to += lineLength) shrink(source, y, columns, narrow, to);
  const out = new Uint8ClampedArray(height * lineLength);
  const line = new Float64Array(lineLength);
  for (let y = 0; y < height; y++) {
    line.fill(0);
    for (let t = 0; t < rows.count; t++) {
      const weight = rows.weights[y * rows.count + t];
      if (weight === 0) continue;
      const from = (rows.first[y] + t - firstRow) * lineLength;
      for (let i = 0; i < lineLength; i++) line[i] += weight * narrow[from + i];
    }
    out.set(line, y * lineLength);
  }
  return new Uint8Array(out.buffer);
}

function shrinkRow({ data, width, channels }: Samples, y: number, columns: Taps, out: Float64Array, to: number): void {
  const { first, weights, count } = columns;
  for (let x = 0, i = to; x < first.length; x++)
    for (let c = 0; c < channels; c++, i++) {
      let sum = 0;
      let at = (y * width + first[x]) * channels + c;
      for (let w = x * count; w < (x + 1) * count; w++, at += channels) sum += weights[w] * data[at];
      out[i] = sum;
    }
}

/** The same for RGB, where most of the time goes. */
function shrinkRowOfThree({ data, width }: Samples, y: number, columns: Taps, out: Float64Array, to: number): void {
  const { first, weights, count } = columns;
  for (let x = 0, i = to; x < first.length; x++, i += 3) {
    let red = 0;
    let green = 0;
    let blue = 0;
    let at = (y * width + first[x]) * 3;
    for (let w = x * count; w < (x + 1) * count; w++, at += 3) {
      const weight = weights[w];
      red += weight * data[at];
      green += weight * data[at + 1];
      blue += weight * data[at + 2];
    }
    out[i] = red;
    out[i + 1] = green;
    out[i + 2] = blue;
  }
}

/** The last tables: a dataset's images are mostly of a few sizes. */
const known = new Map<string, Taps>();
const maxKnown = 200;

function taps(length: number, start: number, extent: number, size: number, filter: Filter): Taps {
  const key = `${length} ${start} ${extent} ${size} ${filter.support}`;
  let found = known.get(key);
  if (!found) {
    if (known.size >= maxKnown) known.clear();
    found = computeTaps(length, start, extent, size, filter);
    known.set(key, found);
  }
  return found;
}

function computeTaps(length: number, start: number, extent: number, size: number, filter: Filter): Taps {
  const scale = extent / size;
  const widen = Math.max(1, scale);
  const reach = filter.support * widen;
  const count = Math.min(length, Math.ceil(reach * 2) + 1);
  const first = new Int32Array(size);
  const weights = new Float64Array(size * count);
  for (let i = 0; i < size; i++) {
    const centre = start + (i + 0.5) * scale - 0.5;
    first[i] = Math.min(Math.max(0, Math.ceil(centre - reach)), length - count);
    let sum = 0;
    for (let t = 0; t < count; t++) {
      const weight = filter.weight((first[i] + t - centre) / widen);
      weights[i * count + t] = weight;
      sum += weight;
    }
    if (sum === 0) weights[i * count + Math.min(count - 1, Math.max(0, Math.round(centre) - first[i]))] = sum = 1;
    for (let t = 0; t < count; t++) weights[i * count + t] /= sum;
  }
  return { first, weights, count };
}

export function wholeBox({ width, height }: { readonly width: number; readonly height: number }): Box {
  return { left: 0, top: 0, width, height };
}
