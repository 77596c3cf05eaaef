import { expect, it } from 'vitest';
import { HashFirst } from '../../../src/engine/session/reading/hashFirst';

/** How many of `files` files are asked for their hash, where the hash of each `knownEvery`-th is known. */
function asked(hashFirst: HashFirst, files: number, knownEvery: number, bytes: (file: number) => number): number {
  let count = 0;
  for (let file = 0; file < files; file++) {
    if (!hashFirst.isWorthIt(bytes(file))) continue;
    hashFirst.note(count % knownEvery === 0);
    count++;
  }
  return count;
}

it('asks nothing in a fresh cache where no file is as large as another', () => {
  expect(asked(new HashFirst(false), 1000, 1, (file) => file)).toBe(0);
});

it('asks for each file of a cache that knows the contents', () => {
  expect(asked(new HashFirst(true), 1000, 1, (file) => file)).toBe(1000);
  expect(asked(new HashFirst(true), 1000, 4, (file) => file)).toBe(1000);
});

it('asks for files of equal size in a fresh cache', () => {
  expect(asked(new HashFirst(false), 1000, 1, (file) => file % 100)).toBe(900);
});

it('soon stops where nothing is known, and begins again where copies come', () => {
  const hashFirst = new HashFirst(true);
  const wasted = asked(hashFirst, 1000, Infinity, (file) => file);
  expect(wasted).toBeGreaterThan(32);
  expect(wasted).toBeLessThan(100);
  expect(asked(hashFirst, 1000, 1, (file) => file)).toBeGreaterThan(800);
});
