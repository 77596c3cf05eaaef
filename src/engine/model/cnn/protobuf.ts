/**
 * A writer of Protocol Buffers' wire format (protobuf.dev/programming-guides/encoding), as much of it as ONNX needs:
 * varints, 32-bit floats, bytes and messages. A message is the list of its encoded fields.
 */
export type Message = readonly Uint8Array[];

const wireTypes = { varint: 0, bytes: 2, fixed32: 5 } as const;

/** A whole number from 0 to 2^53 - 1. */
export function integerField(field: number, value: number): Uint8Array {
  return Uint8Array.from([...varint(field * 8 + wireTypes.varint), ...varint(value)]);
}

export function floatField(field: number, value: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return Uint8Array.from([...varint(field * 8 + wireTypes.fixed32), ...bytes]);
}

export function bytesField(field: number, value: Uint8Array): Uint8Array {
  const head = [...varint(field * 8 + wireTypes.bytes), ...varint(value.length)];
  const out = new Uint8Array(head.length + value.length);
  out.set(head);
  out.set(value, head.length);
  return out;
}

export function textField(field: number, value: string): Uint8Array {
  return bytesField(field, new TextEncoder().encode(value));
}

/** Repeated whole numbers, packed. */
export function integersField(field: number, values: readonly number[]): Uint8Array {
  return bytesField(field, Uint8Array.from(values.flatMap(varint)));
}

export function messageField(field: number, message: Message): Uint8Array {
  return bytesField(field, encode(message));
}

export function encode(message: Message): Uint8Array {
  return new Uint8Array(Buffer.concat(message));
}

function varint(value: number): number[] {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`${value} is not a whole number from 0 up.`);
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return [...bytes, rest];
}
