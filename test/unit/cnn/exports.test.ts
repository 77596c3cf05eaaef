import { InferenceSession, Tensor } from 'onnxruntime-node';
import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { inputOffset, inputScale } from '../../../src/engine/model/cnn/augment';
import { exportOnnx } from '../../../src/engine/model/cnn/exportOnnx';
import { exportTfjs } from '../../../src/engine/model/cnn/exportTfjs';
import { initialise } from '../../../src/engine/model/cnn/initialise';
import { describeNetwork, type Network } from '../../../src/engine/model/cnn/network';
import { encode, integerField, integersField, textField } from '../../../src/engine/model/cnn/protobuf';
import { predict } from '../../../src/engine/model/cnn/runNetwork';
import { randomFor } from '../../../src/engine/model/cnn/seeds';
import { useBackend } from './backend';

const images = 3;

/** A network with biases that are not 0, pixels 0 to 255, and the probabilities that we predict. */
async function trained(inputSize: number, featureMaps: number[], classes: number) {
  const dropout = [...featureMaps.map(() => 0.1), 0.5];
  const network = describeNetwork({ inputSize, featureMaps, denseUnits: 7, dropout }, classes);
  const random = randomFor(classes, inputSize);
  const parameters = initialise(network, 4).map((value) => value + (random() - 0.5) * 0.1);
  const pixels = Float32Array.from({ length: images * inputSize ** 2 * 3 }, () => Math.floor(random() * 256));
  await useBackend('wasm');
  const input = pixels.map((value) => value * inputScale + inputOffset);
  const logits = await predict(network, parameters, { images: input, count: images });
  const probabilities = await tf.softmax(tf.tensor2d(logits, [images, classes])).data<'float32'>();
  return { network, parameters, pixels, logits, probabilities };
}

function namesOf({ classes }: Network): string[] {
  return Array.from({ length: classes }, (_, i) => `class "${i}" é`);
}

function expectClose(actual: Float32Array, expected: Float32Array): void {
  expect(actual.length).toBe(expected.length);
  actual.forEach((value, i) => expect(Math.abs(value - expected[i])).toBeLessThan(1e-4));
}

describe.each([
  { inputSize: 32, featureMaps: [4, 6], classes: 2 },
  { inputSize: 37, featureMaps: [3, 5, 8], classes: 11 },
])('%j', ({ inputSize, featureMaps, classes }) => {
  it('ONNX Runtime gives the same numbers for the exported model', async () => {
    const { network, parameters, pixels, logits, probabilities } = await trained(inputSize, featureMaps, classes);
    const session = await InferenceSession.create(exportOnnx(network, parameters, namesOf(network)));
    const outputs = await session.run({
      pixels: new Tensor('float32', pixels, [images, inputSize, inputSize, 3]),
    });
    expectClose(outputs.logits.data as Float32Array, logits);
    expectClose(outputs.probabilities.data as Float32Array, probabilities);
    expect(outputs.embedding.dims).toEqual([images, 7]);
  });

  it('TensorFlow.js loads the exported model and gives the same numbers', async () => {
    const { network, parameters, pixels, probabilities } = await trained(inputSize, featureMaps, classes);
    const { model, weights } = exportTfjs(network, parameters, namesOf(network));
    const { modelTopology, weightsManifest } = JSON.parse(model) as {
      modelTopology: object;
      weightsManifest: { weights: tf.io.WeightsManifestEntry[] }[];
    };
    const weightData = new Uint8Array(weights).buffer;
    const loaded = await loadLayersModel({
      load: async () => ({ modelTopology, weightSpecs: weightsManifest[0].weights, weightData }),
    });
    const answer = loaded.predict(tf.tensor4d(pixels, [images, inputSize, inputSize, 3])) as tf.Tensor;
    expectClose(await answer.data<'float32'>(), probabilities);
    expect(loaded.layers.filter((layer) => layer.getClassName() === 'Dropout')).toHaveLength(featureMaps.length + 1);
  });
});

it('fields are encoded as the wire format says', () => {
  // The examples of protobuf.dev/programming-guides/encoding: field 1 is 150; field 2 is "testing"; field 6 is packed.
  expect([...integerField(1, 150)]).toEqual([0x08, 0x96, 0x01]);
  expect(Buffer.from(textField(2, 'testing')).toString('hex')).toBe('120774657374696e67');
  expect(Buffer.from(encode([integersField(6, [3, 270, 86942])])).toString('hex')).toBe('3206038e029ea705');
  expect(() => integerField(1, -1)).toThrow(RangeError);
});
