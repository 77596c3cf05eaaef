import { readFile } from 'node:fs/promises';
import { bytesOf, fieldsOf, floatsOf, integersOf, textOf } from '../model/protobufReader';

/** The last layer of a classifier: scores = weights x embedding + bias. */
export interface LinearReadout {
  /** [classes, width] float32 */
  readonly weights: Float32Array<SharedArrayBuffer>;
  /** [classes] float32 */
  readonly bias: Float32Array<SharedArrayBuffer>;
}

/** Fields of onnx.proto. */
const model = { graph: 7 } as const;
const graph = { node: 1, initializer: 5 } as const;
const node = { input: 1, output: 2, type: 4, attribute: 5 } as const;
const attribute = { name: 1, float: 2, integer: 3 } as const;
const tensor = { dims: 1, dataType: 2, floatData: 4, name: 8, rawData: 9 } as const;
const float32 = 1;

/** Operators that hand their first input on as it is, for one row of numbers an image. */
const passing = new Set(['Identity', 'Flatten', 'Squeeze', 'Reshape', 'Dropout']);

interface Node {
  readonly type: string;
  readonly inputs: readonly string[];
  readonly bytes: Uint8Array;
}

/**
 * Reads the layer between two outputs of an ONNX model, [n, width] -> [n, classes], where it is linear (a Gemm, or a
 * MatMul with or without an Add, in float32): class scores then follow from embeddings that are known, without running
 * the model again. Undefined where anything else stands between them.
 */
export async function readLinearReadout(
  path: string,
  embedding: string,
  logits: string,
  width: number,
): Promise<LinearReadout | undefined> {
  const [bytes] = bytesOf(await readFile(path), model.graph);
  if (!bytes) return undefined;
  const nodes = new Map<string, Node>();
  const tensors = new Map<string, Uint8Array>();
  for (const { number, value } of fieldsOf(bytes)) {
    if (typeof value === 'number') continue;
    if (number === graph.initializer) tensors.set(textOf(value, tensor.name) ?? '', value);
    if (number !== graph.node) continue;
    const names = (field: number): string[] => bytesOf(value, field).map((name) => Buffer.from(name).toString('utf8'));
    const one: Node = { type: textOf(value, node.type) ?? '', inputs: names(node.input), bytes: value };
    for (const output of names(node.output)) nodes.set(output, one);
  }
  return new Walk(nodes, tensors, embedding, width).readout(logits);
}

class Walk {
  constructor(
    private readonly nodes: ReadonlyMap<string, Node>,
    private readonly tensors: ReadonlyMap<string, Uint8Array>,
    private readonly embedding: string,
    private readonly width: number,
  ) {}

  readout(logits: string): LinearReadout | undefined {
    const last = this.nodes.get(logits);
    if (last?.type === 'Gemm') return this.gemm(last);
    if (last?.type === 'MatMul') return this.product(last, undefined);
    if (last?.type !== 'Add') return undefined;
    for (const [a, b] of [last.inputs, [...last.inputs].reverse()]) {
      const product = this.nodes.get(a ?? '');
      const bias = this.floats(b ?? '');
      if (product?.type === 'MatMul' && bias) return this.product(product, bias.values);
    }
    return undefined;
  }

  private gemm({ inputs, bytes }: Node): LinearReadout | undefined {
    const settings = attributesOf(bytes);
    const weights = this.floats(inputs[1] ?? '');
    const bias = inputs[2] === undefined ? undefined : this.floats(inputs[2]);
    if (!this.isEmbedding(inputs[0]) || !weights || (inputs[2] !== undefined && !bias)) return undefined;
    if ((settings.get('transA') ?? 0) !== 0) return undefined;
    const isTransposed = (settings.get('transB') ?? 0) === 1;
    return this.make(weights, bias?.values, isTransposed, [settings.get('alpha') ?? 1, settings.get('beta') ?? 1]);
  }

  private product({ inputs }: Node, bias: Float32Array | undefined): LinearReadout | undefined {
    const weights = this.floats(inputs[1] ?? '');
    return this.isEmbedding(inputs[0]) && weights ? this.make(weights, bias, false, [1, 1]) : undefined;
  }

  /** `isTransposed`: the weights stand as [classes, width]; else as [width, classes]. */
  private make(
    { dims, values }: { dims: readonly number[]; values: Float32Array },
    bias: Float32Array | undefined,
    isTransposed: boolean,
    [alpha, beta]: readonly [number, number],
  ): LinearReadout | undefined {
    const { width } = this;
    const classes = isTransposed ? dims[0] : dims[1];
    if (dims.length !== 2 || (isTransposed ? dims[1] : dims[0]) !== width || values.length !== classes * width)
      return undefined;
    if (bias && bias.length !== classes && bias.length !== 1) return undefined;
    const weights = new Float32Array(new SharedArrayBuffer(values.byteLength));
    for (let c = 0; c < classes; c++)
      for (let k = 0; k < width; k++)
        weights[c * width + k] = alpha * values[isTransposed ? c * width + k : k * classes + c];
    const own = new Float32Array(new SharedArrayBuffer(classes * Float32Array.BYTES_PER_ELEMENT));
    if (bias) for (let c = 0; c < classes; c++) own[c] = beta * bias[bias.length === 1 ? 0 : c];
    return { weights, bias: own };
  }

  private isEmbedding(name: string | undefined): boolean {
    for (let at = name, steps = 0; at !== undefined && steps < 8; steps++) {
      if (at === this.embedding) return true;
      const before = this.nodes.get(at);
      at = before && passing.has(before.type) ? before.inputs[0] : undefined;
    }
    return false;
  }

  /** A float32 constant of the file; undefined where it is of another type or lies in another file. */
  private floats(name: string): { dims: readonly number[]; values: Float32Array } | undefined {
    const bytes = this.tensors.get(name);
    if (!bytes || integersOf(bytes, tensor.dataType)[0] !== float32) return undefined;
    const [raw] = [...bytesOf(bytes, tensor.rawData), ...bytesOf(bytes, tensor.floatData)];
    return raw && raw.length % 4 === 0 ? { dims: integersOf(bytes, tensor.dims), values: floatsOf(raw) } : undefined;
  }
}

/** Numbers that are set on a node, by name. */
function attributesOf(bytes: Uint8Array): Map<string, number> {
  const found = new Map<string, number>();
  for (const one of bytesOf(bytes, node.attribute)) {
    const name = textOf(one, attribute.name) ?? '';
    for (const { number, value } of fieldsOf(one)) {
      if (number === attribute.integer && typeof value === 'number') found.set(name, value);
      if (number === attribute.float && value instanceof Uint8Array) found.set(name, floatsOf(value)[0]);
    }
  }
  return found;
}
