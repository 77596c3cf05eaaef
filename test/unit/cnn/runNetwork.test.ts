import { describe, expect, it } from 'vitest';
import { initialise } from '../../../src/engine/model/cnn/initialise';
import { describeNetwork, parameterTensors, type Network } from '../../../src/engine/model/cnn/network';
import { predict, trainPass, type LabelledBatch } from '../../../src/engine/model/cnn/runNetwork';
import { randomFor } from '../../../src/engine/model/cnn/seeds';
import { crossEntropy } from '../../../src/engine/model/cnn/crossEntropy';
import { useBackend } from './backend';

const classes = 3;
const count = 4;

function networkOf(featureMaps: number[], dropout = 0): Network {
  const rates = Array.from({ length: featureMaps.length + 1 }, () => dropout);
  return describeNetwork({ inputSize: 16, featureMaps, denseUnits: 8, dropout: rates }, classes);
}

function batchOf(network: Network, seed: number): LabelledBatch {
  const random = randomFor(seed, 9);
  const side = network.inputSize;
  return {
    images: Float32Array.from({ length: count * side * side * 3 }, () => random() * 2 - 1),
    count,
    labels: Int32Array.from({ length: count }, (_, i) => i % classes),
    weights: Float32Array.of(0.1, 0.2, 0.3, 0.4),
  };
}

async function lossOf(network: Network, parameters: Float32Array, batch: LabelledBatch): Promise<number> {
  const logits = await predict(network, parameters, batch);
  let loss = 0;
  batch.labels.forEach((label, i) => {
    loss += batch.weights[i] * crossEntropy(logits.subarray(i * classes, (i + 1) * classes), label);
  });
  return loss;
}

describe.each(['cpu', 'wasm'] as const)('on %s', (backend) => {
  it.each([[[4, 6]], [[3, 4, 5]]])('the gradient of %j is the slope of the loss', async (featureMaps) => {
    await useBackend(backend);
    const network = networkOf(featureMaps);
    const parameters = initialise(network, 5);
    const batch = batchOf(network, 5);
    const { gradient } = await trainPass(network, parameters, batch, randomFor(1));
    for (const tensor of parameterTensors(network)) {
      // Along each tensor's own gradient the loss changes most, and rounding matters least.
      const part = gradient.subarray(tensor.offset, tensor.offset + tensor.size);
      const length = Math.hypot(...part);
      expect(length).toBeGreaterThan(0);
      const moved = (step: number): Float32Array => {
        const copy = parameters.slice();
        part.forEach((slope, i) => (copy[tensor.offset + i] += (step * slope) / length));
        return copy;
      };
      const step = 2e-3;
      const numeric =
        ((await lossOf(network, moved(step), batch)) - (await lossOf(network, moved(-step), batch))) / (2 * step);
      expect(Math.abs(numeric / length - 1), tensor.name).toBeLessThan(0.02);
    }
  });
});

it('both backends give the same scores and gradients, dropout included', async () => {
  const network = networkOf([4, 6], 0.4);
  const parameters = initialise(network, 2);
  const batch = batchOf(network, 2);
  const results = [];
  for (const backend of ['cpu', 'wasm'] as const) {
    await useBackend(backend);
    results.push(await trainPass(network, parameters, batch, randomFor(7)));
  }
  const [cpu, wasm] = results;
  wasm.logits.forEach((value, i) => expect(value).toBeCloseTo(cpu.logits[i], 4));
  wasm.gradient.forEach((value, i) => expect(Math.abs(value - cpu.gradient[i])).toBeLessThan(1e-4));
});

it('dropout takes part in training passes only, and is drawn from the generator given', async () => {
  await useBackend('wasm');
  const network = networkOf([4, 6], 0.5);
  const parameters = initialise(network, 3);
  const batch = batchOf(network, 3);
  const pass = (seed: number) => trainPass(network, parameters, batch, randomFor(seed));
  expect((await pass(1)).logits).toEqual((await pass(1)).logits);
  expect((await pass(1)).logits).not.toEqual((await pass(2)).logits);
  expect(await predict(network, parameters, batch)).toEqual(await predict(network, parameters, batch));
});

it('nothing is left behind on the backend', async () => {
  await useBackend('wasm');
  const { memory } = await import('@tensorflow/tfjs-core');
  const network = networkOf([4, 6], 0.3);
  const parameters = initialise(network, 3);
  const before = memory().numTensors;
  const dataBefore = memory().numDataBuffers;
  for (let i = 0; i < 3; i++) {
    await trainPass(network, parameters, batchOf(network, i), randomFor(i));
    await predict(network, parameters, batchOf(network, i));
  }
  expect(memory().numTensors).toBe(before);
  expect(memory().numDataBuffers).toBe(dataBefore);
});
