import { describe, expect, it } from 'vitest';
import type { Background } from '../../../src/engine/collage/background';
import { connectContent, type Part } from '../../../src/engine/collage/components';
import { differenceFrom } from '../../../src/engine/collage/difference';
import { dominantColour } from '../../../src/engine/collage/dominantColour';
import type { RawSheet } from '../../../src/engine/collage/rawSheet';
import { shrink } from '../../../src/engine/collage/shrink';
import { seededRandom } from '../../../src/engine/model/head/random';

const random = seededRandom(7);
const below = (limit: number): number => Math.floor(random() * limit);

/** Paper with blobs: some rows empty, some full, values on both sides of any threshold. */
function randomMap(width: number, height: number): Uint8Array {
  const map = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const share = [0, 0.1, 0.5, 0.9, 1][below(5)];
    for (let x = 0; x < width; x++) map[y * width + x] = random() < share ? 40 + below(216) : below(40);
  }
  return map;
}

/** By flood filling. */
function floodedParts(map: Uint8Array, width: number, height: number, threshold: number): Part[] {
  const seen = new Uint8Array(map.length);
  const parts: Part[] = [];
  for (let first = 0; first < map.length; first++) {
    if (seen[first] === 1 || map[first] <= threshold) continue;
    const waiting = [first];
    const pixels: number[] = [];
    seen[first] = 1;
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      pixels.push(at);
      const [x, y] = [at % width, Math.floor(at / width)];
      for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++) {
        for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) {
          const next = v * width + u;
          if (seen[next] === 1 || map[next] <= threshold) continue;
          seen[next] = 1;
          waiting.push(next);
        }
      }
    }
    const xs = pixels.map((at) => at % width);
    const ys = pixels.map((at) => Math.floor(at / width));
    parts.push({
      left: Math.min(...xs),
      right: Math.max(...xs),
      top: Math.min(...ys),
      bottom: Math.max(...ys),
      area: pixels.length,
      peak: Math.max(...pixels.map((at) => map[at])),
    });
  }
  return parts;
}

describe('connected content', () => {
  it.each([1, 2, 15, 16, 17, 31, 32, 33, 47, 100])('is what flood filling finds on a map %i pixels wide', (width) => {
    for (const threshold of [0, 39, 39.9, 128, 254, 255, 300]) {
      const height = 1 + below(24);
      const map = randomMap(width, height);
      expect(connectContent(map, width, height, threshold).parts).toEqual(floodedParts(map, width, height, threshold));
    }
  });

  it('leaves out parts that are too small, and gives the runs of the others', () => {
    const map = Uint8Array.from([9, 9, 0, 9, 0, 9, 0, 0, 0, 0, 9, 9, 0, 0, 9]);
    const content = connectContent(map, 5, 3, 8, 2);
    expect(content.parts).toEqual([{ left: 0, right: 1, top: 0, bottom: 2, area: 5, peak: 9 }]);
    const runs: number[][] = [];
    content.visitRuns(content.parts[0], (...run) => runs.push(run));
    expect(runs).toEqual([
      [0, 0, 1],
      [1, 0, 0],
      [2, 0, 1],
    ]);
  });
});

function randomSheet(width: number, height: number, channels: 3 | 4): RawSheet {
  return { data: Uint8Array.from({ length: width * height * channels }, () => below(256)), width, height, channels };
}

describe('difference from the paper', () => {
  it.each([3, 4] as const)(
    'is the largest over the channels, black counting twice on dark paper: %i channels',
    (channels) => {
      for (const [width, height] of [
        [1, 1],
        [16, 20],
        [37, 33],
        [70, 40],
      ]) {
        const sheet = randomSheet(width, height, channels);
        const tile = 16;
        const [columns, rows] = [Math.ceil(width / tile), Math.ceil(height / tile)];
        const tiles = Uint8Array.from({ length: columns * rows * 3 }, () => (random() < 0.5 ? below(60) : below(256)));
        const paper: Background = { kind: 'plain', colour: [0, 0, 0], noise: 0, share: 1, tile, tiles, columns, rows };
        const expected = new Uint8Array(width * height);
        for (let y = 0; y < height; y++) {
          for (let x = 0; x < width; x++) {
            const t = (Math.floor(y / tile) * columns + Math.floor(x / tile)) * 3;
            const apart = [0, 1, 2].map((c) => sheet.data[(y * width + x) * channels + c] - tiles[t + c]);
            const most = Math.max(...apart.map(Math.abs));
            const light = tiles[t] + tiles[t + 1] + tiles[t + 2];
            const isBlack = light < 270 && apart[0] + apart[1] + apart[2] < -0.8 * light;
            expected[y * width + x] = most <= 6 ? 0 : Math.min(255, isBlack ? 2 * most : most);
          }
        }
        expect(differenceFrom(sheet, paper)).toEqual(expected);
      }
    },
  );
});

describe('halos of a JPEG', () => {
  it.each([
    [1, 1],
    [16, 20],
    [37, 33],
    [70, 70],
  ])('are what is small beside the largest difference in its block: %i x %i', (width, height) => {
    const tile = 32;
    const [columns, rows] = [Math.ceil(width / tile), Math.ceil(height / tile)];
    const tiles = new Uint8Array(columns * rows * 3).fill(255);
    const paper: Background = {
      kind: 'plain',
      colour: [255, 255, 255],
      noise: 0,
      share: 1,
      tile,
      tiles,
      columns,
      rows,
    };
    const sheet = randomSheet(width, height, 3);
    // Mostly pale, so that blocks differ in their largest.
    sheet.data.forEach((value, at) => (sheet.data[at] = 255 - (value >> below(8))));
    const plain = differenceFrom(sheet, paper);
    const expected = plain.map((value, p) => {
      const [left, top] = [(p % width) & ~15, Math.floor(p / width) & ~15];
      let peak = 0;
      for (let y = top; y < Math.min(height, top + 16); y++) {
        for (let x = left; x < Math.min(width, left + 16); x++) peak = Math.max(peak, plain[y * width + x]);
      }
      return value < Math.round(peak * 0.17) ? 0 : value;
    });
    expect(differenceFrom({ ...sheet, hasHalos: true }, paper)).toEqual(expected);
    if (width > 16) expect(expected).not.toEqual(plain);
  });
});

describe('dominant colour', () => {
  it.each([3, 4] as const)('is the mean of the colours at the peak: %i channels', (channels) => {
    const sheet = randomSheet(90, 60, channels);
    const wanted = [200, 120, 40];
    for (let p = 0; p < 90 * 60; p++) {
      if (p % 3 === 0) continue;
      for (let c = 0; c < 3; c++) sheet.data[p * channels + c] = wanted[c] + (p % 2);
    }
    const found = dominantColour(sheet);
    found.forEach((value, c) => expect(Math.abs(value - wanted[c] - 0.5)).toBeLessThan(0.5));
  });
});

describe('shrinking', () => {
  const weights = { 2: [1, 3, 3, 1], 3: [1, 2, 3, 2, 1] } as const;
  /** Along rows of `length` pixels; `at` gives a value of the larger sheet. */
  const mean = (factor: 2 | 3, length: number, place: number, at: (place: number) => number) => {
    const all = weights[factor].map((weight, tap) => {
      const pixel = Math.min(length - 1, Math.max(0, place * factor - 1 + tap));
      return weight * at(pixel);
    });
    return Math.round(all.reduce((a, b) => a + b) / weights[factor].reduce<number>((a, b) => a + b, 0));
  };

  it.each([
    [2, 3],
    [2, 4],
    [3, 3],
    [3, 4],
  ] as const)('to 1/%i is a weighted mean, columns first: %i channels', (factor, channels) => {
    for (const [width, height] of [
      [factor, factor],
      [31, 17],
      [64, 200],
      [97, 70],
    ]) {
      const sheet = randomSheet(width, height, channels);
      const small = shrink(sheet, factor);
      expect([small.width, small.height]).toEqual([Math.floor(width / factor), Math.floor(height / factor)]);
      let worst = 0;
      for (let y = 0; y < small.height; y++) {
        for (let x = 0; x < small.width; x++) {
          for (let c = 0; c < channels; c++) {
            const expected = mean(factor, width, x, (u) =>
              mean(factor, height, y, (v) => sheet.data[(v * width + u) * channels + c]),
            );
            worst = Math.max(worst, Math.abs(small.data[(y * small.width + x) * channels + c] - expected));
          }
        }
      }
      // A ninth is no fraction of 2^15.
      expect(worst).toBeLessThanOrEqual(factor === 2 ? 0 : 1);
    }
  });
});
