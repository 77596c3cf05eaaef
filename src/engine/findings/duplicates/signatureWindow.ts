import { signatureSide } from '../../images/fingerprint';

/** A part of a picture, as shares of its sides. */
export interface Window {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Standard deviation of luma below which a picture has nothing by which it could be recognised. */
export const flatDeviation = 5;

/**
 * Samples a window of a signature's luma at `side` x `side` points, brought to mean 0 and length 1, so that the dot
 * product of two such patches is their normalised cross-correlation. `out` is all zeros for a flat window.
 */
export function samplePatch(signature: Uint8Array, window: Window, side: number, out: Float64Array): void {
  const scaleX = (window.width * signatureSide) / side;
  const scaleY = (window.height * signatureSide) / side;
  const startX = window.left * signatureSide + scaleX / 2 - 0.5;
  const startY = window.top * signatureSide + scaleY / 2 - 0.5;
  const count = side * side;
  const last = signatureSide - 1;
  let sum = 0;
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
      const upper = signature[above + u0] * (1 - fx) + signature[above + u1] * fx;
      const lower = signature[below + u0] * (1 - fx) + signature[below + u1] * fx;
      out[to] = upper + (lower - upper) * fy;
      sum += out[to];
    }
  }
  normalise(out, count, sum / count);
}

function normalise(values: Float64Array, count: number, mean: number): void {
  let squares = 0;
  for (let i = 0; i < count; i++) {
    values[i] -= mean;
    squares += values[i] * values[i];
  }
  const flat = squares < count * flatDeviation ** 2;
  const scale = flat ? 0 : 1 / Math.sqrt(squares);
  for (let i = 0; i < count; i++) values[i] *= scale;
}

export function dot(a: Float64Array, b: Float64Array, count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += a[i] * b[i];
  return sum;
}
