import { expect, it } from 'vitest';
import { isInShard, parseShard } from '../../../src/core/shard';

it('every file is in exactly one shard, and the shards are about equal', () => {
  const paths = Array.from({ length: 20_000 }, (_, i) => `class ${i % 7}/${i}.jpg`);
  for (const of of [1, 2, 3, 8]) {
    const sizes = new Array<number>(of).fill(0);
    for (const path of paths) {
      const within = sizes.map((_, i) => i).filter((i) => isInShard(path, { number: i + 1, of }));
      expect(within).toHaveLength(1);
      sizes[within[0]]++;
    }
    for (const size of sizes) expect(Math.abs(size / (paths.length / of) - 1)).toBeLessThan(0.05);
  }
});

it('2/8 is read, what is none is not', () => {
  expect(parseShard('2/8')).toEqual({ number: 2, of: 8 });
  for (const text of ['0/2', '3/2', '1', '1/0', 'a/b', '-1/2', '1/2/3', '']) expect(parseShard(text)).toBeUndefined();
});
