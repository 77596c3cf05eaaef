import { expect, it } from 'vitest';
import { crossNeighbours } from '../../../src/engine/findings/crossNeighbours';
import { crossHashPairs, type HashedSet } from '../../../src/engine/findings/duplicates/crossHashPairs';
import { hammingDistance } from '../../../src/engine/findings/duplicates/hammingPairs';
import { histogramOf } from '../../../src/engine/findings/histogram';
import { TextPacker, unpackTexts } from '../../../src/engine/findings/packedText';
import { seeded } from './sets';

/** Sets of hashes in which many are equal or a few bits apart, within a set and across both. */
function hashedSet(count: number, random: () => number): HashedSet {
  const word = (i: number): number => Math.imul(i % 40, 0x9e3779b1);
  const pHash = Uint32Array.from({ length: count * 2 }, (_, at) => word(at >> 1));
  for (let i = 0; i < count; i++)
    for (let flips = Math.floor(random() * 5); flips > 0; flips--) pHash[2 * i] ^= 1 << Math.floor(random() * 32);
  const shape = { signature: new Uint8Array(1024), width: 1, height: 1 };
  return { count, columns: { pHash, contentHash: pHash }, shapeOf: () => shape };
}

it('meets every pair across two sets within the radius, and none within a set', () => {
  const random = seeded(4);
  const [own, reference] = [hashedSet(150, random), hashedSet(220, random)];
  const told = new Set<string>();
  crossHashPairs(own, reference, 5, [], (i, j) => told.add(`${i} ${j}`));
  let expected = 0;
  for (let i = 0; i < own.count; i++)
    for (let j = 0; j < reference.count; j++) {
      const isNear = hammingDistance(own.columns.pHash, i, reference.columns.pHash, j) <= 5;
      if (isNear) expected++;
      expect(told.has(`${i} ${j}`)).toBe(isNear);
    }
  expect(expected).toBeGreaterThan(200);
  expect(told.size).toBe(expected);
});

it('finds the neighbours of one set in another that brute force finds', () => {
  const random = seeded(6);
  const width = 32;
  const make = (count: number): Float32Array => {
    const values = Float32Array.from({ length: count * width }, () => random() - 0.5);
    for (let i = 0; i < count; i++) {
      const own = values.subarray(i * width, (i + 1) * width);
      // Every third is a copy of one of twenty pictures that both sets show.
      if (i % 3 === 0) own.forEach((value, k) => (own[k] = Math.sin((i % 20) * 7 + k * 1.3) + 0.05 * value));
      const length = Math.hypot(...own);
      own.forEach((value, k) => (own[k] = value / length));
    }
    return values;
  };
  const [own, reference] = [make(200), make(300)];
  const found = new Set<string>();
  crossNeighbours(own, reference, width, 0.95, (i, j) => found.add(`${i} ${j}`));
  let all = 0;
  let hits = 0;
  for (let i = 0; i < 200; i++)
    for (let j = 0; j < 300; j++) {
      let cosine = 0;
      for (let k = 0; k < width; k++) cosine += own[i * width + k] * reference[j * width + k];
      if (cosine < 0.95) continue;
      all++;
      if (found.delete(`${i} ${j}`)) hits++;
    }
  expect(all).toBeGreaterThan(300);
  expect(hits / all).toBeGreaterThan(0.97);
  expect(found.size).toBe(0);
});

it('packs texts of any length and script, and gives them back', () => {
  const texts = ['', 'a/b.jpg', '🐈 cat', 'ü'.repeat(70_000), 'x'.repeat(65_000), '', 'end'];
  const packer = new TextPacker();
  for (const text of texts) packer.add(text);
  expect(unpackTexts(packer.pack())).toEqual(texts);
  expect(unpackTexts(new TextPacker().pack())).toEqual([]);
});

it('counts scores beyond an end at that end, and what has no score nowhere', () => {
  const { bins, low, high } = histogramOf('tiny', [0, 8, 24, 511.9, 512, 9000, -3, NaN, Infinity]);
  expect([low, high, bins.length]).toEqual([0, 512, 64]);
  expect(bins[0]).toBe(2);
  expect(bins[1]).toBe(1);
  expect(bins[63]).toBe(4);
  expect(bins.reduce((sum, bin) => sum + bin)).toBe(8);
});
