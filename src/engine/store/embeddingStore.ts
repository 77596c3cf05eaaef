import type { Database } from 'lmdb';
import { bytesOf, ownMemory } from '../bytes';

/** The embeddings of one model in the cache, by the content's hash. */
export class EmbeddingStore {
  constructor(private readonly table: Database<Buffer, string>) {}

  /** The embedding of an image, [width] float32, or undefined. */
  get(hash: string): Float32Array | undefined {
    const bytes = this.table.getBinary(hash);
    return bytes && new Float32Array(ownMemory(bytes));
  }

  /** Resolves when it is committed. */
  async put(hash: string, embedding: Float32Array): Promise<void> {
    await this.table.put(hash, bytesOf(embedding));
  }
}
