import type { Feed, OpenedModel } from '../backends/openModel';
import type { TextEncoderCard } from '../modelCard';
import type { TextTokens } from './tokenise';
import { toUnit } from '../toUnit';

/** The embeddings of texts, [texts, width] float32, of length 1 each. Throws when the model answers something else. */
export async function runTexts(
  model: OpenedModel,
  card: TextEncoderCard,
  { ids, mask }: TextTokens,
  width: number,
): Promise<Float32Array> {
  const texts = ids.length / card.length;
  const feed = (name: string, data: BigInt64Array<ArrayBuffer>): readonly [string, Feed] => {
    const port = model.inputs.find((input) => input.name === name);
    if (!port) throw new Error(`The text encoder has no input "${name}".`);
    return [name, port.type === 'int32' ? Int32Array.from(data, Number) : data];
  };
  const feeds = [feed(card.input, ids), ...(card.mask === undefined ? [] : [feed(card.mask, mask)])];
  const { data } = await model.run(Object.fromEntries(feeds), [texts, card.length], card.embedding);
  if (!(data instanceof Float32Array) || data.length !== texts * width)
    throw new Error(
      `The text encoder's output "${card.embedding}" is not ${width} float32 numbers a text, as an image's embedding is.`,
    );
  const embeddings = new Float32Array(data.length);
  for (let from = 0; from < data.length; from += width) embeddings.set(toUnit(data.subarray(from, from + width)), from);
  return embeddings;
}
