import { describe, expect, it } from 'vitest';
import { mapImages, type MapInput } from '../../../src/engine/map/mapImages';
import { Kernel } from '../../../src/engine/model/head/kernel';
import { blobs } from '../head/blobs';

const kernel = new Kernel();
const width = 64;
const n = 400;
const kinds = Int32Array.from({ length: n }, (_, i) => i % 4);
const input: MapInput = {
  embeddings: blobs(kinds, width, 0.7, 3),
  width,
  rows: Int32Array.from(kinds.keys()),
  strata: kinds,
  seed: 1,
  mostFitted: 20_000,
};
const quietly = (): void => undefined;

/** Share of the five nearest on the map that are of the same kind, over all images. */
function purity({ x, y }: { x: Float32Array; y: Float32Array }): number {
  let same = 0;
  for (let i = 0; i < n; i++) {
    const distance = Float32Array.from(x, (_, j) => (x[j] - x[i]) ** 2 + (y[j] - y[i]) ** 2);
    const near = Array.from(kinds.keys())
      .filter((j) => j !== i)
      .sort((a, b) => distance[a] - distance[b]);
    same += near.slice(0, 5).filter((j) => kinds[j] === kinds[i]).length / 5;
  }
  return same / n;
}

describe('the embedding map', () => {
  it('puts like beside like, between 0 and 1', () => {
    const map = mapImages(kernel, input, quietly);
    expect(map.fitted).toBe(n);
    expect(purity(map)).toBeGreaterThan(0.95);
    for (const value of [...map.x, ...map.y]) {
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThanOrEqual(1);
    }
  });

  it('is the same for the same seed and another for another', () => {
    const map = mapImages(kernel, input, quietly);
    expect(mapImages(kernel, input, quietly)).toEqual(map);
    expect(mapImages(kernel, { ...input, seed: 2 }, quietly).x).not.toEqual(map.x);
  });

  it('places images that were not fitted among those they are like', () => {
    const map = mapImages(kernel, { ...input, mostFitted: 120 }, quietly);
    expect(map.fitted).toBe(120);
    expect(purity(map)).toBeGreaterThan(0.9);
  });

  it('tells progress that never goes back', () => {
    const told: number[] = [];
    mapImages(kernel, { ...input, mostFitted: 120 }, (share) => told.push(share));
    expect(told.length).toBeGreaterThan(10);
    expect(told).toEqual([...told].sort((a, b) => a - b));
    expect(told[told.length - 1]).toBeLessThanOrEqual(1);
  });

  it.each([0, 1, 2, 3, 4, 5, 6, 16])('stands for %i images', (count) => {
    const rows = Int32Array.from({ length: count }, (_, i) => i);
    const { x, y } = mapImages(kernel, { ...input, rows, strata: rows }, quietly);
    expect(x).toHaveLength(count);
    for (const value of [...x, ...y]) expect(value).toSatisfy(Number.isFinite);
  });

  it('stands where all images are the same, or have no embedding worth the name', () => {
    for (const value of [0, 1, NaN]) {
      const rows = Int32Array.from({ length: 60 }, (_, i) => i);
      const embeddings = new Float32Array(n * width).fill(value);
      const map = mapImages(kernel, { ...input, embeddings, rows, strata: rows }, quietly);
      for (const place of [...map.x, ...map.y]) expect(place).toSatisfy(Number.isFinite);
    }
  });
});
