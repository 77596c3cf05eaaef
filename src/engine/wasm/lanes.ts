import type { Local } from './code';
import { constantVector, isLess8, max8, shuffle, splat8 } from './vectors';
import { sequence, type Bytes } from './wasmModule';

const LANES = Array.from({ length: 16 }, (_, lane) => lane);

/** The same number of 16 bits in all eight lanes. */
export const constantVector16 = (value: number): Bytes =>
  constantVector(LANES.map((at) => (at % 2 === 0 ? value & 255 : value >> 8)));

/** All bits of so many bytes from the first on. */
export const firstLanes = (count: Bytes): Bytes => isLess8(constantVector(LANES), splat8(count));

/** Sets all bytes of a vector to its largest. */
export function spreadLargest(vector: Local): Bytes {
  const turned = (by: number): Bytes =>
    shuffle(
      vector.get,
      vector.get,
      LANES.map((lane) => (lane + by) % 16),
    );
  return sequence(...[8, 4, 2, 1].map((by) => vector.set(max8(vector.get, turned(by)))));
}
