import { seededRandom, shuffle } from '../../src/engine/model/head/random';

export type Noise = 'uniform' | 'asymmetric';

/** Labels of which `share` were moved: to any other class, or always to the next (class-dependent, harder). */
export function addNoise(labels: Int32Array, classes: number, kind: Noise, share: number, seed: number): Int32Array {
  const random = seededRandom(seed * 7919);
  const noisy = labels.slice();
  const chosen = shuffle(Int32Array.from(labels.keys()), random).subarray(0, Math.round(share * labels.length));
  for (const row of chosen) {
    const step = kind === 'asymmetric' ? 1 : 1 + Math.floor(random() * (classes - 1));
    noisy[row] = (labels[row] + step) % classes;
  }
  return noisy;
}
