import type { DuplicateFacts } from '../../../src/engine/findings/duplicates/duplicateGroup';

export function facts(path: string, more: Partial<DuplicateFacts> = {}): DuplicateFacts {
  return { path, bytes: 100, modifiedMs: 0, ...more };
}

/** A small generator with a seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
