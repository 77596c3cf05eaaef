import { pixelKernels } from './kernels/pixelKernels';
import type { RawSheet } from './rawSheet';

/** Steps per channel of the colour histogram: 16 levels of 16. */
const LEVELS = 16;

/** What the border says beside the whole sheet. */
export interface BorderVotes {
  /** Pixels. */
  readonly rim: number;
  /** 1 counts the border as much as the whole sheet. */
  readonly weight: number;
}

/** Paper reaches the border, one large sprite need not. */
function usualBorder({ width, height }: RawSheet): BorderVotes {
  return { rim: Math.max(1, Math.round(Math.min(width, height) / 200)), weight: 1.5 };
}

/** Channels nearer than this to the centre of the peak belong to it. */
const NEAR = 12;

/** The colour that most of the border and of the sheet have: [red, green, blue], each the mean of its peak. */
export function dominantColour(sheet: RawSheet, border = usualBorder(sheet)): readonly [number, number, number] {
  const { data, width, height, channels } = sheet;
  const step = Math.max(1, Math.floor(Math.sqrt((width * height) / 24_000)));
  const rows = Math.ceil(height / step);
  const kernels = pixelKernels();
  const [rowsAt, binsAt, sumsAt, centreAt] = kernels.reserve(rows * width * channels, LEVELS ** 3 * 4, 16, 3);
  const samples = kernels.bytes(rowsAt, rows * width * channels);
  for (let row = 0; row < rows; row++) {
    const from = row * step * width * channels;
    samples.set(data.subarray(from, from + width * channels), row * width * channels);
  }
  const bins = kernels.words(binsAt, LEVELS ** 3).fill(0);
  kernels.run.votes(rowsAt, rows, width, channels, step, binsAt);
  const peak = peakOf(votesOf(bins, rows * Math.ceil(width / step), sheet, border));
  const centre = peak.map((level) => level * LEVELS + LEVELS / 2);
  kernels.bytes(centreAt, 3).set(centre);
  kernels.run.near(rowsAt, rows, width, channels, step, centreAt, NEAR, sumsAt);
  const [count, red, green, blue] = kernels.words(sumsAt, 4);
  return count === 0 ? [centre[0], centre[1], centre[2]] : [red / count, green / count, blue / count];
}

/** Shares of the samples with each colour, and of the border. */
function votesOf(bins: Uint32Array, seen: number, sheet: RawSheet, { rim, weight }: BorderVotes): Float64Array {
  const { data, width, height, channels } = sheet;
  // Not `Float64Array.from` with a function: that takes twenty times as long.
  const votes = new Float64Array(bins.length);
  for (let bin = 0; bin < bins.length; bin++) votes[bin] = bins[bin] / seen;
  const along = Math.max(1, Math.floor((width + height) / 1000));
  const share = (weight * along) / (2 * rim * (width + height));
  const vote = (at: number) => {
    const i = at * channels;
    votes[((data[i] >> 4) * LEVELS + (data[i + 1] >> 4)) * LEVELS + (data[i + 2] >> 4)] += share;
  };
  for (let k = 0; k < rim; k++) {
    for (let x = 0; x < width; x += along) {
      vote(k * width + x);
      vote((height - 1 - k) * width + x);
    }
    for (let y = 0; y < height; y += along) {
      vote(y * width + k);
      vote(y * width + width - 1 - k);
    }
  }
  return votes;
}

/** Centre of the 3x3x3 block of bins with the most votes: a peak on the edge of two bins is one peak. */
function peakOf(votes: Float64Array): readonly [number, number, number] {
  let best = -1;
  let at: readonly [number, number, number] = [0, 0, 0];
  for (let r = 0; r < LEVELS; r++) {
    for (let g = 0; g < LEVELS; g++) {
      for (let b = 0; b < LEVELS; b++) {
        if (votes[(r * LEVELS + g) * LEVELS + b] === 0) continue;
        const sum = votes[(r * LEVELS + g) * LEVELS + b] + blockSum(votes, r, g, b);
        if (sum > best) {
          best = sum;
          at = [r, g, b];
        }
      }
    }
  }
  return at;
}

function blockSum(votes: Float64Array, r: number, g: number, b: number): number {
  let sum = 0;
  for (let i = Math.max(0, r - 1); i <= Math.min(LEVELS - 1, r + 1); i++) {
    for (let j = Math.max(0, g - 1); j <= Math.min(LEVELS - 1, g + 1); j++) {
      for (let k = Math.max(0, b - 1); k <= Math.min(LEVELS - 1, b + 1); k++) {
        sum += votes[(i * LEVELS + j) * LEVELS + k];
      }
    }
  }
  return sum;
}
