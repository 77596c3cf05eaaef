/**
 * A few words of WebAssembly's binary format (core specification 2.0, section 5): just what numeric kernels need, so
 * that a kernel is source code here and not a binary in the repository.
 */
export type Bytes = readonly number[];

export type ValueType = 'i32' | 'f64' | 'v128';

const typeCodes: Readonly<Record<ValueType, number>> = { i32: 0x7f, f64: 0x7c, v128: 0x7b };

export function unsignedLeb(value: number): Bytes {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = rest & 0x7f;
    rest >>>= 7;
    bytes.push(rest === 0 ? low : low | 0x80);
  } while (rest !== 0);
  return bytes;
}

export function signedLeb(value: number): Bytes {
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

/** Joined code; a kernel is too long to be spread as arguments. */
export function sequence(...parts: readonly Bytes[]): Bytes {
  return parts.flat();
}

const section = (id: number, content: Bytes): Bytes => [id, ...unsignedLeb(content.length), ...content];
const name = (text: string): Bytes => [text.length, ...Array.from(text, (letter) => letter.charCodeAt(0))];
const list = (items: readonly Bytes[]): Bytes => [...unsignedLeb(items.length), ...items.flat()];

export interface FunctionSource {
  readonly name: string;
  /** Number of i32 parameters; further locals follow them in this order. */
  readonly parameters: number;
  readonly locals: readonly ValueType[];
  readonly body: Bytes;
  /** The body leaves an i32 on the stack. */
  readonly hasResult?: boolean;
}

/** A module that imports `env.memory` and exports these functions. */
export function wasmModule(functions: readonly FunctionSource[]): Uint8Array<ArrayBuffer> {
  const types = functions.map(({ parameters, hasResult }) => [
    0x60,
    ...list(new Array<Bytes>(parameters).fill([typeCodes.i32])),
    ...list(hasResult ? [[typeCodes.i32]] : []),
  ]);
  const code = functions.map(({ locals, body }) => {
    const bytes = [...list(locals.map((type) => [1, typeCodes[type]])), ...body, 0x0b];
    return [...unsignedLeb(bytes.length), ...bytes];
  });
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, list(types)),
    ...section(2, [1, ...name('env'), ...name('memory'), 0x02, 0x00, 0x01]),
    ...section(3, list(functions.map((_, at) => unsignedLeb(at)))),
    ...section(7, list(functions.map((source, at) => [...name(source.name), 0x00, ...unsignedLeb(at)]))),
    ...section(10, list(code)),
  ]);
}
