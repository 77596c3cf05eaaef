import { darkestPaper } from './darkPaper';
import { RANGE, TILE } from './kernels/paperKernel';
import { pixelKernels } from './kernels/pixelKernels';
import type { RawSheet } from './rawSheet';

/** Of each tile the mean colour of its paper ([tiles, 3]), and the share of its samples that is paper. */
export interface TileSums {
  readonly colour: Float32Array;
  readonly weight: Float32Array;
}

/** Variance within each tile, and as seen from pixel to pixel (which content hardly reaches). */
export interface TileSpread {
  readonly squares: Float32Array;
  readonly steps: Float32Array;
}

/** Square tiles over a sheet. */
export interface Tiling {
  /** Side in pixels; the paper's colour is constant within one. */
  readonly tile: number;
  readonly columns: number;
  readonly rows: number;
}

/** Sums of the samples of each tile within `reach` of the colour expected there; `weight` is their share. */
type Collect = (around: Float32Array, reach: number) => TileSums & TileSpread;

/** Takes samples of a sheet; they last until another kernel is run. */
export function samplesOf(sheet: RawSheet, { tile, columns, rows }: Tiling): Collect {
  const { data, width, height, channels } = sheet;
  const step = width * height > 1_200_000 ? 4 : width * height > 200_000 ? 3 : 1;
  const kernels = pixelKernels();
  const count = columns * rows;
  const inTile = Math.ceil(tile / step);
  const [samplesAt, coloursAt, outAt] = kernels.reserve(
    rows * inTile * width * channels,
    count * RANGE.bytes,
    count * TILE.numbers * 4,
  );
  const samples = kernels.bytes(samplesAt, rows * inTile * width * channels);
  let to = 0;
  for (let y = 0; y < height; y += y % tile < tile - step ? step : tile - (y % tile)) {
    samples.set(data.subarray(y * width * channels, (y + 1) * width * channels), to);
    to += width * channels;
  }
  const seen = samplesPerTile(sheet, { tile, columns, rows }, step);
  return (around, reach) => {
    writeColours(kernels.bytes(coloursAt, count * RANGE.bytes), around, reach);
    kernels.run.paper(samplesAt, width, height, channels, tile, step, coloursAt, outAt);
    return sumsOf(kernels.words(outAt, count * TILE.numbers), seen);
  };
}

/** Samples in each tile; those on the right and lower rim may be narrower. */
function samplesPerTile({ width, height }: RawSheet, { tile, columns, rows }: Tiling, step: number): Uint32Array {
  const along = (length: number, at: number) => Math.ceil(Math.min(tile, length - at * tile) / step);
  const seen = new Uint32Array(columns * rows);
  for (let y = 0, t = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) seen[t++] = along(width, x) * along(height, y);
  }
  return seen;
}

/** For each tile the whole numbers within `reach` of the colour expected there; black is not dark paper. */
function writeColours(colours: Uint8Array, around: Float32Array, reach: number): void {
  for (let t = 0, at = 0; t < around.length; t += 3, at += RANGE.bytes) {
    for (let c = 0; c < 3; c++) {
      const low = Math.ceil(Math.max(around[t + c] - reach, darkestPaper(around[t + c])));
      colours[at + RANGE.least + c] = low;
      colours[at + RANGE.span + c] = Math.min(255, Math.floor(around[t + c] + reach)) - low;
    }
  }
}

function sumsOf(table: Uint32Array, seen: Uint32Array): TileSums & TileSpread {
  const count = seen.length;
  const colour = new Float32Array(count * 3);
  const weight = new Float32Array(count);
  const squares = new Float32Array(count);
  const steps = new Float32Array(count).fill(Infinity);
  for (let t = 0, at = 0; t < count; t++, at += TILE.numbers) {
    const n = table[at + TILE.near];
    weight[t] = n / seen[t];
    if (n === 0) continue;
    for (let c = 0; c < 3; c++) colour[t * 3 + c] = table[at + TILE.red + c] / n;
    squares[t] = table[at + TILE.squares] / n - (table[at + TILE.green] / n) ** 2;
    if (table[at + TILE.pairs] > 0) steps[t] = table[at + TILE.jumps] / table[at + TILE.pairs] / 2;
  }
  return { colour, weight, squares, steps };
}
