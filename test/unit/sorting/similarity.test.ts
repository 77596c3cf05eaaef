import { describe, expect, it } from 'vitest';
import { Kernel } from '../../../src/engine/model/head/kernel';
import { similarImages } from '../../../src/engine/sorting/similarity';
import { blobs } from '../head/blobs';

const d = 24;
const n = 400;
const kinds = Int32Array.from({ length: n }, (_, i) => (i % 20 === 0 ? 3 : i % 3));
const embeddings = blobs(kinds, d, 0.8, 6);
const rows = Int32Array.from({ length: n }, (_, i) => i);
const kernel = new Kernel();

describe('more like these', () => {
  it.each([1, 3, 6])('brings the rest of a rare kind to the top from %i examples', (count) => {
    const own = [...rows].filter((row) => kinds[row] === 3);
    const examples = Int32Array.from(own.slice(0, count));
    const { score, suggested } = similarImages({ kernel, embeddings, d, rows, examples });
    expect(score.every((value) => value >= 0 && value <= 1)).toBe(true);
    const order = [...rows].filter((row) => !examples.includes(row)).sort((a, b) => score[b] - score[a]);
    const rest = own.length - count;
    const hits = order.slice(0, rest).filter((row) => kinds[row] === 3).length;
    expect(hits / rest).toBeGreaterThan(0.9);
    const found = order.filter((row) => score[row] >= suggested);
    expect(found.length).toBeLessThan(n / 4);
    expect(found.filter((row) => kinds[row] === 3).length).toBeGreaterThan(0.6 * rest);
  });

  it('compares only the rows that it is given, and survives one row and equal ones', () => {
    const some = rows.subarray(10, 60);
    const { score } = similarImages({ kernel, embeddings, d, rows: some, examples: Int32Array.of(12) });
    expect(score.length).toBe(50);
    expect(score[2]).toBeGreaterThan(0.9);
    const alone = similarImages({ kernel, embeddings, d, rows: rows.subarray(0, 1), examples: Int32Array.of(0) });
    expect(alone.score.every(Number.isFinite)).toBe(true);
    const same = new Float32Array(5 * d).fill(1);
    const equal = similarImages({ kernel, embeddings: same, d, rows: rows.subarray(0, 5), examples: Int32Array.of(0) });
    expect(equal.score.every(Number.isFinite)).toBe(true);
  });
});
