import type { Database } from 'lmdb';

/** The embeddings of one model in the cache, by the content's hash. */
export class EmbeddingStore {
  constructor(private readonly table: Database<Buffer, string>) {}

  /** The embedding of an image, [width] float32, or undefined. */
  get(hash: string): Float32Array | undefined {
    const bytes = this.table.getBinary(hash);
    return bytes && new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  }

  /** Resolves when it is committed. */
  async put(hash: string, embedding: Float32Array): Promise<void> {
    await this.table.put(hash, Buffer.from(embedding.buffer, embedding.byteOffset, embedding.byteLength));
  }
}
