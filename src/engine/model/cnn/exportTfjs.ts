import { inputOffset, inputScale } from './augment';
import { parameterTensors, type Network } from './network';
import { littleEndian } from './onnxGraph';

export interface TfjsFiles {
  /** model.json */
  readonly model: string;
  /** weights.bin */
  readonly weights: Uint8Array;
}

interface LayerConfig {
  readonly class_name: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/**
 * The network as a TensorFlow.js layers model (`tf.loadLayersModel`): [batch, size, size, 3] pixels, 0 to 255, to class
 * probabilities. Dropout layers stand in it, so that training can go on elsewhere.
 */
export function exportTfjs(network: Network, parameters: Float32Array, classes: readonly string[]): TfjsFiles {
  const manifest = {
    paths: ['weights.bin'],
    weights: parameterTensors(network).map(({ name, shape }) => ({ name, shape, dtype: 'float32' })),
  };
  const model = {
    format: 'layers-model',
    generatedBy: 'Winnow',
    convertedBy: null,
    modelTopology: {
      class_name: 'Sequential',
      config: { name: 'winnow_cnn', layers: layersOf(network) },
      keras_version: 'tfjs-layers 4.22.0',
      backend: 'tensor_flow.js',
    },
    weightsManifest: [manifest],
    userDefinedMetadata: { classes },
  };
  return { model: JSON.stringify(model), weights: littleEndian(parameters) };
}

function layersOf({ inputSize, blocks, hidden, classes }: Network): LayerConfig[] {
  const layer = (kind: string, name: string, config: LayerConfig['config'] = {}): LayerConfig => ({
    class_name: kind,
    config: { name, trainable: true, dtype: 'float32', ...config },
  });
  const dropout = (name: string, rate: number): LayerConfig[] =>
    rate > 0 ? [layer('Dropout', `${name}_dropout`, { rate })] : [];
  return [
    layer('InputLayer', 'pixels', { batch_input_shape: [null, inputSize, inputSize, 3], sparse: false }),
    layer('Rescaling', 'rescaling', { scale: inputScale, offset: inputOffset }),
    ...blocks.flatMap(({ kernel, maps, dropout: rate }, i) => [
      layer('Conv2D', `block${i + 1}_conv`, {
        filters: maps,
        kernel_size: kernel.shape.slice(0, 2),
        strides: [1, 1],
        padding: 'same',
        data_format: 'channels_last',
        dilation_rate: [1, 1],
        activation: 'relu',
        use_bias: true,
      }),
      layer('MaxPooling2D', `block${i + 1}_pool`, {
        pool_size: [2, 2],
        strides: [2, 2],
        padding: 'valid',
        data_format: 'channels_last',
      }),
      ...dropout(`block${i + 1}`, rate),
    ]),
    layer('Flatten', 'flat'),
    layer('Dense', 'hidden', { units: hidden.units, activation: 'relu', use_bias: true }),
    ...dropout('hidden', hidden.dropout),
    layer('Dense', 'output', { units: classes, activation: 'softmax', use_bias: true }),
  ];
}
