import { readFileSync } from 'node:fs';
import * as ort from 'onnxruntime-node';
import sharp from 'sharp';
import type { Shape } from '../../src/engine/findings/duplicates/alignment';
import { setHash } from '../../src/engine/findings/duplicates/hammingPairs';
import type { NearColumns } from '../../src/engine/findings/duplicates/nearGroups';
import { readImage, type StoredFacts } from '../../src/engine/images/readImage';

export interface Described {
  readonly facts: StoredFacts;
  /** Length 1. */
  readonly embedding: Float32Array;
}

interface Card {
  readonly file: string;
  readonly input: { readonly name: string; readonly size: number; readonly crop: 'cover' | 'squash' };
  readonly embedding: { readonly name: string; readonly width: number };
}

const limits = { megapixels: 300, megabytes: 256, seconds: 30 };
sharp.concurrency(1);
sharp.cache(false);

/** Reads images as the engine does, and embeds them with the bundled model. */
export class Describer {
  private constructor(
    private readonly card: Card,
    private readonly session: ort.InferenceSession,
  ) {}

  static async open(folder: string): Promise<Describer> {
    const card = JSON.parse(readFileSync(`${folder}/card.json`, 'utf8')) as Card;
    return new Describer(card, await ort.InferenceSession.create(`${folder}/${card.file}`));
  }

  async describe(path: string): Promise<Described | undefined> {
    const { name, size, crop } = this.card.input;
    const reply = await readImage({ path, tensor: { size, crop }, limits });
    if (!reply.ok) return undefined;
    const area = size * size;
    const planar = new Float32Array(3 * area);
    for (let i = 0; i < area; i++) for (let c = 0; c < 3; c++) planar[c * area + i] = reply.tensor[i * 3 + c];
    const output = await this.session.run({ [name]: new ort.Tensor('float32', planar, [1, 3, size, size]) });
    const values = Float32Array.from(output[this.card.embedding.name].data as Float32Array);
    const length = Math.hypot(...values);
    return { facts: reply.facts, embedding: values.map((value) => value / length) };
  }
}

/** The columns that near-duplicate search takes. */
export function toColumns(images: readonly Described[], names: readonly string[]): NearColumns {
  const width = images[0].embedding.length;
  const values = new Float32Array(images.length * width);
  const pHash = new Uint32Array(images.length * 2);
  const contentHash = new Uint32Array(images.length * 2);
  images.forEach(({ facts, embedding }, i) => {
    values.set(embedding, i * width);
    setHash(pHash, i, facts.pHash);
    setHash(contentHash, i, facts.contentHash);
  });
  return {
    count: images.length,
    pHash,
    contentHash,
    contents: images.map(({ facts }, i) => `${facts.hash} ${i}`),
    embeddings: { values, width },
    shapeOf: (row): Shape => images[row].facts,
    factsOf: (row) => ({ path: names[row], bytes: images[row].facts.bytes, modifiedMs: 0 }),
  };
}
