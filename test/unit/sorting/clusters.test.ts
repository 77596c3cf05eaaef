import { describe, expect, it } from 'vitest';
import { Kernel } from '../../../src/engine/model/head/kernel';
import { clusterImages } from '../../../src/engine/sorting/clusters';
import { blobs } from '../head/blobs';

const kernel = new Kernel();
const d = 32;
const n = 500;
const kinds = Int32Array.from({ length: n }, (_, i) => i % 5);
const embeddings = blobs(kinds, d, 0.7, 3);
const rows = Int32Array.from({ length: n }, (_, i) => i);
const input = { kernel, embeddings, d, rows, groups: rows, count: 0, seed: 1 };

describe('clusters', () => {
  it('hold one kind each and every row once', () => {
    const { clusters } = clusterImages({ ...input, count: 12 });
    const seen = clusters.flatMap((cluster) => [...cluster.rows]).sort((a, b) => a - b);
    expect(seen).toEqual([...rows]);
    let pure = 0;
    for (const cluster of clusters) {
      const counts = new Int32Array(5);
      for (const row of cluster.rows) counts[kinds[row]]++;
      pure += Math.max(...counts);
    }
    expect(pure / n).toBeGreaterThan(0.97);
    expect(clusters.map((cluster) => cluster.rows.length)).toEqual(
      clusters.map((cluster) => cluster.rows.length).sort((a, b) => b - a),
    );
  });

  it('are the same for the same seed', () => {
    expect(clusterImages(input)).toEqual(clusterImages(input));
    expect(clusterImages({ ...input, seed: 2 }).random).not.toEqual(clusterImages(input).random);
  });

  it('show no near-copy twice, and keep copies behind what they copy', () => {
    const doubled = new Float32Array(2 * n * d);
    doubled.set(embeddings);
    doubled.set(
      embeddings.map((value, at) => value * (1 + (at % 7) * 1e-4)),
      n * d,
    );
    const all = Int32Array.from({ length: 2 * n }, (_, i) => i);
    const { clusters } = clusterImages({ ...input, embeddings: doubled, rows: all, groups: all });
    expect(clusters.reduce((sum, { copies }) => sum + copies, 0)).toBeGreaterThan(0.9 * n);
    for (const { representatives } of clusters)
      expect(new Set(Array.from(representatives, (row) => row % n)).size).toBe(representatives.length);
  });

  it('come with random rows, one for four representatives, which are rows of the input', () => {
    const some = rows.filter((row) => row % 2 === 0);
    const { clusters, random } = clusterImages({ ...input, rows: some });
    const shown = clusters.reduce((sum, { representatives }) => sum + representatives.length, 0);
    expect(random.length).toBe(Math.ceil(shown / 4));
    expect(random.every((row) => row % 2 === 0)).toBe(true);
  });

  it.each([0, 1, 2, 7])('survive %i rows', (count) => {
    const { clusters } = clusterImages({ ...input, rows: rows.subarray(0, count), count: 20 });
    expect(clusters.reduce((sum, cluster) => sum + cluster.rows.length, 0)).toBe(count);
  });

  it('survive identical and useless embeddings', () => {
    const same = new Float32Array(20 * d).fill(0.5);
    same.fill(NaN, 0, d);
    same.fill(0, d, 2 * d);
    const twenty = rows.subarray(0, 20);
    const { clusters } = clusterImages({ ...input, embeddings: same, rows: twenty, groups: twenty });
    expect(clusters.reduce((sum, cluster) => sum + cluster.rows.length, 0)).toBe(20);
  });
});
