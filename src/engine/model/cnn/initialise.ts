import { standardNormal } from '../../../core/standardNormal';
import { parameterTensors, valuesOf, type Network } from './network';
import { purposes, randomFor } from './seeds';

/**
 * First parameters, [network.parameters] float32: He's normal before a ReLU (He et al., 2015: variance 2 / fan-in),
 * Glorot's uniform before the softmax (Glorot and Bengio, 2010), biases 0.
 */
export function initialise(network: Network, seed: number): Float32Array {
  const parameters = new Float32Array(network.parameters);
  parameterTensors(network).forEach((tensor, index) => {
    if (tensor.name.endsWith('/bias')) return;
    const random = randomFor(seed, purposes.initialise, index);
    const values = valuesOf(parameters, tensor);
    const fanIn = tensor.size / tensor.shape[tensor.shape.length - 1];
    if (tensor === network.output.kernel) {
      const limit = Math.sqrt(6 / (fanIn + network.classes));
      for (let i = 0; i < values.length; i++) values[i] = (2 * random() - 1) * limit;
    } else {
      const deviation = Math.sqrt(2 / fanIn);
      for (let i = 0; i < values.length; i++) values[i] = standardNormal(random) * deviation;
    }
  });
  return parameters;
}
