/**
 * README: node bench/cnn/run.mjs [IMAGES] [SIZE]
 * Milliseconds of the gradient kernels that Winnow registers for TensorFlow.js' WASM backend, beside the backend's own
 * where it has one, for a batch of IMAGES (16) of SIZE (64) pixels through the default network's three blocks. One
 * thread; the median of nine runs. Ends with a whole training step and the images a second that follow.
 */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { initialise } from '../../src/engine/model/cnn/initialise';
import { registerWasmKernels } from '../../src/engine/model/cnn/kernels/registerKernels';
import { describeNetwork } from '../../src/engine/model/cnn/network';
import { trainPass } from '../../src/engine/model/cnn/runNetwork';
import { randomFor } from '../../src/engine/model/cnn/seeds';

const images = Number(process.argv[2] ?? 16);
const size = Number(process.argv[3] ?? 64);
const featureMaps = [16, 32, 64];
const runs = 9;
const convolution = { strides: [1, 1], pad: 'same', dataFormat: 'NHWC' };

function median(compute: () => tf.Tensor): number {
  const times = Array.from({ length: runs + 1 }, () => {
    const began = performance.now();
    const result = compute();
    result.dataSync();
    result.dispose();
    return performance.now() - began;
  });
  // The first run warms up.
  return times.slice(1).sort((a, b) => a - b)[Math.floor(runs / 2)];
}

function measure(): Map<string, number> {
  const times = new Map<string, number>();
  let channels = 3;
  let side = size;
  for (const maps of featureMaps) {
    const shape: [number, number, number, number] = [images, side, side, channels];
    const x = tf.randomNormal<tf.Rank.R4>(shape);
    const filter = tf.randomNormal<tf.Rank.R4>([3, 3, channels, maps]);
    const dy = tf.randomNormal<tf.Rank.R4>([images, side, side, maps]);
    const pooled = tf.maxPool(dy, 2, 2, 'valid');
    const slope = tf.randomNormal<tf.Rank.R4>(pooled.shape);
    const name = `${side} px, ${channels} to ${maps} maps`;
    const engine = tf.engine();
    times.set(
      `convolution, ${name}`,
      median(() => tf.conv2d(x, filter, 1, 'same')),
    );
    if (tf.getKernel('Conv2DBackpropFilter', 'wasm'))
      times.set(
        `gradient by filter, ${name}`,
        median(() =>
          engine.runKernel('Conv2DBackpropFilter', { x, dy }, { ...convolution, filterShape: filter.shape }),
        ),
      );
    times.set(
      `gradient by input, ${name}`,
      median(() => engine.runKernel('Conv2DBackpropInput', { dy, filter }, { ...convolution, inputShape: shape })),
    );
    const pool = { filterSize: [2, 2], strides: [2, 2], pad: 'valid' };
    times.set(
      `gradient of pooling, ${name}`,
      median(() => engine.runKernel('MaxPoolGrad', { dy: slope, input: dy, output: pooled }, pool)),
    );
    tf.dispose([x, filter, dy, pooled, slope]);
    channels = maps;
    side = Math.floor(side / 2);
  }
  return times;
}

async function step(): Promise<number> {
  const network = describeNetwork({ inputSize: size, featureMaps, denseUnits: 64, dropout: [0, 0, 0, 0.5] }, 2);
  const parameters = initialise(network, 1);
  const batch = {
    images: new Float32Array(images * size * size * 3).fill(0.1),
    count: images,
    labels: new Int32Array(images),
    weights: new Float32Array(images).fill(1 / images),
  };
  const times: number[] = [];
  for (let i = 0; i <= runs; i++) {
    const began = performance.now();
    await trainPass(network, parameters, batch, randomFor(i));
    if (i > 0) times.push(performance.now() - began);
  }
  return times.sort((a, b) => a - b)[Math.floor(runs / 2)];
}

async function main(): Promise<void> {
  tf.enableProdMode();
  setWasmPaths('node_modules/@tensorflow/tfjs-backend-wasm/dist/');
  await tf.setBackend('wasm');
  const own = measure();
  registerWasmKernels();
  const ours = measure();
  console.log(['kernel', "backend's own ms", 'ours ms'].join('\t'));
  for (const [name, time] of ours)
    console.log(
      [name, own.get(name)?.toFixed(1) ?? 'none', name.startsWith('convolution') ? '' : time.toFixed(1)].join('\t'),
    );
  const time = await step();
  console.log(
    `a training step of ${images} images: ${time.toFixed(0)} ms, ${((images * 1000) / time).toFixed(0)} images/s`,
  );
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
