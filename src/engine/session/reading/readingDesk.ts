import { join } from 'node:path';
import { diskOps } from '../../changes/files/fileOps';
import { hashFile } from '../../changes/files/hashFile';
import type { Engine } from '../../engine';
import type { ConvertReply } from '../../images/convertImage';
import type { StoredFacts } from '../../images/readImage';
import type { JobCall } from '../../jobs/progress';
import type { Embedder } from '../../model/embedder';
import { modelVersion, type Model } from '../../model/modelCard';
import type { Cache, FileFact } from '../../store/cache';
import type { Convert } from '../applying/converting';
import { Embeddings } from './embeddings';
import { sameFile, type ImageTable } from '../imageTable';
import { Indexer } from './indexer';
import type { ModelDesk } from './modelDesk';

interface ReadingParts {
  readonly root: string;
  readonly engine: Engine;
  readonly cache: Cache<StoredFacts>;
  readonly table: ImageTable;
  readonly models: ModelDesk;
  embedderOf(model: Model): Promise<Embedder>;
  told(call: JobCall): JobCall;
  onRows(rows: Uint32Array): void;
}

/** Reads images: into the index, through another model, as a picture to look at. */
export class ReadingDesk {
  constructor(private readonly parts: ReadingParts) {}

  /** Reads those of `rows` that wait. Resolves to the number of files that had to be decoded. */
  async read(rows: Uint32Array, call: JobCall): Promise<number> {
    const waiting = [...rows].filter((row) => this.parts.table.status[row] === 'waiting');
    if (waiting.length === 0) return 0;
    return (await this.indexer()).run(waiting, call.report, call.signal);
  }

  /**
   * Makes `rows` ready to be decided on, which is done by content: reads those that wait, and hashes whole what was seen to
   * be no readable image by its first bytes.
   */
  async identify(rows: Uint32Array, call: JobCall): Promise<void> {
    await this.read(rows, call);
    const { table } = this.parts;
    for (const row of rows)
      if (table.status[row] === 'unreadable' && table.hashes[row] === undefined) await this.hashUnreadable(row, call);
  }

  private async hashUnreadable(row: number, { signal }: JobCall): Promise<void> {
    const { table, cache, root } = this.parts;
    const file = table.files[row];
    const hash = await hashFile(diskOps, join(root, file.path), { signal }).then(
      (hashed) => hashed.hash,
      (_reasonStandsAtTheRow: unknown) => undefined,
    );
    if (hash === undefined || !sameFile(table.files[row], file)) return;
    const fact: FileFact = { kind: 'unreadable', reason: table.reasons[row] ?? '', hash };
    await cache.putFileFact(file, fact);
    table.setFact(row, fact);
  }

  /** Gives every image the embedding of the model that was chosen since, if there is one, and changes over to it. */
  async embedAnew(call: JobCall): Promise<void> {
    if (!this.parts.models.isChanging) return;
    const { target } = this.parts.models;
    await (await this.indexer()).run(this.parts.models.missing(), call.report, call.signal, 'embed');
    // What has no embedding now cannot have one: its file went or cannot be read any more.
    if (this.parts.models.target === target) this.parts.models.settle();
  }

  /** Runs another model, or another output of the same, over every image; what it gave is kept by content. */
  async embedWith(model: Model, call: JobCall): Promise<Embeddings> {
    const embeddings = new Embeddings(model.card.embedding.width, Math.max(1, this.parts.table.length));
    embeddings.data.fill(NaN);
    const rows = [...this.parts.table.files.keys()].filter((row) => this.parts.table.isImage(row));
    const indexer = this.indexerOf(model, embeddings, await this.parts.embedderOf(model));
    await indexer.run(rows, this.parts.told(call).report, call.signal, 'embed');
    return embeddings;
  }

  /** Hash of a whole decoded picture, from the cache where it is known; undefined when it cannot be decoded. */
  async digest(row: number, hash: string, signal: AbortSignal): Promise<string | undefined> {
    const known = this.parts.cache.pixelDigest(hash);
    if (known !== undefined) return known;
    const reply = await this.parts.engine.readers.run(
      this.parts.table.path(row),
      {
        kind: 'digest',
        path: `${this.parts.root}/${this.parts.table.path(row)}`,
        limits: this.parts.engine.options.limits,
      },
      signal,
    );
    // A file that changed meanwhile is another picture.
    if (!('digest' in reply) || reply.hash !== hash) return undefined;
    await this.parts.cache.putPixelDigest(hash, reply.digest);
    return reply.digest;
  }

  /** An image in another format. */
  async convert(request: Parameters<Convert>[0], signal: AbortSignal): Promise<ConvertReply> {
    const { readers, options } = this.parts.engine;
    const reply = await readers.run(request.path, { kind: 'convert', ...request, limits: options.limits }, signal);
    if (!reply.ok || 'note' in reply) return reply;
    throw new Error('The image worker answered something else.');
  }

  /** A file of the dataset or of its trash as the page can show it. */
  async rendition(path: string, side: number, signal: AbortSignal): Promise<Uint8Array | undefined> {
    const reply = await this.parts.engine.readers.run(
      path,
      { kind: 'rendition', path, side, limits: this.parts.engine.options.limits },
      signal,
    );
    return 'bytes' in reply ? reply.bytes : undefined;
  }

  private async indexer(): Promise<Indexer> {
    let embedder = await this.parts.engine.embedder();
    // Another model may have been chosen while the embedder was made.
    while (embedder.model !== this.parts.models.target.model) embedder = await this.parts.engine.embedder();
    const { model, embeddings } = this.parts.models.target;
    return this.indexerOf(model, embeddings, embedder);
  }

  private indexerOf(model: Model, embeddings: Embeddings, embedder: Embedder): Indexer {
    return new Indexer({
      root: this.parts.root,
      table: this.parts.table,
      embeddings,
      cache: this.parts.cache,
      store: this.parts.cache.embeddings(modelVersion(model.card)),
      reader: { pool: this.parts.engine.readers, limits: this.parts.engine.options.limits },
      embedder,
      onRows: (rows) => this.parts.onRows(rows),
    });
  }
}
