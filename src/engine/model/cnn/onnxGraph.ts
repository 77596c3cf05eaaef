import {
  bytesField,
  encode,
  floatField,
  integerField,
  integersField,
  messageField,
  textField,
  type Message,
} from './protobuf';

/** Field numbers and codes are those of onnx.proto3, IR version 8. */
const irVersion = 8;
const opset = 13;
/** TensorProto.DataType. */
const float32 = 1;
const int64 = 7;
const attributeTypes = { float: 1, int: 2, ints: 7 } as const;

export type Attribute = number | readonly number[] | { readonly float: number };

export interface OnnxNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes?: Readonly<Record<string, Attribute>>;
}

export interface OnnxTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

export interface OnnxValue {
  readonly name: string;
  /** A word is a dimension of any size. */
  readonly shape: readonly (number | string)[];
  /** float32 unless said. */
  readonly type?: 'int64';
}

export interface OnnxGraph {
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  readonly weights: readonly OnnxTensor[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** A model of the graph in ONNX's file format, opset 13 of the default domain. */
export function encodeOnnx({ name, nodes, weights, inputs, outputs, metadata }: OnnxGraph): Uint8Array {
  const graph: Message = [
    ...nodes.map((node) => messageField(1, nodeMessage(node))),
    textField(2, name),
    ...weights.map((tensor) => messageField(5, tensorMessage(tensor))),
    ...inputs.map((value) => messageField(11, valueMessage(value))),
    ...outputs.map((value) => messageField(12, valueMessage(value))),
  ];
  return encode([
    integerField(1, irVersion),
    textField(2, 'winnow'),
    messageField(7, graph),
    messageField(8, [textField(1, ''), integerField(2, opset)]),
    ...Object.entries(metadata).map(([key, value]) => messageField(14, [textField(1, key), textField(2, value)])),
  ]);
}

function nodeMessage({ op, inputs, output, attributes = {} }: OnnxNode): Message {
  return [
    ...inputs.map((input) => textField(1, input)),
    textField(2, output),
    textField(3, output),
    textField(4, op),
    ...Object.entries(attributes).map(([name, value]) => messageField(5, [textField(1, name), ...attribute(value)])),
  ];
}

function attribute(value: Attribute): Message {
  if (typeof value === 'number') return [integerField(3, value), integerField(20, attributeTypes.int)];
  if ('float' in value) return [floatField(2, value.float), integerField(20, attributeTypes.float)];
  return [integersField(8, value), integerField(20, attributeTypes.ints)];
}

function tensorMessage({ name, shape, values }: OnnxTensor): Message {
  return [integersField(1, shape), integerField(2, float32), textField(8, name), bytesField(9, littleEndian(values))];
}

function valueMessage({ name, shape, type }: OnnxValue): Message {
  const dimensions = shape.map((side) =>
    messageField(1, [typeof side === 'number' ? integerField(1, side) : textField(2, side)]),
  );
  const tensorType = [integerField(1, type === 'int64' ? int64 : float32), messageField(2, dimensions)];
  return [textField(1, name), messageField(2, [messageField(1, tensorType)])];
}

/** The numbers' bytes, least significant first on any machine. */
export function littleEndian(values: Float32Array): Uint8Array {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => view.setFloat32(i * 4, value, true));
  return bytes;
}
