import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { randomFor } from '../../../src/engine/model/cnn/seeds';
import { useBackend } from './backend';

function numbers(size: number, seed: number): Float32Array {
  const random = randomFor(seed);
  return Float32Array.from({ length: size }, () => random() * 2 - 1);
}

function filled(shape: [number, number, number, number], seed: number): tf.Tensor4D {
  return tf.tensor4d(
    numbers(
      shape.reduce((a, b) => a * b),
      seed,
    ),
    shape,
  );
}

/** The same computation on both backends. */
async function onBoth(compute: () => tf.Tensor): Promise<{ wasm: Float32Array; cpu: Float32Array }> {
  const values: Float32Array[] = [];
  for (const backend of ['wasm', 'cpu'] as const) {
    await useBackend(backend);
    values.push(await tf.tidy(compute).data<'float32'>());
  }
  return { wasm: values[0], cpu: values[1] };
}

function expectSame({ wasm, cpu }: { wasm: Float32Array; cpu: Float32Array }): void {
  expect(wasm.length).toBe(cpu.length);
  expect(cpu.some((value) => value !== 0)).toBe(true);
  expect(largestDifference(wasm, cpu)).toBeLessThan(1e-4);
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);
}

const convolutions = [
  { images: 2, height: 8, width: 8, inputs: 3, outputs: 4, side: 3, stride: 1, pad: 'same' },
  { images: 1, height: 7, width: 9, inputs: 2, outputs: 5, side: 3, stride: 1, pad: 'valid' },
  { images: 3, height: 6, width: 5, inputs: 1, outputs: 1, side: 5, stride: 1, pad: 'same' },
  { images: 2, height: 9, width: 9, inputs: 3, outputs: 2, side: 3, stride: 2, pad: 'same' },
  { images: 2, height: 8, width: 8, inputs: 2, outputs: 2, side: 2, stride: 1, pad: 'same' },
] as const;

describe.each(convolutions)('convolution %j', ({ images, height, width, inputs, outputs, side, stride, pad }) => {
  const shape: [number, number, number, number] = [images, height, width, inputs];
  const filterShape: [number, number, number, number] = [side, side, inputs, outputs];
  const attributes = { strides: [stride, stride], pad, dataFormat: 'NHWC' };
  const out = (length: number): number => (pad === 'same' ? Math.ceil(length / stride) : length - side + 1);
  const slopeShape: [number, number, number, number] = [images, out(height), out(width), outputs];

  it('filter gradient as on the CPU backend', async () => {
    expectSame(
      await onBoth(() =>
        tf
          .engine()
          .runKernel(
            'Conv2DBackpropFilter',
            { x: filled(shape, 1), dy: filled(slopeShape, 2) },
            { ...attributes, filterShape },
          ),
      ),
    );
  });

  it('input gradient as on the CPU backend', async () => {
    expectSame(
      await onBoth(() =>
        tf
          .engine()
          .runKernel(
            'Conv2DBackpropInput',
            { dy: filled(slopeShape, 2), filter: filled(filterShape, 3) },
            { ...attributes, inputShape: shape },
          ),
      ),
    );
  });

  it('filter gradient as by finite differences', async () => {
    await useBackend('wasm');
    const slopes = filled(slopeShape, 2);
    const filter = numbers(side * side * inputs * outputs, 3);
    const sumOf = (at: number, step: number): number => {
      const moved = filter.slice();
      moved[at] += step;
      return tf.tidy(
        () =>
          tf
            .sum(tf.mul(tf.conv2d(filled(shape, 1), tf.tensor4d(moved, filterShape), stride, pad), slopes))
            .dataSync()[0],
      );
    };
    const gradient = tf
      .engine()
      .runKernel<tf.Tensor>('Conv2DBackpropFilter', { x: filled(shape, 1), dy: slopes }, { ...attributes, filterShape })
      .dataSync<'float32'>();
    // The sum is linear in the filter: a large step is exact.
    const numeric = filter.map((_, at) => (sumOf(at, 1) - sumOf(at, -1)) / 2);
    expect(largestDifference(gradient, numeric)).toBeLessThan(1e-3);
  });
});

describe.each([
  { size: 2, stride: 2, pad: 'valid', height: 8, width: 6 },
  { size: 2, stride: 2, pad: 'valid', height: 7, width: 5 },
  { size: 3, stride: 2, pad: 'same', height: 8, width: 8 },
] as const)('max-pooling %j', ({ size, stride, pad, height, width }) => {
  it('gradient as on the CPU backend', async () => {
    expectSame(
      await onBoth(() => {
        const input = filled([2, height, width, 3], 4);
        const output = tf.maxPool(input, size, stride, pad);
        const dy = filled(output.shape, 5);
        const attributes = { filterSize: [size, size], strides: [stride, stride], pad };
        return tf.engine().runKernel('MaxPoolGrad', { dy, input, output }, attributes);
      }),
    );
  });
});

it('equal pixels: the slope goes to one of them', async () => {
  await useBackend('wasm');
  const input = tf.zeros<tf.Rank.R4>([1, 2, 2, 1]);
  const output = tf.maxPool(input, 2, 2, 'valid');
  const dy = tf.ones<tf.Rank.R4>([1, 1, 1, 1]);
  const slope: tf.Tensor = tf
    .engine()
    .runKernel('MaxPoolGrad', { dy, input, output }, { filterSize: [2, 2], strides: [2, 2], pad: 'valid' });
  expect([...slope.dataSync()].sort()).toEqual([0, 0, 0, 1]);
});
