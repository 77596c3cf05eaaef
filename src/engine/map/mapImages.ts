import type { Kernel } from '../model/head/kernel';
import { layoutNeighbours, layOut } from './layOut';
import { nearestRows } from '../model/head/nearestRows';
import { principalDirections } from './principalComponents';
import { stratifiedSample } from './sampleRows';

export interface MapInput {
  /** [capacity, width] float32. */
  readonly embeddings: Float32Array;
  readonly width: number;
  /** Rows to place, one for each content; the order must not depend on chance. */
  readonly rows: Int32Array;
  /** Stratum of each of `rows`, e.g. its class. */
  readonly strata: Int32Array;
  readonly seed: number;
  /** The layout is fitted on at most so many; the others are placed beside those they are like. */
  readonly mostFitted: number;
}

/** Where the rows of the input lie. */
export interface MapPositions {
  /** [rows] float32 each, the longer side from 0 to 1, the other in proportion and in the middle. */
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** How many of them the layout was fitted on. */
  readonly fitted: number;
}

const components = 48;
/** Fitted neighbours among which another image is placed. */
const placedBetween = 5;
/** What share of the work the parts take, at the sizes where it takes long. */
const shares = { neighbours: 0.1, layout: 0.8 } as const;

/** Lays images out on a plane, like beside like. `onProgress` is told the share that is done, 0 to 1. */
export function mapImages(kernel: Kernel, input: MapInput, onProgress: (share: number) => void): MapPositions {
  const { rows, strata, seed } = input;
  if (rows.length === 0) return { x: new Float32Array(0), y: new Float32Array(0), fitted: 0 };
  const width = Math.min(components, input.width);
  const vectors = principalDirections(kernel, input.embeddings, input.width, rows, width);
  const fitted = { vectors, width, rows: stratifiedSample(strata, input.mostFitted, seed) };
  const n = fitted.rows.length;
  const step = progressSteps(n, shares.neighbours, 0, onProgress);
  const k = Math.max(1, Math.min(layoutNeighbours, n - 1));
  const neighbours = nearestRows(kernel, fitted, fitted, k, step);
  const start = new Float32Array(2 * n);
  fitted.rows.forEach((row, i) => start.set(vectors.subarray(row * width, row * width + 2), 2 * i));
  const layout = layOut(neighbours, start, seed, (share) => onProgress(shares.neighbours + share * shares.layout));
  const positions = new Float32Array(2 * rows.length);
  fitted.rows.forEach((row, i) => positions.set(layout.subarray(2 * i, 2 * i + 2), 2 * row));
  const isFitted = new Uint8Array(rows.length);
  for (const row of fitted.rows) isFitted[row] = 1;
  const others = { vectors, width, rows: Int32Array.from(rows.keys()).filter((row) => isFitted[row] === 0) };
  const done = shares.neighbours + shares.layout;
  const placed = progressSteps(others.rows.length, 1 - done, done, onProgress);
  const between = nearestRows(kernel, others, fitted, Math.min(placedBetween, n), placed);
  others.rows.forEach((row, i) => positions.set(meanPlace(layout, between, i), 2 * row));
  return { ...normalise(positions), fitted: n };
}

/** The mean of the nearest fitted images, weighted by the inverse square of the cosine distance. */
function meanPlace(
  layout: Float32Array,
  { k, at, cosines }: { k: number; at: Int32Array; cosines: Float32Array },
  i: number,
): [number, number] {
  let [x, y, total] = [0, 0, 0];
  for (let j = i * k; j < (i + 1) * k; j++) {
    const weight = 1 / Math.max(1e-3, 1 - cosines[j]) ** 2;
    x += weight * layout[2 * at[j]];
    y += weight * layout[2 * at[j] + 1];
    total += weight;
  }
  return [x / total, y / total];
}

function normalise(positions: Float32Array): { x: Float32Array; y: Float32Array } {
  const n = positions.length / 2;
  const low = [Infinity, Infinity];
  const high = [-Infinity, -Infinity];
  positions.forEach((value, i) => {
    low[i & 1] = Math.min(low[i & 1], value);
    high[i & 1] = Math.max(high[i & 1], value);
  });
  const side = Math.max(high[0] - low[0], high[1] - low[1]);
  const along = (axis: 0 | 1): Float32Array => {
    const middle = (low[axis] + high[axis]) / 2;
    const scale = side > 0 ? 1 / side : 0;
    return Float32Array.from({ length: n }, (_, i) => 0.5 + (positions[2 * i + axis] - middle) * scale);
  };
  return { x: along(0), y: along(1) };
}

function progressSteps(total: number, share: number, from: number, onProgress: (share: number) => void): () => void {
  let done = 0;
  return () => {
    if (++done % 256 === 0) onProgress(from + (share * done) / total);
  };
}
