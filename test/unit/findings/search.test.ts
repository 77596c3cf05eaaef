import { expect, it } from 'vitest';
import { embeddingPairs } from '../../../src/engine/findings/duplicates/embeddingPairs';
import { hammingDistance, hammingPairs } from '../../../src/engine/findings/duplicates/hammingPairs';
import { eachFollowing } from '../../../src/engine/findings/followingProducts';
import { dotProduct } from '../../../src/engine/findings/nearestNeighbours';
import { threadKernel } from '../../../src/engine/findings/threadKernel';
import { seeded } from './sets';

it('finds every pair of hashes within the radius, each once, as brute force does', () => {
  const random = seeded(1);
  const count = 600;
  const hashes = Uint32Array.from({ length: count * 2 }, () => random() * 2 ** 32);
  for (let i = 1; i < count; i += 3) {
    hashes.set(hashes.subarray(2 * i - 2, 2 * i), 2 * i);
    for (let flip = 0; flip < 1 + (i % 9); flip++) hashes[2 * i + (flip & 1)] ^= 1 << Math.floor(random() * 32);
  }
  for (const radius of [0, 3, 7]) {
    const expected: string[] = [];
    for (let i = 0; i < count; i++)
      for (let j = i + 1; j < count; j++)
        if (hammingDistance(hashes, i, hashes, j) <= radius) expected.push(`${i} ${j}`);
    const found: string[] = [];
    hammingPairs(hashes, radius, (i, j) => found.push(`${i} ${j}`));
    expect(found.sort()).toEqual(expected.sort());
  }
  expect(() => hammingPairs(hashes, 8, () => undefined)).toThrow(RangeError);
});

it('takes linear work for a crowd of equal hashes', () => {
  let pairs = 0;
  hammingPairs(new Uint32Array(2 * 20_000), 7, () => pairs++);
  expect(pairs).toBeLessThan(2 * 20_000);
});

it('finds the near pairs of embeddings and no false ones', () => {
  const random = seeded(2);
  const width = 96;
  const count = 3000;
  const values = new Float32Array(count * width);
  for (let i = 0; i < count; i++) {
    const own = values.subarray(i * width, (i + 1) * width);
    const from = i % 5 === 4 ? values.subarray((i - 4) * width, (i - 3) * width) : undefined;
    for (let k = 0; k < width; k++) own[k] = from ? from[k] + 0.02 * (random() - 0.5) : random() - 0.3;
    const length = Math.hypot(...own);
    for (let k = 0; k < width; k++) own[k] /= length;
  }
  const found = new Set<string>();
  embeddingPairs(values, width, 0.95, (i, j, cosine) => {
    expect(cosine).toBeGreaterThanOrEqual(0.95);
    expect(cosine).toBeCloseTo(dotProduct(values, i * width, j * width, width), 5);
    expect(found.has(`${i} ${j}`)).toBe(false);
    found.add(`${i} ${j}`);
  });
  let planted = 0;
  for (let i = 4; i < count; i += 5) if (found.has(`${i - 4} ${i}`)) planted++;
  expect(planted).toBeGreaterThanOrEqual(0.99 * (count / 5));
});

it('multiplies each vector of a list with those that follow it, and no more than asked for', () => {
  const random = seeded(3);
  const width = 8;
  const vectors = Float32Array.from({ length: 400 * width }, () => random() - 0.5);
  const list = Uint32Array.from({ length: 203 }, (_, at) => (at * 7) % 400);
  for (const most of [5, 100, 1000]) {
    let places = 0;
    eachFollowing(threadKernel(), vectors, width, list, most, (at, products) => {
      expect(at).toBe(places++);
      expect(products).toHaveLength(Math.min(most, list.length - 1 - at));
      products.forEach((product, b) =>
        expect(product).toBeCloseTo(dotProduct(vectors, list[at] * width, list[at + 1 + b] * width, width), 5),
      );
    });
    expect(places).toBe(list.length);
  }
});
