import * as tf from '@tensorflow/tfjs-core';
import { dropoutMask } from './dropoutMask';
import { parameterTensors, valuesOf, type Block, type Network, type ParameterTensor } from './network';

/** Images of one pass: [count, size, size, 3] float32 in -1 to 1. */
export interface Batch {
  readonly images: Float32Array;
  readonly count: number;
}

export interface LabelledBatch extends Batch {
  /** Class indices, [count]. */
  readonly labels: Int32Array;
  /** Weight of each image's loss in the whole step's, [count]; the weights of a step's shards sum to 1. */
  readonly weights: Float32Array;
}

export interface TrainPass {
  /** Class scores before the softmax, [count, classes]. */
  readonly logits: Float32Array;
  /** Of the weighted loss by every parameter, [parameters]. */
  readonly gradient: Float32Array;
}

interface BlockPass {
  readonly input: tf.Tensor4D;
  readonly convolved: tf.Tensor4D;
  readonly pooled: tf.Tensor4D;
  readonly active: tf.Tensor4D;
  readonly mask?: tf.Tensor4D;
}

type Weights = (tensor: ParameterTensor) => tf.Tensor;

/** Class scores, [count, classes] float32. */
export async function predict(network: Network, parameters: Float32Array, batch: Batch): Promise<Float32Array> {
  const logits = tf.tidy(() => {
    const weights = upload(network, parameters);
    const blocks = forwardBlocks(network, weights, inputOf(network, batch));
    const flat = tf.reshape<tf.Rank.R2>(lastOutput(blocks), [batch.count, network.flat]);
    return dense(tf.relu(dense(flat, network.hidden, weights)), network.output, weights);
  });
  return read(logits);
}

/**
 * One forward and backward pass with dropout drawn from `random`. The backward pass is written out: a chain of five
 * kinds of layers needs no tape.
 */
export async function trainPass(
  network: Network,
  parameters: Float32Array,
  batch: LabelledBatch,
  random: () => number,
): Promise<TrainPass> {
  const { count, labels } = batch;
  const { hidden, output } = network;
  const results = tf.tidy(() => {
    const weights = upload(network, parameters);
    const gradients = new Map<ParameterTensor, tf.Tensor>();
    const blocks = forwardBlocks(network, weights, inputOf(network, batch), random);
    const flat = tf.reshape<tf.Rank.R2>(lastOutput(blocks), [count, network.flat]);
    const hiddenSum = dense(flat, hidden, weights);
    const hiddenMask = maskOf([count, hidden.units], hidden.dropout, random) as tf.Tensor2D | undefined;
    const hiddenActive: tf.Tensor2D = tf.relu(hiddenSum);
    const hiddenOut: tf.Tensor2D = hiddenMask ? tf.mul(hiddenActive, hiddenMask) : hiddenActive;
    const logits = dense(hiddenOut, output, weights);

    const wanted = new Float32Array(count * network.classes);
    labels.forEach((label, i) => (wanted[i * network.classes + label] = 1));
    // d loss / d logits of the weighted cross-entropy is weight * (softmax - one hot).
    const surplus = tf.sub(tf.softmax(logits), tf.tensor2d(wanted, [count, network.classes]));
    const logitsSlope: tf.Tensor2D = tf.mul(surplus, tf.tensor2d(batch.weights, [count, 1]));

    const hiddenOutSlope = denseBackward(logitsSlope, hiddenOut, output, weights, gradients);
    const masked = hiddenMask ? tf.mul(hiddenOutSlope, hiddenMask) : hiddenOutSlope;
    const hiddenSlope: tf.Tensor2D = tf.mul(masked, tf.step(hiddenActive));
    const flatSlope = denseBackward(hiddenSlope, flat, hidden, weights, gradients);
    let slope: tf.Tensor4D = tf.reshape(flatSlope, lastOutput(blocks).shape);
    for (let i = blocks.length - 1; i >= 0; i--)
      slope = blockBackward(slope, blocks[i], network.blocks[i], weights, gradients, i > 0);
    return [logits, ...parameterTensors(network).map((tensor) => gradients.get(tensor)!)];
  });
  const [logits, ...slopes] = await Promise.all(results.map(read));
  const gradient = new Float32Array(network.parameters);
  parameterTensors(network).forEach(({ offset }, i) => gradient.set(slopes[i], offset));
  return { logits, gradient };
}

function inputOf({ inputSize }: Network, { images, count }: Batch): tf.Tensor4D {
  return tf.tensor4d(images, [count, inputSize, inputSize, 3]);
}

function upload(network: Network, parameters: Float32Array): Weights {
  const tensors = new Map(
    parameterTensors(network).map((tensor) => [tensor, tf.tensor(valuesOf(parameters, tensor), [...tensor.shape])]),
  );
  return (tensor) => tensors.get(tensor)!;
}

/** Bias and ReLU come after the pooling, which gives the same numbers for a quarter of the work. */
function forwardBlocks(network: Network, weights: Weights, input: tf.Tensor4D, random?: () => number): BlockPass[] {
  const passes: BlockPass[] = [];
  let current = input;
  for (const { kernel, bias, dropout } of network.blocks) {
    const convolved = tf.conv2d(current, weights(kernel) as tf.Tensor4D, 1, 'same');
    const pooled = tf.maxPool(convolved, 2, 2, 'valid');
    const active = tf.relu(tf.add<tf.Tensor4D>(pooled, weights(bias)));
    const mask = maskOf(active.shape, dropout, random) as tf.Tensor4D | undefined;
    passes.push({ input: current, convolved, pooled, active, mask });
    current = mask ? tf.mul(active, mask) : active;
  }
  return passes;
}

function lastOutput(blocks: readonly BlockPass[]): tf.Tensor4D {
  const { active, mask } = blocks[blocks.length - 1];
  return mask ? tf.mul(active, mask) : active;
}

/** The slope of a block's input from that of its output; the first block's input needs none. */
function blockBackward(
  outputSlope: tf.Tensor4D,
  { input, convolved, pooled, active, mask }: BlockPass,
  { kernel, bias }: Block,
  weights: Weights,
  gradients: Map<ParameterTensor, tf.Tensor>,
  isInputWanted: boolean,
): tf.Tensor4D {
  const masked = mask ? tf.mul(outputSlope, mask) : outputSlope;
  const activeSlope = tf.mul(masked, tf.step(active));
  gradients.set(bias, tf.sum(activeSlope, [0, 1, 2]));
  const run = tf.engine();
  const convolvedSlope: tf.Tensor4D = run.runKernel(
    'MaxPoolGrad',
    { dy: activeSlope, input: convolved, output: pooled },
    { filterSize: [2, 2], strides: [2, 2], pad: 'valid' },
  );
  const convolution = { strides: [1, 1], pad: 'same', dataFormat: 'NHWC' };
  gradients.set(
    kernel,
    run.runKernel(
      'Conv2DBackpropFilter',
      { x: input, dy: convolvedSlope },
      { ...convolution, filterShape: [...kernel.shape] },
    ),
  );
  if (!isInputWanted) return outputSlope;
  return run.runKernel(
    'Conv2DBackpropInput',
    { dy: convolvedSlope, filter: weights(kernel) },
    { ...convolution, inputShape: input.shape },
  );
}

function dense(input: tf.Tensor2D, { kernel, bias }: Network['output'], weights: Weights): tf.Tensor2D {
  return tf.add(tf.matMul(input, weights(kernel)), weights(bias));
}

function denseBackward(
  slope: tf.Tensor2D,
  input: tf.Tensor2D,
  { kernel, bias }: Network['output'],
  weights: Weights,
  gradients: Map<ParameterTensor, tf.Tensor>,
): tf.Tensor2D {
  gradients.set(kernel, tf.matMul(input, slope, true, false));
  gradients.set(bias, tf.sum(slope, 0));
  return tf.matMul(slope, weights(kernel) as tf.Tensor2D, false, true);
}

function maskOf(shape: number[], rate: number, random: (() => number) | undefined): tf.Tensor | undefined {
  if (rate === 0 || !random) return undefined;
  const size = shape.reduce((product, side) => product * side, 1);
  return tf.tensor(dropoutMask(size, rate, random), shape);
}

async function read(tensor: tf.Tensor): Promise<Float32Array> {
  const values = await tensor.data<'float32'>();
  tensor.dispose();
  return values;
}
