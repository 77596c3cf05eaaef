/** The compute process: runs the embedding model over batches of decoded images. The only place of ONNX Runtime. */
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { serveRequests } from '../jobs/serveRequests';
import type { ComputeReply, ComputeRequest } from './embedder';
import type { ModelCard } from './modelCard';

const [modelPath, cardText, threads] = process.argv.slice(2);
const card = JSON.parse(cardText) as ModelCard;
const opening = InferenceSession.create(modelPath, {
  intraOpNumThreads: Number(threads),
  interOpNumThreads: 1,
  executionMode: 'sequential',
  // Threads that spin while they wait take the cores from the readers.
  extra: { session: { intra_op: { allow_spinning: '0' } } },
});

serveRequests<ComputeRequest, ComputeReply>(async ({ pixels, count, batch }) => {
  const session = await opening;
  const { size } = card.input;
  const feeds = { [card.input.name]: toTensor(pixels, count, batch) };
  const outputs = await session.run(feeds, [card.embedding.name]);
  const data = outputs[card.embedding.name].data;
  if (!(data instanceof Float32Array) || data.length !== batch * card.embedding.width)
    throw new Error(`The model does not answer ${card.embedding.width} numbers an image for ${size} px input.`);
  return { embeddings: data.slice(0, count * card.embedding.width) };
});

/**
 * Interleaved RGB bytes [count, size, size, 3] to the model's float32 input, padded to `batch` images: a fixed shape
 * gives the same numbers whichever images share a batch.
 */
function toTensor(pixels: Uint8Array, count: number, batch: number): Tensor {
  const { size, scale, mean, std, layout } = card.input;
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
  return new Tensor('float32', data, layout === 'NCHW' ? [batch, 3, size, size] : [batch, size, size, 3]);
}
