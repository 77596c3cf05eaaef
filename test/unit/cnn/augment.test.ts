import { describe, expect, it } from 'vitest';
import {
  drawVariation,
  inputOffset,
  inputScale,
  noAugmentation,
  writeInput,
  type Variation,
} from '../../../src/engine/model/cnn/augment';
import { dropoutMask } from '../../../src/engine/model/cnn/dropoutMask';
import { randomFor } from '../../../src/engine/model/cnn/seeds';

const size = 5;
/** Each pixel tells its place: red is 10 x, green 10 y, blue 50. */
const pixels = Uint8Array.from({ length: size * size * 3 }, (_, i) => {
  const pixel = Math.floor(i / 3);
  return [10 * (pixel % size), 10 * Math.floor(pixel / size), 50][i % 3];
});

function varied(variation?: Variation): number[] {
  const out = new Float32Array(size * size * 3);
  writeInput(pixels, size, out, 0, variation);
  return [...out].map((value) => Math.round((value - inputOffset) / inputScale));
}

function at(values: readonly number[], x: number, y: number): number[] {
  return values.slice((y * size + x) * 3, (y * size + x) * 3 + 3);
}

describe('one resample', () => {
  it('without a variation gives the pixels themselves', () => {
    expect(varied()).toEqual([...pixels]);
  });

  it('mirrors left to right', () => {
    const mirrored = varied({ matrix: [-1, 0, 0, 1], brightness: 1 });
    expect(at(mirrored, 0, 2)).toEqual([40, 20, 50]);
    expect(at(mirrored, 4, 0)).toEqual([0, 0, 50]);
  });

  it('zooms around the centre and repeats the edge', () => {
    const closer = varied({ matrix: [0.5, 0, 0, 0.5], brightness: 1 });
    expect(at(closer, 2, 2)).toEqual([20, 20, 50]);
    expect(at(closer, 0, 4)).toEqual([10, 30, 50]);
    const farther = varied({ matrix: [2, 0, 0, 2], brightness: 1 });
    expect(at(farther, 0, 0)).toEqual([0, 0, 50]);
    expect(at(farther, 3, 2)).toEqual([40, 20, 50]);
  });

  it('shears along x', () => {
    const sheared = varied({ matrix: [1, 0.5, 0, 1], brightness: 1 });
    expect(at(sheared, 2, 4)).toEqual([30, 40, 50]);
    expect(at(sheared, 2, 0)).toEqual([10, 0, 50]);
    expect(at(sheared, 2, 3)).toEqual([25, 30, 50]);
  });

  it('brightens, at most to white', () => {
    expect(at(varied({ matrix: [1, 0, 0, 1], brightness: 2 }), 3, 1)).toEqual([60, 20, 100]);
    expect(at(varied({ matrix: [1, 0, 0, 1], brightness: 20 }), 3, 1)).toEqual([255, 200, 255]);
  });
});

describe('what is drawn', () => {
  const ranges = { shear: 20, zoom: 0.3, flip: true, brightness: 0.4 };
  const draw = (seed: number): Variation => drawVariation(ranges, randomFor(seed));

  it('is the same for the same place, and mostly another for another', () => {
    expect(draw(1)).toEqual(draw(1));
    expect(new Set(Array.from({ length: 50 }, (_, i) => JSON.stringify(draw(i)))).size).toBe(50);
  });

  it('stays within its ranges and uses them', () => {
    const drawn = Array.from({ length: 500 }, (_, i) => draw(i));
    const lights = drawn.map(({ brightness }) => brightness);
    expect(Math.min(...lights)).toBeGreaterThanOrEqual(0.6);
    expect(Math.max(...lights)).toBeLessThanOrEqual(1.4);
    expect(Math.max(...lights) - Math.min(...lights)).toBeGreaterThan(0.7);
    const scales = drawn.map(({ matrix }) => 1 / matrix[3]);
    expect(Math.min(...scales)).toBeGreaterThanOrEqual(0.7 - 1e-9);
    expect(Math.max(...scales)).toBeLessThanOrEqual(1.3 + 1e-9);
    const mirrored = drawn.filter(({ matrix }) => matrix[0] < 0).length;
    expect(mirrored).toBeGreaterThan(200);
    expect(mirrored).toBeLessThan(300);
  });

  it('is nothing when nothing is asked for', () => {
    for (let seed = 0; seed < 20; seed++) {
      const { matrix, brightness } = drawVariation(noAugmentation, randomFor(seed));
      expect(matrix.map(Math.abs)).toEqual([1, 0, 0, 1]);
      expect(matrix[0]).toBe(1);
      expect(brightness).toBe(1);
    }
  });
});

it('dropout keeps the mean', () => {
  const mask = dropoutMask(20_000, 0.3, randomFor(3));
  const dropped = mask.filter((value) => value === 0).length / mask.length;
  expect(dropped).toBeCloseTo(0.3, 1);
  expect(mask.reduce((sum, value) => sum + value, 0) / mask.length).toBeCloseTo(1, 1);
});
