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
