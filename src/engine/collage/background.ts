import type { RawSheet } from './rawSheet';
import { dominantColour, type BorderVotes } from './dominantColour';
import { samplesOf, type TileSums, type TileSpread, type Tiling } from './paperSamples';
import { quantile } from './statistics';

/** What lies behind the symbols. */
export interface Background extends Tiling {
  readonly kind: 'plain' | 'gradient' | 'transparent';
  /** Mean colour, 0 to 255 each. */
  readonly colour: readonly [red: number, green: number, blue: number];
  /** Spread of the paper around its own colour (grain, compression), in grey levels. */
  readonly noise: number;
  /** Share of the sheet that is paper, 0 to 1. */
  readonly share: number;
  /** [rows, columns, 3] colour of each tile. */
  readonly tiles: Uint8Array;
}

/** Side of a background tile in pixels: small sheets have small gaps to see the paper through. */
function tileSide(sheet: RawSheet): number {
  return sheet.width * sheet.height >= 200_000 ? 32 : 16;
}

/** How far paper may lie from the dominant colour before it counts as content. Gradients and folds stay inside. */
const REACH = 44;

/** The same once the paper is known, as far as its grain allows. */
const NEAR = 18;

/**
 * Estimates the paper: the dominant colour of border and sheet, followed locally through tiles so that gradients and
 * folds stay paper; tiles covered by content take their neighbours' colour.
 */
export function estimateBackground(sheet: RawSheet, border?: BorderVotes): Background {
  const tile = tileSide(sheet);
  const columns = Math.ceil(sheet.width / tile);
  const rows = Math.ceil(sheet.height / tile);
  const count = columns * rows;
  const tiles = new Uint8Array(count * 3);
  if (isTransparent(sheet)) {
    return { kind: 'transparent', colour: [0, 0, 0], noise: 0, share: 1, tile, tiles, columns, rows };
  }
  const main = dominantColour(sheet, border);
  const around = new Float32Array(count * 3);
  for (let t = 0; t < count; t++) around.set(main, t * 3);
  const collect = samplesOf(sheet, { tile, columns, rows });
  let reach = REACH;
  let spread: Spread = { noise: 0, share: 0, reliable: false };
  for (let pass = 0; pass < 2; pass++) {
    const sums = collect(around, reach);
    spread = spreadOf(sums);
    if (pass === 0 && isPlain(sums, main)) {
      if (spread.reliable) break;
      reach = NEAR;
      continue;
    }
    smoothTiles(sums, around, columns, rows, main);
    reach = Math.max(NEAR, Math.min(REACH, 12 + 4 * spread.noise));
  }
  let low = 255;
  let high = 0;
  for (let t = 0; t < count; t++) {
    const grey = (around[t * 3] + around[t * 3 + 1] + around[t * 3 + 2]) / 3;
    low = Math.min(low, grey);
    high = Math.max(high, grey);
    for (let c = 0; c < 3; c++) tiles[t * 3 + c] = Math.round(around[t * 3 + c]);
  }
  const kind = high - low > 6 ? 'gradient' : 'plain';
  return { kind, colour: main, noise: spread.noise, share: spread.share, tile, tiles, columns, rows };
}

/** True when the alpha channel says what is content: some of the sheet is clear, some is not. */
function isTransparent(sheet: RawSheet): boolean {
  if (sheet.channels !== 4) return false;
  let clear = 0;
  let seen = 0;
  const step = 4 * Math.max(1, Math.floor((sheet.width * sheet.height) / 65_536));
  for (let i = 3; i < sheet.data.length; i += step) {
    seen++;
    if (sheet.data[i] < 16) clear++;
  }
  return clear > seen * 0.02;
}

/** True when nearly all tiles of clean paper have the main colour: then pale content cannot bend the paper. */
function isPlain(sums: TileSums, main: readonly [number, number, number]): boolean {
  const least = Math.min(0.97, weightAt(sums.weight, 0.75));
  const off: number[] = [];
  for (let t = 0; t < sums.weight.length; t++) {
    if (sums.weight[t] < least || sums.weight[t] === 0) continue;
    let most = 0;
    for (let c = 0; c < 3; c++) most = Math.max(most, Math.abs(sums.colour[t * 3 + c] - main[c]));
    off.push(most);
  }
  if (off.length === 0) return true;
  off.sort((a, b) => a - b);
  return off[Math.floor(off.length * 0.85)] < 3;
}

function weightAt(weights: Float32Array, quantile: number): number {
  return Float32Array.from(weights).sort()[Math.floor((weights.length - 1) * quantile)] ?? 0;
}

interface Spread {
  readonly noise: number;
  readonly share: number;
  /** Enough tiles hold nothing but paper. */
  readonly reliable: boolean;
}

/** Compression and blur tie neighbouring pixels together: steps between them understate the spread by about this. */
const STEP_FACTOR = 1.4;

/**
 * The paper's own spread: from the calmer tiles that are nearly all paper; where content leaves few of those, from
 * the steps between neighbouring pixels.
 */
function spreadOf(sums: TileSums & TileSpread): Spread {
  const clean: number[] = [];
  const partly: number[] = [];
  let share = 0;
  for (let t = 0; t < sums.weight.length; t++) {
    const w = sums.weight[t];
    share += w;
    if (w > 0.97) clean.push(sums.squares[t]);
    if (w > 0.3 && Number.isFinite(sums.steps[t])) partly.push(sums.steps[t] * STEP_FACTOR ** 2);
  }
  const from = clean.length >= 12 ? clean : partly;
  const tiles = Math.max(1, sums.weight.length);
  return {
    noise: Math.sqrt(Math.max(0, quantile(from, 0.3))),
    share: share / tiles,
    reliable: from === clean,
  };
}

/** Writes to `around` the smoothed paper colour; covered tiles take the mean of what lies around them. */
function smoothTiles(
  sums: TileSums,
  around: Float32Array,
  columns: number,
  rows: number,
  main: readonly [number, number, number],
): void {
  const total = columns * rows;
  let value = new Float32Array(total * 3);
  let weight = new Float32Array(total);
  for (let t = 0; t < total; t++) {
    const w = sums.weight[t] < 0.08 ? 0 : sums.weight[t] ** 2;
    weight[t] = w;
    for (let c = 0; c < 3; c++) value[t * 3 + c] = sums.colour[t * 3 + c] * w;
  }
  // Three box passes on (value, weight) pairs fill the holes; a small pull to the main colour settles the rest.
  for (const radius of [1, 1, 3]) {
    value = boxBlur(value, columns, rows, 3, radius);
    weight = boxBlur(weight, columns, rows, 1, radius);
  }
  const pull = 1e-3;
  for (let t = 0; t < total; t++) {
    for (let c = 0; c < 3; c++) around[t * 3 + c] = (value[t * 3 + c] + pull * main[c]) / (weight[t] + pull);
  }
}

/** Mean over (2 radius + 1)² tiles; [rows, columns, depth] in and out, edges take fewer. */
function boxBlur(from: Float32Array, columns: number, rows: number, depth: number, radius: number) {
  const out = new Float32Array(from.length);
  const across = new Float32Array(from.length);
  for (let y = 0; y < rows; y++) {
    const row = y * columns * depth;
    for (let x = 0; x < columns; x++) {
      const first = row + Math.max(0, x - radius) * depth;
      const last = row + Math.min(columns - 1, x + radius) * depth;
      for (let c = 0; c < depth; c++) {
        let sum = 0;
        for (let at = first + c; at <= last + c; at += depth) sum += from[at];
        across[row + x * depth + c] = sum;
      }
    }
  }
  const area = (2 * radius + 1) ** 2;
  for (let y = 0; y < rows; y++) {
    for (let k = Math.max(0, y - radius); k <= Math.min(rows - 1, y + radius); k++) {
      const row = k * columns * depth;
      const to = y * columns * depth;
      for (let i = 0; i < columns * depth; i++) out[to + i] += across[row + i] / area;
    }
  }
  return out;
}
