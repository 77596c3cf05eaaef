import type { CnnSettings } from '../../../protocol/training';

/** One learnt tensor and where it lies in the network's flat parameter block. */
export interface ParameterTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly offset: number;
  readonly size: number;
}

/** Convolution 3x3 (same), max-pooling 2x2, bias, ReLU, dropout. */
export interface Block {
  readonly kernel: ParameterTensor;
  readonly bias: ParameterTensor;
  readonly dropout: number;
  /** Side of the square that goes in and that comes out (before and after pooling). */
  readonly inputSide: number;
  readonly outputSide: number;
  readonly maps: number;
}

/** Matrix product and bias; ReLU and dropout follow for the hidden one. */
export interface Dense {
  readonly kernel: ParameterTensor;
  readonly bias: ParameterTensor;
}

/** The shape of the one network that is trained here: blocks, a hidden layer, the classes. */
export interface Network {
  readonly inputSize: number;
  readonly classes: number;
  readonly blocks: readonly Block[];
  /** Numbers that come out of the last block, [side, side, maps] flattened. */
  readonly flat: number;
  readonly hidden: Dense & { readonly dropout: number; readonly units: number };
  readonly output: Dense;
  /** Numbers in the parameter block. */
  readonly parameters: number;
}

export const kernelSide = 3;

type NetworkSettings = Pick<CnnSettings, 'inputSize' | 'featureMaps' | 'denseUnits' | 'dropout'>;

/** Lays the network out. `settings` were checked by their schema; `classes` at least 2. */
export function describeNetwork(settings: NetworkSettings, classes: number): Network {
  const { inputSize, featureMaps, denseUnits, dropout } = settings;
  let offset = 0;
  const tensor = (name: string, ...shape: number[]): ParameterTensor => {
    const size = shape.reduce((product, side) => product * side, 1);
    offset += size;
    return { name, shape, offset: offset - size, size };
  };
  let channels = 3;
  let side = inputSize;
  const blocks = featureMaps.map((maps, i) => {
    const block: Block = {
      kernel: tensor(`block${i + 1}_conv/kernel`, kernelSide, kernelSide, channels, maps),
      bias: tensor(`block${i + 1}_conv/bias`, maps),
      dropout: dropout[i],
      inputSide: side,
      outputSide: Math.floor(side / 2),
      maps,
    };
    channels = maps;
    side = block.outputSide;
    return block;
  });
  const flat = side * side * channels;
  const dense = (name: string, inputs: number, units: number): Dense => ({
    kernel: tensor(`${name}/kernel`, inputs, units),
    bias: tensor(`${name}/bias`, units),
  });
  const hidden = { ...dense('hidden', flat, denseUnits), dropout: dropout[featureMaps.length], units: denseUnits };
  const output = dense('output', denseUnits, classes);
  return { inputSize, classes, blocks, flat, hidden, output, parameters: offset };
}

export function parameterTensors({ blocks, hidden, output }: Network): ParameterTensor[] {
  return [...blocks, hidden, output].flatMap(({ kernel, bias }) => [kernel, bias]);
}

/** A tensor's numbers in the block, a view. */
export function valuesOf(parameters: Float32Array, { offset, size }: ParameterTensor): Float32Array {
  return parameters.subarray(offset, offset + size);
}
