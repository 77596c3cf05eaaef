import type { OpenedModel } from './backends/openModel';
import type { ModelCard } from './modelCard';
import { toModelInput } from './modelInput';

/**
 * The embeddings of `count` images, [count, width] float32, from interleaved RGB bytes [count, size, size, 3]. A model
 * made for a fixed number of images is given that many at a time. Throws when the model answers something else.
 */
export async function runModel(
  model: OpenedModel,
  card: ModelCard,
  pixels: Uint8Array,
  count: number,
  batch: number,
): Promise<Float32Array> {
  const { width } = card.embedding;
  const port = model.inputs.find(({ name }) => name === card.input.name);
  if (!port) throw new Error(`The model has no input "${card.input.name}"; it has ${names(model.inputs)}.`);
  if (!model.outputs.some(({ name }) => name === card.embedding.name))
    throw new Error(`The model has no output "${card.embedding.name}"; it has ${names(model.outputs)}.`);
  const fixed = port.shape[0];
  const step = fixed > 0 ? fixed : batch;
  const imageBytes = card.input.size * card.input.size * 3;
  const embeddings = new Float32Array(count * width);
  for (let from = 0; from < count; from += step) {
    const some = Math.min(step, count - from);
    const part = pixels.subarray(from * imageBytes, (from + some) * imageBytes);
    const { data: input, shape } = toModelInput(card, part, some, step);
    const output = await model.run({ [card.input.name]: input }, shape, card.embedding.name);
    embeddings.set(rowsOf(output.data, card, step).subarray(0, some * width), from * width);
  }
  return embeddings;
}

/** How many numbers an image each of the model's outputs gives for an input like this. */
export async function countNumbers(model: OpenedModel, input: ModelCard['input']): Promise<number[]> {
  const port = model.inputs.find(({ name }) => name === input.name);
  const batch = port && port.shape[0] > 0 ? port.shape[0] : 1;
  const { size, layout } = input;
  const shape = layout === 'NCHW' ? [batch, 3, size, size] : [batch, size, size, 3];
  const data = new Float32Array(batch * 3 * size * size);
  const numbers: number[] = [];
  for (const { name } of model.outputs) {
    const { data: answer } = await model.run({ [input.name]: data }, shape, name);
    numbers.push(answer.length / batch);
  }
  return numbers;
}

/** The model's answer as [step, width]; with `pick: first` the first `width` numbers of each image. */
function rowsOf(data: unknown, { embedding, input }: ModelCard, step: number): Float32Array {
  const { width, pick } = embedding;
  if (!(data instanceof Float32Array)) throw new Error(`The model's output "${embedding.name}" is not float32.`);
  const each = data.length / step;
  if (each === width) return data;
  if (pick !== 'first' || !Number.isInteger(each) || each < width)
    throw new Error(
      `The model answers ${each} numbers an image for ${input.size} px input, not ${width} as its card says.`,
    );
  const rows = new Float32Array(step * width);
  for (let i = 0; i < step; i++) rows.set(data.subarray(i * each, i * each + width), i * width);
  return rows;
}

function names(ports: readonly { readonly name: string }[]): string {
  return ports.map(({ name }) => `"${name}"`).join(', ');
}
