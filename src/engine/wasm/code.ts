import { sequence, signedLeb, unsignedLeb, type Bytes, type FunctionSource, type ValueType } from './wasmModule';

/** Expressions leave one value on the stack, statements none; both are code. Integers are unsigned unless said. */
export interface Local {
  readonly get: Bytes;
  set(value: Bytes): Bytes;
}

export const i32 = (value: number): Bytes => [0x41, ...signedLeb(value)];

type Binary = (a: Bytes, b: Bytes) => Bytes;
const binary =
  (opcode: number): Binary =>
  (a, b) => [...a, ...b, opcode];

export const add = binary(0x6a);
export const subtract = binary(0x6b);
export const multiply = binary(0x6c);
export const divide = binary(0x6e);
export const bitAnd = binary(0x71);
export const bitOr = binary(0x72);
export const bitXor = binary(0x73);
export const shiftLeft = binary(0x74);
export const shiftRight = binary(0x76);
export const isEqual = binary(0x46);
export const isLess = binary(0x49);
export const isGreater = binary(0x4b);
export const isAtMost = binary(0x4d);
export const isAtLeast = binary(0x4f);
export const not = (value: Bytes): Bytes => [...value, 0x45];
export const trailingZeros = (value: Bytes): Bytes => [...value, 0x68];
/** Both are evaluated. */
export const choose = (condition: Bytes, yes: Bytes, no: Bytes): Bytes => [...yes, ...no, ...condition, 0x1b];

const load =
  (opcode: number, align: number) =>
  (address: Bytes, offset = 0): Bytes => [...address, opcode, align, ...unsignedLeb(offset)];
const store =
  (opcode: number, align: number) =>
  (address: Bytes, value: Bytes, offset = 0): Bytes => [...address, ...value, opcode, align, ...unsignedLeb(offset)];

export const load8 = load(0x2d, 0);
export const load16 = load(0x2f, 1);
export const load32 = load(0x28, 2);
export const store8 = store(0x3a, 0);
export const store32 = store(0x36, 2);

export const when = (condition: Bytes, then: Bytes, otherwise: Bytes = []): Bytes => [
  ...condition,
  ...[0x04, 0x40],
  ...then,
  ...(otherwise.length > 0 ? [0x05, ...otherwise] : []),
  0x0b,
];

export function whileTrue(condition: Bytes, ...body: readonly Bytes[]): Bytes {
  return [0x02, 0x40, 0x03, 0x40, ...condition, 0x45, 0x0d, 0x01, ...sequence(...body), 0x0c, 0x00, 0x0b, 0x0b];
}

/** do { body } while (condition): for callers that guarantee at least one turn. */
export function repeatWhile(condition: Bytes, ...body: readonly Bytes[]): Bytes {
  return [0x03, 0x40, ...sequence(...body), ...condition, 0x0d, 0x00, 0x0b];
}

export const increase = (local: Local, by: Bytes): Bytes => local.set(add(local.get, by));

/** for (local = 0; local < limit; local += step) */
export function countTo(local: Local, limit: Bytes, step: number, ...body: readonly Bytes[]): Bytes {
  return sequence(local.set(i32(0)), whileTrue(isLess(local.get, limit), ...body, increase(local, i32(step))));
}

function localAt(index: number): Local {
  const at = unsignedLeb(index);
  return { get: [0x20, ...at], set: (value) => [...value, 0x21, ...at] };
}

/** A function of `parameters` i32 parameters; `build` is handed them and makes further locals. */
export function defineFunction(
  name: string,
  parameters: number,
  build: (parameters: readonly Local[], local: (type: ValueType) => Local) => Bytes,
  hasResult = false,
): FunctionSource {
  const locals: ValueType[] = [];
  const local = (type: ValueType): Local => localAt(parameters + locals.push(type) - 1);
  const body = build(
    Array.from({ length: parameters }, (_, at) => localAt(at)),
    local,
  );
  return { name, parameters, locals, body, hasResult };
}
