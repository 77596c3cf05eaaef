import { signatureSide } from '../../images/fingerprint';

/** A part of a picture, as shares of its sides. */
export interface Window {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export const wholeWindow: Window = { left: 0, top: 0, width: 1, height: 1 };

/** Samples a window of a [32, 32] luma signature at `side` x `side` points, linearly between four. */
export function samplePatch(luma: Uint8Array, window: Window, side: number, out: Float64Array): void {
  const scaleX = (window.width * signatureSide) / side;
  const scaleY = (window.height * signatureSide) / side;
  const startX = window.left * signatureSide + scaleX / 2 - 0.5;
  const startY = window.top * signatureSide + scaleY / 2 - 0.5;
  const last = signatureSide - 1;
  for (let y = 0, to = 0; y < side; y++) {
    const v = Math.min(last, Math.max(0, startY + y * scaleY));
    const v0 = v | 0;
    const fy = v - v0;
    const above = v0 * signatureSide;
    const below = fy > 0 ? above + signatureSide : above;
    for (let x = 0; x < side; x++, to++) {
      const u = Math.min(last, Math.max(0, startX + x * scaleX));
      const u0 = u | 0;
      const fx = u - u0;
      const u1 = fx > 0 ? u0 + 1 : u0;
      const upper = luma[above + u0] * (1 - fx) + luma[above + u1] * fx;
      const lower = luma[below + u0] * (1 - fx) + luma[below + u1] * fx;
      out[to] = upper + (lower - upper) * fy;
    }
  }
}

/** Where a window is sampled along one side of a signature: between which two points, and how far from the first. */
export interface SamplePlaces {
  /** The window's, as a share of the side. */
  readonly start: number;
  readonly before: Uint8Array;
  readonly after: Uint8Array;
  readonly share: Float64Array;
}

/** The places that `samplePatch` samples along a side on which the window begins at `start` and is `size` long. */
export function samplePlaces(start: number, size: number, count: number): SamplePlaces {
  const scale = (size * signatureSide) / count;
  const first = start * signatureSide + scale / 2 - 0.5;
  const last = signatureSide - 1;
  const before = new Uint8Array(count);
  const after = new Uint8Array(count);
  const share = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const at = Math.min(last, Math.max(0, first + i * scale));
    before[i] = at;
    share[i] = at - before[i];
    after[i] = share[i] > 0 ? before[i] + 1 : before[i];
  }
  return { start, before, after, share };
}

/**
 * The dot product of `patch`, which is normalised, with the normalised window of `luma` that is sampled at these places,
 * in one pass: `samplePatch`, `normalise` and `dot` together. 0 where the window is flat.
 */
export function correlationAt(
  luma: Uint8Array,
  across: SamplePlaces,
  down: SamplePlaces,
  patch: Float64Array,
  flat: number,
): number {
  const [columns, rows] = [across.share.length, down.share.length];
  let sum = 0;
  let squares = 0;
  let product = 0;
  for (let y = 0, at = 0; y < rows; y++) {
    const above = down.before[y] * signatureSide;
    const below = down.after[y] * signatureSide;
    const fy = down.share[y];
    for (let x = 0; x < columns; x++, at++) {
      const u0 = across.before[x];
      const u1 = across.after[x];
      const fx = across.share[x];
      const upper = luma[above + u0] * (1 - fx) + luma[above + u1] * fx;
      const lower = luma[below + u0] * (1 - fx) + luma[below + u1] * fx;
      const value = upper + (lower - upper) * fy;
      sum += value;
      squares += value * value;
      product += value * patch[at];
    }
  }
  const count = columns * rows;
  // The patch has mean 0: that of the window does not change the product.
  const deviation = squares - (sum * sum) / count;
  return deviation < count * flat ** 2 ? 0 : product / Math.sqrt(deviation);
}

/**
 * Brings a patch to mean 0 and length 1, so that the dot product of two is their normalised cross-correlation. All
 * zeros when its deviation is below `flat`: there is nothing in it by which it could be recognised.
 */
export function normalise(values: Float64Array, count: number, flat: number): void {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += values[i];
  const mean = sum / count;
  let squares = 0;
  for (let i = 0; i < count; i++) {
    values[i] -= mean;
    squares += values[i] * values[i];
  }
  const scale = squares < count * flat ** 2 ? 0 : 1 / Math.sqrt(squares);
  for (let i = 0; i < count; i++) values[i] *= scale;
}

/** What is left of a patch when the mean of each point's 3 x 3 surroundings is taken away. */
export function detailOf(patch: Float64Array, side: number, out: Float64Array): void {
  const last = side - 1;
  for (let y = 0, to = 0; y < side; y++) {
    const above = Math.max(0, y - 1) * side;
    const here = y * side;
    const below = Math.min(last, y + 1) * side;
    for (let x = 0; x < side; x++, to++) {
      const left = x > 0 ? x - 1 : 0;
      const right = x < last ? x + 1 : last;
      const sum =
        patch[above + left] +
        patch[above + x] +
        patch[above + right] +
        patch[here + left] +
        patch[here + x] +
        patch[here + right] +
        patch[below + left] +
        patch[below + x] +
        patch[below + right];
      out[to] = patch[to] - sum / 9;
    }
  }
}

export function dot(a: Float64Array, b: Float64Array, count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += a[i] * b[i];
  return sum;
}
