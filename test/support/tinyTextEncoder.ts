import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { encodeOnnx } from '../../src/engine/model/cnn/onnxGraph';

/** Byte-pair merges in the way of CLIP's tokenizer, for two words. */
const tokenizer = {
  added_tokens: [],
  normalizer: { type: 'Lowercase' },
  pre_tokenizer: { type: 'WhitespaceSplit' },
  post_processor: null,
  decoder: null,
  model: {
    type: 'BPE',
    unk_token: '<end>',
    end_of_word_suffix: '</w>',
    vocab: Object.fromEntries(
      ['<end>', 'r', 'e', 'd</w>', 're', 'red</w>', 'b', 'l', 'u', 'e</w>', 'bl', 'ue</w>', 'blue</w>'].map(
        (token, id) => [token, id],
      ),
    ),
    merges: ['r e', 're d</w>', 'b l', 'u e</w>', 'bl ue</w>'],
  },
};

/** The tokens that are whole words. */
const wordTokens = { red: 5, blue: 12 };

/**
 * Gives a model's card a text encoder: a text is the sum of its words, and a word is what it is said to be like, [width]
 * float32. A real file, run as any other.
 */
export async function addTextEncoder(
  cardPath: string,
  words: Readonly<Record<keyof typeof wordTokens, Float32Array>>,
): Promise<void> {
  const width = words.red.length;
  const table = new Float32Array(Object.keys(tokenizer.model.vocab).length * width);
  table.set(words.red, wordTokens.red * width);
  table.set(words.blue, wordTokens.blue * width);
  const onnx = encodeOnnx({
    name: 'tiny-texts',
    nodes: [
      { op: 'Gather', inputs: ['table', 'input_ids'], output: 'tokens', attributes: { axis: 0 } },
      { op: 'ReduceMean', inputs: ['tokens'], output: 'text_embeds', attributes: { axes: [1], keepdims: 0 } },
    ],
    weights: [{ name: 'table', shape: [table.length / width, width], values: table }],
    inputs: [{ name: 'input_ids', shape: ['texts', 6], type: 'int64' }],
    outputs: [{ name: 'text_embeds', shape: ['texts', width] }],
    metadata: {},
  });
  const folder = dirname(cardPath);
  await writeFile(join(folder, 'texts.onnx'), onnx);
  await writeFile(join(folder, 'tokenizer.json'), JSON.stringify(tokenizer));
  const card = JSON.parse(await readFile(cardPath, 'utf8')) as object;
  const sha256 = createHash('sha256').update(onnx).digest('hex');
  const texts = { file: 'texts.onnx', sha256, tokenizer: 'tokenizer.json', length: 6 };
  await writeFile(cardPath, JSON.stringify({ ...card, texts }));
}
