import type { ModelCard } from './modelCard';

export interface ModelInput {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

/**
 * Interleaved RGB bytes [count, size, size, 3] to the model's float32 input, padded to `batch` images: a fixed shape
 * gives the same numbers whichever images share a batch.
 */
export function toModelInput({ input }: ModelCard, pixels: Uint8Array, count: number, batch: number): ModelInput {
  const { size, scale, mean, std, layout } = input;
  const area = size * size;
  const data = new Float32Array(batch * 3 * area);
  for (let image = 0; image < count; image++)
    for (let channel = 0; channel < 3; channel++) {
      const factor = scale / std[channel];
      const offset = mean[channel] / std[channel];
      let from = image * area * 3 + channel;
      let to = layout === 'NCHW' ? (image * 3 + channel) * area : from;
      const step = layout === 'NCHW' ? 1 : 3;
      for (let i = 0; i < area; i++, from += 3, to += step) data[to] = pixels[from] * factor - offset;
    }
  return { data, shape: layout === 'NCHW' ? [batch, 3, size, size] : [batch, size, size, 3] };
}
