import { seededRandom } from '../head/random';

/** What a stream of random numbers is for: two purposes never share one. */
export const purposes = { initialise: 1, shuffle: 2, augment: 3, dropout: 4, split: 5 } as const;

/**
 * A generator for one purpose and place (epoch, step, image…). Everything random is drawn from its place and not from
 * what was drawn before, so that a resumed run continues as if it had never stopped.
 */
export function randomFor(seed: number, ...place: readonly number[]): () => number {
  return seededRandom(place.reduce((mixed, part) => mix(mixed ^ mix(part | 0)), mix(seed | 0)));
}

/** The finaliser of MurmurHash3: every bit of the input changes half of the output's. */
function mix(value: number): number {
  let hash = (value + 0x9e3779b9) | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) | 0;
}
