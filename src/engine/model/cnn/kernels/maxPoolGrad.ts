import { backend_util, type KernelConfig, type TensorInfo } from '@tensorflow/tfjs-core';

/** What the WASM backend offers beyond the general interface. */
interface HeapBackend {
  makeOutput(shape: number[], dtype: 'float32'): TensorInfo;
  typedArrayFromHeap(tensor: TensorInfo): Float32Array;
}

/**
 * The gradient of max-pooling, straight on the backend's heap: the slope goes to the first pixel of a window that equals
 * its maximum. The WASM backend's own is several times slower, and wrong where windows overlap.
 */
export function maxPoolGrad(backendName: string): KernelConfig {
  return {
    kernelName: 'MaxPoolGrad',
    backendName,
    kernelFunc: (call) => {
      const { inputs, attrs } = call;
      const backend = call.backend as HeapBackend;
      const dy = inputs.dy!;
      const input = inputs.input!;
      const output = inputs.output!;
      const pool = backend_util.computePool2DInfo(
        input.shape as [number, number, number, number],
        attrs?.filterSize as [number, number],
        attrs?.strides as [number, number],
        1,
        attrs?.pad as 'same' | 'valid' | number,
        attrs?.dimRoundingMode as 'floor' | 'round' | 'ceil' | undefined,
      );
      const slope = backend.makeOutput(input.shape, 'float32');
      // Views are taken after the allocation: growing the heap would detach older ones.
      const view = (tensor: TensorInfo): Float32Array => backend.typedArrayFromHeap(tensor);
      spread(pool, view(input), view(output), view(dy), view(slope));
      return slope;
    },
  };
}

function spread(
  pool: backend_util.Conv2DInfo,
  input: Float32Array,
  output: Float32Array,
  dy: Float32Array,
  slope: Float32Array,
): void {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, padInfo } = pool;
  slope.fill(0);
  let from = 0;
  for (let image = 0; image < batchSize; image++)
    for (let row = 0; row < outHeight; row++) {
      const top = Math.max(0, row * pool.strideHeight - padInfo.top);
      const bottom = Math.min(inHeight, row * pool.strideHeight - padInfo.top + pool.filterHeight);
      for (let column = 0; column < outWidth; column++) {
        const left = Math.max(0, column * pool.strideWidth - padInfo.left);
        const right = Math.min(inWidth, column * pool.strideWidth - padInfo.left + pool.filterWidth);
        for (let channel = 0; channel < inChannels; channel++, from++) {
          const most = output[from];
          search: for (let y = top; y < bottom; y++) {
            let at = ((image * inHeight + y) * inWidth + left) * inChannels + channel;
            for (let x = left; x < right; x++, at += inChannels)
              if (input[at] === most) {
                slope[at] += dy[from];
                break search;
              }
          }
        }
      }
    }
}
