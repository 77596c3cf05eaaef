import { readFile } from 'node:fs/promises';
import { Tokenizer } from '@huggingface/tokenizers';
import type { TextEncoderCard } from '../modelCard';

/**
 * Reads a `tokenizer.json` and returns what turns texts into tokens, [texts, length] each: shorter ones are padded, of
 * longer ones the last token, which ends a text, is kept. Only the compute process may call it: a file made to
 * harm would harm nothing else. Throws what the file's reading throws.
 */
export async function readTokeniser(
  path: string,
  { length, pad }: Pick<TextEncoderCard, 'length' | 'pad'>,
): Promise<(texts: readonly string[]) => TextTokens> {
  const parsed: unknown = JSON.parse(await readFile(path, 'utf8'));
  if (typeof parsed !== 'object' || parsed === null) throw new Error(`${path} is no tokenizer.`);
  const tokenizer = new Tokenizer(parsed, {});
  return (texts) => {
    const ids = new BigInt64Array(texts.length * length).fill(BigInt(pad));
    const mask = new BigInt64Array(texts.length * length);
    texts.forEach((text, i) => {
      const all = tokenizer.encode(text).ids;
      const kept = all.length > length ? [...all.slice(0, length - 1), all[all.length - 1]] : all;
      kept.forEach((id, at) => {
        ids[i * length + at] = BigInt(id);
        mask[i * length + at] = 1n;
      });
    });
    return { ids, mask };
  };
}

/** int64 [texts, length] both. */
export interface TextTokens {
  readonly ids: BigInt64Array<ArrayBuffer>;
  /** 1 where there is a token, 0 where there is padding. */
  readonly mask: BigInt64Array<ArrayBuffer>;
}
