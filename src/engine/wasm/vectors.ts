import { unsignedLeb, type Bytes } from './wasmModule';

/** Vectors of 16 bytes (SIMD, core specification 2.0). Lanes are unsigned bytes unless the name says 16 bits. */
const simd = (opcode: number): Bytes => [0xfd, ...unsignedLeb(opcode)];
const unary = (opcode: number) => {
  const code = simd(opcode);
  return (a: Bytes): Bytes => [...a, ...code];
};
const binary = (opcode: number) => {
  const code = simd(opcode);
  return (a: Bytes, b: Bytes): Bytes => [...a, ...b, ...code];
};

const load =
  (opcode: number, align: number) =>
  (address: Bytes, offset = 0): Bytes => [...address, ...simd(opcode), align, ...unsignedLeb(offset)];

export const loadVector = load(0x00, 0);
/** One byte in all lanes, one number of 16 bits in all eight, one of 32 in all four. */
export const loadSplat8 = load(0x07, 0);
export const loadSplat16 = load(0x08, 1);
export const loadSplat32 = load(0x09, 2);
export const storeVector = (address: Bytes, value: Bytes, offset = 0): Bytes => [
  ...address,
  ...value,
  ...simd(0x0b),
  0,
  ...unsignedLeb(offset),
];

/** Lanes of two vectors: 0 to 15 of `a`, 16 to 31 of `b`. Fewer than 16 are filled up with lane 0. */
export const shuffle = (a: Bytes, b: Bytes, lanes: readonly number[]): Bytes => [
  ...a,
  ...b,
  ...simd(0x0d),
  ...Array.from({ length: 16 }, (_, at) => lanes[at] ?? 0),
];
export const constantVector = (bytes: readonly number[]): Bytes => [...simd(0x0c), ...bytes];
export const splat8 = unary(0x0f);
export const isLess8 = binary(0x26);
export const isGreater8 = binary(0x28);
export const isLess16 = binary(0x30);
export const vectorAnd = binary(0x4e);
/** `a` without the bits of `b`. */
export const vectorWithout = binary(0x4f);
export const vectorOr = binary(0x50);
/** Whether any bit is set. */
export const isAnySet = unary(0x53);
/** The top bits of the lanes, lane 0 lowest. */
export const bitMask = unary(0x64);
/** Lanes of 16 bits to bytes; signed ones are cut to -128 to 127, others to 0 to 255. */
export const narrowSigned = binary(0x65);
export const narrow = binary(0x66);
export const addSaturated8 = binary(0x70);
export const subtractSaturated8 = binary(0x73);
export const max8 = binary(0x79);
/** The lower and the upper eight bytes as 16 bits. */
export const widenLow = unary(0x89);
export const widenHigh = unary(0x8a);
export const add16 = binary(0x8e);
export const multiply16 = binary(0x95);
/** Rounded product of fractions of 2^15, signed. */
export const multiplyFraction16 = binary(0x82);
export const addFloat32x4 = binary(0xe4);
export const multiplyFloat32x4 = binary(0xe6);
export const extractLane8 = (a: Bytes, lane: number): Bytes => [...a, ...simd(0x16), lane];
