import { seededRandom } from './transformations';

/** The image of which one in ten is a copy; -1 for the others. */
export const copyOf = (i: number): number => (i % 10 === 9 ? i - 9 + (Math.floor(i / 10) % 9) : -1);

/** Hashes, [n, 2]: copies differ in up to four bits. */
export function makeHashes(count: number, random = seededRandom(3)): Uint32Array {
  const hashes = Uint32Array.from({ length: count * 2 }, () => Math.floor(random() * 2 ** 32));
  for (let i = 0; i < count; i++) {
    const original = copyOf(i);
    if (original < 0) continue;
    hashes.set(hashes.subarray(2 * original, 2 * original + 2), 2 * i);
    for (let flips = Math.floor(random() * 5); flips > 0; flips--)
      hashes[2 * i + (random() < 0.5 ? 0 : 1)] ^= 1 << Math.floor(random() * 32);
  }
  return hashes;
}
