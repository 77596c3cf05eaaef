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

/** The colour that most of the border and of the sheet have: [red, green, blue], each the mean of its peak. */
export function dominantColour(sheet: RawSheet, border = usualBorder(sheet)): readonly [number, number, number] {
  const { data, width, height, channels } = sheet;
  const votes = new Float32Array(LEVELS ** 3);
  const binOf = (i: number) => ((data[i] >> 4) * LEVELS + (data[i + 1] >> 4)) * LEVELS + (data[i + 2] >> 4);
  const step = Math.max(1, Math.floor(Math.sqrt((width * height) / 24_000)));
  let seen = 0;
  for (let y = 0; y < height; y += step) seen += Math.ceil(width / step);
  for (let y = 0; y < height; y += step) {
    for (let x = 0; x < width; x += step) votes[binOf((y * width + x) * channels)] += 1 / seen;
  }
  const { rim, weight } = border;
  const along = Math.max(1, Math.floor((width + height) / 1000));
  const edges = (2 * rim * (width + height)) / along;
  for (let k = 0; k < rim; k++) {
    for (let x = 0; x < width; x += along) {
      votes[binOf((k * width + x) * channels)] += weight / edges;
      votes[binOf(((height - 1 - k) * width + x) * channels)] += weight / edges;
    }
    for (let y = 0; y < height; y += along) {
      votes[binOf((y * width + k) * channels)] += weight / edges;
      votes[binOf((y * width + width - 1 - k) * channels)] += weight / edges;
    }
  }
  const peak = peakOf(votes);
  return meanNear(sheet, peak, step);
}

/** Centre of the 3x3x3 block of bins with the most votes: a peak on the edge of two bins is one peak. */
function peakOf(votes: Float32Array): readonly [number, number, number] {
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

function blockSum(votes: Float32Array, r: number, g: number, b: number): number {
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

function meanNear(sheet: RawSheet, peak: readonly [number, number, number], step: number) {
  const { data, width, height, channels } = sheet;
  const centre = peak.map((level) => level * LEVELS + LEVELS / 2);
  const sums: [number, number, number] = [0, 0, 0];
  let n = 0;
  for (let y = 0; y < height; y += step) {
    for (let x = 0; x < width; x += step) {
      const i = (y * width + x) * channels;
      if (Math.abs(data[i] - centre[0]) > 12) continue;
      if (Math.abs(data[i + 1] - centre[1]) > 12) continue;
      if (Math.abs(data[i + 2] - centre[2]) > 12) continue;
      n++;
      for (let c = 0; c < 3; c++) sums[c] += data[i + c];
    }
  }
  if (n === 0) return [centre[0], centre[1], centre[2]] as const;
  return [sums[0] / n, sums[1] / n, sums[2] / n] as const;
}
