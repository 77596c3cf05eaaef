/**
 * A few words of WebAssembly's binary format (core specification 2.0, section 5): just what one numeric kernel needs,
 * so that the kernel is source code here and not a binary in the repository.
 */
export type Bytes = readonly number[];

const i32Type = 0x7f;
const v128Type = 0x7b;

function unsignedLeb(value: number): Bytes {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = rest & 0x7f;
    rest >>>= 7;
    bytes.push(rest === 0 ? low : low | 0x80);
  } while (rest !== 0);
  return bytes;
}

function signedLeb(value: number): Bytes {
  const bytes: number[] = [];
  let rest = value;
  for (;;) {
    const low = rest & 0x7f;
    rest >>= 7;
    const done = (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0);
    bytes.push(done ? low : low | 0x80);
    if (done) return bytes;
  }
}

const simd = (opcode: number): Bytes => [0xfd, ...unsignedLeb(opcode)];
const memoryAt = (align: number, offset: number): Bytes => [align, ...unsignedLeb(offset)];

export const get = (local: number): Bytes => [0x20, ...unsignedLeb(local)];
export const set = (local: number): Bytes => [0x21, ...unsignedLeb(local)];
export const i32 = (value: number): Bytes => [0x41, ...signedLeb(value)];
export const i32Add: Bytes = [0x6a];
export const i32Multiply: Bytes = [0x6c];
const i32LessThanUnsigned: Bytes = [0x49];
/** Loads 16 bytes from the address on the stack plus `offset`. */
export const v128Load = (offset: number): Bytes => [...simd(0x00), ...memoryAt(2, offset)];
/** Loads one float from the address on the stack into all four lanes. */
export const v128LoadSplat = (offset: number): Bytes => [...simd(0x09), ...memoryAt(2, offset)];
export const v128Store = (offset: number): Bytes => [...simd(0x0b), ...memoryAt(2, offset)];
export const f32x4Add: Bytes = simd(0xe4);
export const f32x4Multiply: Bytes = simd(0xe6);

/** local += value on the stack machine. */
export const increase = (local: number, by: Bytes): Bytes => [...get(local), ...by, ...i32Add, ...set(local)];

/** do { body } while (local < limit): callers guarantee at least one turn. */
export function doWhileLess(local: number, limit: number, body: Bytes): Bytes {
  return [0x03, 0x40, ...body, ...get(local), ...get(limit), ...i32LessThanUnsigned, 0x0d, 0x00, 0x0b];
}

const section = (id: number, content: Bytes): Bytes => [id, ...unsignedLeb(content.length), ...content];
const name = (text: string): Bytes => [text.length, ...Array.from(text, (letter) => letter.charCodeAt(0))];

export interface FunctionSource {
  readonly name: string;
  /** Number of i32 parameters; further locals follow them in this order. */
  readonly parameters: number;
  readonly i32Locals: number;
  readonly v128Locals: number;
  readonly body: Bytes;
}

/** A module that imports `env.memory` and exports one function without a result. */
export function wasmModule(source: FunctionSource): Uint8Array<ArrayBuffer> {
  const parameters = new Array<number>(source.parameters).fill(i32Type);
  const locals = [2, ...unsignedLeb(source.i32Locals), i32Type, ...unsignedLeb(source.v128Locals), v128Type];
  const code = [...locals, ...source.body, 0x0b];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, [1, 0x60, ...unsignedLeb(source.parameters), ...parameters, 0]),
    ...section(2, [1, ...name('env'), ...name('memory'), 0x02, 0x00, 0x01]),
    ...section(3, [1, 0]),
    ...section(7, [1, ...name(source.name), 0x00, 0x00]),
    ...section(10, [1, ...unsignedLeb(code.length), ...code]),
  ]);
}
