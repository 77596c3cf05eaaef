/** Rounds the weights inside an ONNX file as a smaller file would hold them; the file keeps its size and its graph. */
export type Precision = 'fp16' | 'int8';

/** Field numbers of onnx.proto3: model.graph, graph.initializer, tensor.dims, tensor.data_type, tensor.raw_data. */
const fields = { graph: 7, initializer: 5, dims: 1, type: 2, raw: 9 } as const;
const float32 = 1;

/** A copy of `onnx`, its float32 weights rounded: to half precision, or to 8 bits symmetric for each output channel. */
export function roundWeights(onnx: Uint8Array, precision: Precision): Uint8Array {
  const out = onnx.slice();
  for (const graph of messages(out, 0, out.length, fields.graph))
    for (const tensor of messages(out, graph.from, graph.to, fields.initializer)) roundTensor(out, tensor, precision);
  return out;
}

interface Span {
  readonly from: number;
  readonly to: number;
}

function roundTensor(bytes: Uint8Array, { from, to }: Span, precision: Precision): void {
  const type = [...parts(bytes, from, to)].find(({ field }) => field === fields.type);
  const [raw] = messages(bytes, from, to, fields.raw);
  if (type?.value !== float32 || !raw) return;
  const dims = [...parts(bytes, from, to)].flatMap(({ field, value, span }) =>
    field !== fields.dims ? [] : span ? numbers(bytes, span) : [value],
  );
  const view = new DataView(bytes.buffer, bytes.byteOffset + raw.from, raw.to - raw.from);
  const count = (raw.to - raw.from) / 4;
  // Vectors (offsets) stay float32 in an int8 file.
  const channel = precision === 'int8' && dims.length > 1 ? count / dims[0] : count;
  for (let start = 0; start < count; start += channel) {
    let largest = 0;
    for (let i = start; i < start + channel; i++) largest = Math.max(largest, Math.abs(view.getFloat32(i * 4, true)));
    for (let i = start; i < start + channel; i++) {
      const value = view.getFloat32(i * 4, true);
      if (precision === 'fp16') view.setFloat32(i * 4, toHalf(value), true);
      else if (dims.length > 1 && largest > 0)
        view.setFloat32(i * 4, (Math.round((value / largest) * 127) / 127) * largest, true);
    }
  }
}

/** The nearest number with 11 significant bits; half precision's range is not left by weights. */
function toHalf(value: number): number {
  if (value === 0) return 0;
  const unit = 2 ** (Math.max(Math.floor(Math.log2(Math.abs(value))), -14) - 10);
  return Math.round(value / unit) * unit;
}

function* messages(bytes: Uint8Array, from: number, to: number, wanted: number): Generator<Span> {
  for (const { field, span } of parts(bytes, from, to)) if (field === wanted && span) yield span;
}

/** The fields of a message: a number, or where its bytes lie. */
function* parts(
  bytes: Uint8Array,
  from: number,
  to: number,
): Generator<{ readonly field: number; readonly value: number; readonly span?: Span }> {
  let at = from;
  const varint = (): number => {
    let value = 0;
    for (let shift = 1; ; shift *= 128) {
      const byte = bytes[at++];
      value += (byte & 127) * shift;
      if (byte < 128) return value;
    }
  };
  while (at < to) {
    const key = varint();
    const field = Math.floor(key / 8);
    if (key % 8 === 0) yield { field, value: varint() };
    else if (key % 8 === 2) {
      const length = varint();
      yield { field, value: length, span: { from: at, to: at + length } };
      at += length;
    } else at += key % 8 === 5 ? 4 : 8;
  }
}

function numbers(bytes: Uint8Array, { from, to }: Span): number[] {
  const found: number[] = [];
  let value = 0;
  let shift = 1;
  for (let at = from; at < to; at++) {
    value += (bytes[at] & 127) * shift;
    shift *= 128;
    if (bytes[at] < 128) {
      found.push(value);
      value = 0;
      shift = 1;
    }
  }
  return found;
}
