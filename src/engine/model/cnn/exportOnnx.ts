import { inputOffset, inputScale } from './augment';
import { kernelSide, valuesOf, type Network, type ParameterTensor } from './network';
import { encodeOnnx, type OnnxNode, type OnnxTensor } from './onnxGraph';

/** Names in the exported model. */
export const onnxNames = { input: 'pixels', embedding: 'embedding', logits: 'logits', probabilities: 'probabilities' };

/**
 * The network as an ONNX model: `pixels` [batch, size, size, 3] float32, 0 to 255, to `probabilities` and `logits`
 * [batch, classes] and `embedding` [batch, hidden units]. Class names stand in the metadata as JSON.
 */
export function exportOnnx(network: Network, parameters: Float32Array, classes: readonly string[]): Uint8Array {
  const nodes: OnnxNode[] = [];
  const weights: OnnxTensor[] = [];
  let current = onnxNames.input;
  const add = (
    op: string,
    output: string,
    inputs: readonly string[] = [],
    attributes?: OnnxNode['attributes'],
  ): void => {
    nodes.push({ op, inputs: [current, ...inputs], output, attributes });
    current = output;
  };
  const weight = (name: string, shape: readonly number[], values: Float32Array): string => {
    weights.push({ name, shape, values });
    return name;
  };
  const stored = (tensor: ParameterTensor): string => weight(tensor.name, tensor.shape, valuesOf(parameters, tensor));

  add('Mul', 'scaled', [weight('scale', [1], Float32Array.of(inputScale))]);
  add('Add', 'input', [weight('offset', [1], Float32Array.of(inputOffset))]);
  add('Transpose', 'channels_first', [], { perm: [0, 3, 1, 2] });
  const pad = (kernelSide - 1) / 2;
  network.blocks.forEach(({ kernel, bias }, i) => {
    const [height, width, inputs, outputs] = kernel.shape;
    const turned = outputsFirst(valuesOf(parameters, kernel), inputs, outputs);
    const name = `block${i + 1}`;
    add('Conv', `${name}_conv`, [weight(kernel.name, [outputs, inputs, height, width], turned), stored(bias)], {
      kernel_shape: [height, width],
      pads: [pad, pad, pad, pad],
      strides: [1, 1],
    });
    add('MaxPool', `${name}_pool`, [], { kernel_shape: [2, 2], strides: [2, 2] });
    add('Relu', `${name}_out`);
  });
  add('Transpose', 'channels_last', [], { perm: [0, 2, 3, 1] });
  add('Flatten', 'flat', [], { axis: 1 });
  add('Gemm', 'hidden', [stored(network.hidden.kernel), stored(network.hidden.bias)]);
  add('Relu', onnxNames.embedding);
  add('Gemm', onnxNames.logits, [stored(network.output.kernel), stored(network.output.bias)]);
  add('Softmax', onnxNames.probabilities, [], { axis: 1 });
  return encodeOnnx({
    name: 'winnow-cnn',
    nodes,
    weights,
    inputs: [{ name: onnxNames.input, shape: ['batch', network.inputSize, network.inputSize, 3] }],
    outputs: [
      { name: onnxNames.probabilities, shape: ['batch', network.classes] },
      { name: onnxNames.logits, shape: ['batch', network.classes] },
      { name: onnxNames.embedding, shape: ['batch', network.hidden.units] },
    ],
    metadata: { classes: JSON.stringify(classes) },
  });
}

/** [height * width, inputs, outputs] to [outputs, inputs, height * width]. */
function outputsFirst(kernel: Float32Array, inputs: number, outputs: number): Float32Array {
  const area = kernel.length / inputs / outputs;
  const out = new Float32Array(kernel.length);
  let from = 0;
  for (let at = 0; at < area; at++)
    for (let input = 0; input < inputs; input++)
      for (let output = 0; output < outputs; output++, from++)
        out[(output * inputs + input) * area + at] = kernel[from];
  return out;
}
