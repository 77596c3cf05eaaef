import { backend_util, getKernel, type KernelConfig, type KernelFunc, type TensorInfo } from '@tensorflow/tfjs-core';
import { disposeAll, firstOf } from './kernelResult';

/**
 * The gradient of a convolution by its filter, which the WASM backend lacks: itself a convolution, of the inputs by the
 * slopes, with images and channels exchanged (dW[i, j, c, k] = sum over n, y, x of x[n, y + i, x + j, c] dy[n, y, x, k];
 * strides of the forward pass become dilations). Dilated forward passes are not supported.
 */
export function conv2DBackpropFilter(backendName: string): KernelConfig {
  const kernel = (name: string): KernelFunc => getKernel(name, backendName).kernelFunc;
  return {
    kernelName: 'Conv2DBackpropFilter',
    backendName,
    kernelFunc: ({ inputs, backend, attrs }) => {
      const x = inputs.x!;
      const dy = inputs.dy!;
      const filterShape = attrs?.filterShape as [number, number, number, number];
      const strides = attrs?.strides as [number, number];
      const { padInfo } = backend_util.computeConv2DInfo(
        x.shape as [number, number, number, number],
        filterShape,
        strides,
        1,
        attrs?.pad as 'same' | 'valid' | number,
        attrs?.dimRoundingMode as 'floor' | 'round' | 'ceil' | undefined,
      );
      const transpose = (input: TensorInfo, perm: number[]): TensorInfo =>
        firstOf(kernel('Transpose')({ inputs: { x: input }, backend, attrs: { perm } }));
      const images = transpose(x, [3, 1, 2, 0]);
      const slopes = transpose(dy, [1, 2, 0, 3]);
      const { top, bottom, left, right } = fittedPadding(x.shape, dy.shape, filterShape, strides, padInfo);
      const convolved = firstOf(
        kernel('Conv2D')({
          inputs: { x: images, filter: slopes },
          backend,
          attrs: {
            strides: [1, 1],
            pad: [
              [0, 0],
              [top, bottom],
              [left, right],
              [0, 0],
            ],
            dataFormat: 'NHWC',
            dilations: strides,
          },
        }),
      );
      const gradient = transpose(convolved, [1, 2, 0, 3]);
      disposeAll(backend, [images, slopes, convolved]);
      return gradient;
    },
  };
}

interface Padding {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/**
 * The forward padding, less at bottom and right what its strides never reached (then it may be negative, which would be
 * a crop): so that exactly a filter of slopes comes out. Throws where a crop would be needed.
 */
function fittedPadding(
  x: readonly number[],
  dy: readonly number[],
  filter: readonly number[],
  strides: readonly number[],
  { top, left }: Padding,
): Padding {
  const rest = (axis: 0 | 1, before: number): number =>
    filter[axis] - 1 + (dy[axis + 1] - 1) * strides[axis] + 1 - x[axis + 1] - before;
  const bottom = rest(0, top);
  const right = rest(1, left);
  if (bottom < 0 || right < 0) throw new Error('These strides leave pixels out: not supported by this kernel.');
  return { top, bottom, left, right };
}
