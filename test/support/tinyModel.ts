import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeOnnx } from '../../src/engine/model/cnn/onnxGraph';
import type { ModelCard } from '../../src/engine/model/modelCard';

export interface TinyModel {
  /** Side of the square that images are brought to. */
  readonly size?: number;
  /** Numbers an image. */
  readonly width?: number;
  readonly seed?: number;
  /** The fixed number of images it takes at once; any by default. */
  readonly batch?: number;
  /** Names classes too: straight from its numbers, or over a further layer. */
  readonly classes?: { readonly count: number; readonly hidden: boolean };
}

/** An ONNX image model of one convolution with weights from a seed: a real file, of a few kilobytes. */
export function tinyOnnx({ width = 8, seed = 1, batch, size, classes }: TinyModel = {}): Uint8Array {
  let state = seed;
  const next = (): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648 - 0.5;
  };
  const kernel = Float32Array.from({ length: width * 3 * 9 }, next);
  const bias = Float32Array.from({ length: width }, next);
  const layer = Float32Array.from({ length: (classes?.count ?? 0) * width }, () => 8 * next());
  const classBias = Float32Array.from({ length: classes?.count ?? 0 }, next);
  const side = batch === undefined ? 'side' : (size ?? 32);
  return encodeOnnx({
    name: `tiny-${seed}`,
    nodes: [
      {
        op: 'Conv',
        inputs: ['image', 'kernel', 'bias'],
        output: 'map',
        attributes: { kernel_shape: [3, 3], pads: [1, 1, 1, 1], strides: [2, 2] },
      },
      { op: 'Relu', inputs: ['map'], output: 'positive' },
      { op: 'GlobalAveragePool', inputs: ['positive'], output: 'pooled' },
      { op: 'Flatten', inputs: ['pooled'], output: 'features', attributes: { axis: 1 } },
      ...(classes?.hidden ? [{ op: 'Tanh', inputs: ['features'], output: 'bent' }] : []),
      ...(classes
        ? [
            {
              op: 'Gemm',
              inputs: [classes.hidden ? 'bent' : 'features', 'layer', 'classBias'],
              output: 'logits',
              attributes: { transB: 1 },
            },
          ]
        : []),
    ],
    weights: [
      { name: 'kernel', shape: [width, 3, 3, 3], values: kernel },
      { name: 'bias', shape: [width], values: bias },
      ...(classes
        ? [
            { name: 'layer', shape: [classes.count, width], values: layer },
            { name: 'classBias', shape: [classes.count], values: classBias },
          ]
        : []),
    ],
    inputs: [{ name: 'image', shape: [batch ?? 'batch', 3, side, side] }],
    outputs: [
      { name: 'features', shape: [batch ?? 'batch', width] },
      ...(classes ? [{ name: 'logits', shape: [batch ?? 'batch', classes.count] }] : []),
    ],
    metadata: {},
  });
}

export function tinyCard(onnx: Uint8Array, { size = 32, width = 8, seed = 1, classes }: TinyModel = {}): ModelCard {
  return {
    name: `tiny-${seed}`,
    file: 'model.onnx',
    sha256: createHash('sha256').update(onnx).digest('hex'),
    input: {
      name: 'image',
      size,
      crop: 'squash',
      layout: 'NCHW',
      scale: 1 / 255,
      mean: [0.5, 0.5, 0.5],
      std: [0.25, 0.25, 0.25],
    },
    embedding: { name: 'features', width },
    ...(classes && { logits: { name: 'logits', labels: 'labels.json' } }),
  };
}

/** Writes a tiny model and its card into `folder`; returns the card's path. */
export async function writeTinyModel(folder: string, options: TinyModel = {}): Promise<string> {
  await mkdir(folder, { recursive: true });
  const onnx = tinyOnnx(options);
  await writeFile(join(folder, 'model.onnx'), onnx);
  if (options.classes)
    await writeFile(
      join(folder, 'labels.json'),
      JSON.stringify(Array.from({ length: options.classes.count }, (_, i) => `thing ${i}`)),
    );
  await writeFile(join(folder, 'card.json'), JSON.stringify(tinyCard(onnx, options)));
  return join(folder, 'card.json');
}
