/**
 * A reader of Protocol Buffers' wire format (protobuf.dev/programming-guides/encoding), as much of it as looking into an
 * ONNX file needs.
 */
export interface Field {
  readonly number: number;
  /** A varint, or the bytes of anything else. */
  readonly value: number | Uint8Array;
}

/** The fields of a message, in order, without a copy. Throws `RangeError` where the bytes are no message. */
export function* fieldsOf(message: Uint8Array): Generator<Field> {
  const reader = new Reader(message);
  while (!reader.isAtEnd) {
    const tag = reader.varint();
    const number = Math.floor(tag / 8);
    switch (tag % 8) {
      case 0:
        yield { number, value: reader.varint() };
        break;
      case 1:
        yield { number, value: reader.bytes(8) };
        break;
      case 2:
        yield { number, value: reader.bytes(reader.varint()) };
        break;
      case 5:
        yield { number, value: reader.bytes(4) };
        break;
      default:
        throw new RangeError('This is not a Protocol Buffers message.');
    }
  }
}

/** The messages, texts or packed numbers of one field. */
export function bytesOf(message: Uint8Array, wanted: number): Uint8Array[] {
  const found: Uint8Array[] = [];
  for (const { number, value } of fieldsOf(message))
    if (number === wanted && value instanceof Uint8Array) found.push(value);
  return found;
}

/** The whole numbers of a repeated field, packed or not. */
export function integersOf(message: Uint8Array, wanted: number): number[] {
  const found: number[] = [];
  for (const { number, value } of fieldsOf(message)) {
    if (number !== wanted) continue;
    if (typeof value === 'number') found.push(value);
    else for (const reader = new Reader(value); !reader.isAtEnd;) found.push(reader.varint());
  }
  return found;
}

export function textOf(message: Uint8Array, wanted: number): string | undefined {
  const [first] = bytesOf(message, wanted);
  return first && Buffer.from(first.buffer, first.byteOffset, first.byteLength).toString('utf8');
}

/** Little-endian float32 values, copied. Throws `RangeError` where the bytes are no whole number of them. */
export function floatsOf(bytes: Uint8Array): Float32Array {
  const copy = new Uint8Array(bytes);
  return new Float32Array(copy.buffer, 0, copy.byteLength / Float32Array.BYTES_PER_ELEMENT);
}

class Reader {
  private at = 0;

  constructor(private readonly message: Uint8Array) {}

  get isAtEnd(): boolean {
    return this.at >= this.message.length;
  }

  /** Beyond 2^53 (negative numbers) it is not exact. */
  varint(): number {
    let value = 0;
    for (let factor = 1, i = 0; i < 10; factor *= 128, i++) {
      if (this.isAtEnd) break;
      const byte = this.message[this.at++];
      value += (byte % 128) * factor;
      if (byte < 128) return value;
    }
    throw new RangeError('A number in the message does not end.');
  }

  bytes(length: number): Uint8Array {
    const from = this.at;
    this.at += length;
    if (this.at > this.message.length) throw new RangeError('The message ends too early.');
    return this.message.subarray(from, this.at);
  }
}
