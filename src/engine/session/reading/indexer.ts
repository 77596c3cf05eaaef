import type { ImageReply, ImageRequest } from '../../images/worker';
import type { ReadLimits } from '../../images/limits';
import type { ReadReply, StoredFacts } from '../../images/readImage';
import type { TensorShape } from '../../images/tensor';
import type { ScannedFile } from '../../dataset/scan';
import { join } from 'node:path';
import { QuarantinedError, type ProcessPool } from '../../jobs/processPool';
import type { Embedder } from '../../model/embedder';
import type { Cache, FileFact } from '../../store/cache';
import type { EmbeddingStore } from '../../store/embeddingStore';
import type { Embeddings } from './embeddings';
import { sameFile, type ImageTable } from '../imageTable';
import { HashFirst } from './hashFirst';
import { RateMeter, type Report } from '../../jobs/progress';
import { TimeSlice } from '../../jobs/timeSlice';

export interface Reader {
  readonly pool: ProcessPool<ImageRequest, ImageReply>;
  readonly limits: ReadLimits;
}

export interface IndexerParts {
  readonly root: string;
  readonly table: ImageTable;
  readonly embeddings: Embeddings;
  readonly cache: Cache<StoredFacts>;
  readonly reader: Reader;
  readonly embedder: Embedder;
  /** The embeddings of the embedder's model in the cache. */
  readonly store: EmbeddingStore;
  /** Told as rows become known, in small groups. */
  readonly onRows: (rows: Uint32Array) => void;
}

/** Files in flight: enough to keep readers and the model busy, few enough to keep memory flat. */
const inFlight = 64;
const announceEveryMs = 200;

/**
 * Reads what the cache does not know yet: decode once, store facts, thumbnail and embedding by content; of an image
 * whose facts are known only the model's input is made. Ends early when aborted; what is stored stays, so that the next
 * run goes on from there. A content that is known, from a copy or from the dataset in another place, is not decoded again.
 */
export class Indexer {
  private readonly embedding = new Map<string, Promise<Float32Array>>();
  /** Contents that are being read, by hash. */
  private readonly contents = new Set<string>();
  /** What came of contents that are no readable image, by hash: their copies are not tried again. */
  private readonly unreadable = new Map<string, FileFact>();
  private readonly hashFirst: HashFirst;
  private announced: number[] = [];
  private lastAnnounced = 0;

  constructor(private readonly parts: IndexerParts) {
    this.hashFirst = new HashFirst(parts.cache.knowsFiles);
  }

  /** Indexes `rows`; resolves to the number of files that had to be decoded. */
  async run(
    rows: readonly number[],
    report: Report,
    signal: AbortSignal,
    task: 'index' | 'embed' = 'index',
  ): Promise<number> {
    const meter = new RateMeter(task, rows.length, report);
    const active = new Set<Promise<void>>();
    const slice = new TimeSlice();
    // At once: growing by and by copies what is there each time.
    this.parts.embeddings.reserve(this.parts.table.length);
    /** Bytes of the files that are being read. */
    const sizes = new Set<number>();
    /** Of as many bytes as a file that was being read: when that is done, the cache may know them. */
    const sameSize: number[] = [];
    /** Of the same content as a file that was being read. */
    const copies: number[] = [];
    let read = 0;
    let failure: unknown;
    const known = (row: number): void => {
      this.announce(row);
      meter.step();
    };
    const begin = (row: number, size: number): void => {
      const work = this.read(row, signal)
        .then((outcome) => {
          if (outcome === 'read') read++;
          if (outcome === 'being read') copies.push(row);
          else known(row);
        })
        .catch((error: unknown) => {
          failure ??= error;
        })
        .finally(() => {
          active.delete(work);
          sizes.delete(size);
        });
      active.add(work);
      sizes.add(size);
    };
    const readAll = async (batch: readonly number[], isFirst = false): Promise<void> => {
      for (const row of batch) {
        if (signal.aborted || failure !== undefined) break;
        if (slice.isOver()) await slice.next();
        const { size } = this.parts.table.files[row];
        if (this.fromCache(row)) known(row);
        else if (isFirst && sizes.has(size)) sameSize.push(row);
        else {
          begin(row, size);
          if (active.size >= inFlight) await Promise.race(active);
        }
      }
      await Promise.all(active);
    };
    await readAll(rows, true);
    await readAll(sameSize);
    // Ends: each time at least one file of each content is read.
    while (copies.length > 0 && !signal.aborted && failure === undefined) await readAll(copies.splice(0));
    this.flushAnnounced();
    meter.finish();
    signal.throwIfAborted();
    if (failure !== undefined) throw failure;
    return read;
  }

  /** Fills a row from the cache alone; false when the file must be read. */
  private fromCache(row: number): boolean {
    const { table, cache, embeddings, store } = this.parts;
    const fact = cache.fileFact(table.files[row]);
    if (!fact) return false;
    if (fact.kind === 'image') {
      const embedding = store.get(fact.hash);
      if (!embedding || !cache.knowsImage(fact.hash)) return false;
      embeddings.set(row, embedding);
    }
    table.setFact(row, fact);
    return true;
  }

  /** Fills a row, unless its content is just being read for another. */
  private async read(row: number, signal: AbortSignal): Promise<'read' | 'known' | 'being read'> {
    const file = this.parts.table.files[row];
    const hash = await this.askHash(file, signal);
    if (hash === undefined) {
      await this.readFile(row, signal);
      return 'read';
    }
    const known = this.knownContent(hash);
    if (known && (await this.takeContent(row, file, known))) return 'known';
    // Nothing is awaited between this look and the claim: the hashes of two copies may come in one message.
    if (this.contents.has(hash)) return 'being read';
    this.contents.add(hash);
    const fact = await this.readFile(row, signal).finally(() => this.contents.delete(hash));
    if (fact && fact.kind !== 'image') this.unreadable.set(hash, fact);
    return 'read';
  }

  /** The hash of a file, where it is worth asking for and can be told. */
  private async askHash(file: ScannedFile, signal: AbortSignal): Promise<string | undefined> {
    const { cache, reader, root } = this.parts;
    if (cache.fileFact(file) || !this.hashFirst.isWorthIt(file.size)) return undefined;
    const request = { kind: 'content-hash', path: join(root, file.path), limits: reader.limits } as const;
    const reply = await this.tell(file, request, signal);
    return reply?.ok === true && 'hash' in reply ? reply.hash : undefined;
  }

  /** What is known of a content that was asked for. */
  private knownContent(hash: string): FileFact | undefined {
    const fact: FileFact | undefined = this.parts.cache.knowsImage(hash)
      ? { kind: 'image', hash }
      : this.unreadable.get(hash);
    this.hashFirst.note(fact !== undefined || this.contents.has(hash));
    return fact;
  }

  /** Fills a row from what is known of its content; false when more must be read: its embedding. */
  private async takeContent(row: number, file: ScannedFile, fact: FileFact): Promise<boolean> {
    await this.parts.cache.putFileFact(file, fact);
    return this.fromCache(row);
  }

  /** Reads one file whole; gives what is known of it then, or undefined where that holds for this moment only. */
  private async readFile(row: number, signal: AbortSignal): Promise<FileFact | undefined> {
    const { table, cache } = this.parts;
    const file = table.files[row];
    const known = await this.readTensor(row, signal);
    if (known) return known;
    const reply = await this.ask(file, signal);
    if (!reply.ok) {
      const fact: FileFact = { kind: reply.kind, reason: reply.reason, hash: reply.hash };
      // A file that changed while it was read is read again next time.
      if (!reply.passing) await cache.putFileFact(file, fact);
      this.fill(row, file, fact);
      return reply.passing ? undefined : fact;
    }
    const { facts, thumbnail, tensor } = reply;
    const embedding = await this.embed(facts.hash, tensor);
    await cache.putImage(facts.hash, facts, thumbnail);
    const fact: FileFact = { kind: 'image', hash: facts.hash };
    await cache.putFileFact(file, fact);
    this.fill(row, file, fact, embedding);
    return fact;
  }

  /** Sets what came of reading `file`, unless a rescan has found another file in its place: that one waits to be read. */
  private fill(row: number, file: ScannedFile, fact: FileFact, embedding?: Float32Array): void {
    const { table, embeddings } = this.parts;
    if (!sameFile(table.files[row], file)) return;
    if (embedding) embeddings.set(row, embedding);
    table.setFact(row, fact);
  }

  /** Embeds an image of which only the embedding is unknown; undefined when more must be read. */
  private async readTensor(row: number, signal: AbortSignal): Promise<FileFact | undefined> {
    const { table, cache, reader, root } = this.parts;
    const file = table.files[row];
    const fact = cache.fileFact(file);
    if (fact?.kind !== 'image' || !cache.knowsImage(fact.hash)) return undefined;
    const path = join(root, file.path);
    const request = { kind: 'network-input', path, tensor: this.shape, limits: reader.limits } as const;
    const reply = await this.tell(file, request, signal);
    // What changed or went meanwhile is the full read's to tell.
    if (!reply?.ok || !('tensor' in reply) || !('hash' in reply) || reply.hash !== fact.hash) return undefined;
    this.fill(row, file, fact, await this.embed(fact.hash, reply.tensor));
    return fact;
  }

  /** The answer to a lesser question, or undefined for a file that is left alone: the full read says so in words. */
  private async tell(file: ScannedFile, request: ImageRequest, signal: AbortSignal): Promise<ImageReply | undefined> {
    try {
      return await this.parts.reader.pool.run(file.path, request, signal);
    } catch (error) {
      if (error instanceof QuarantinedError) return undefined;
      throw error;
    }
  }

  private get shape(): TensorShape {
    const { size, crop } = this.parts.embedder.model.card.input;
    return { size, crop };
  }

  private async ask(file: ScannedFile, signal: AbortSignal): Promise<ReadReply> {
    const { reader, root } = this.parts;
    const request = { path: join(root, file.path), tensor: this.shape, limits: reader.limits };
    try {
      const reply = await reader.pool.run(file.path, request, signal);
      if (reply.ok && !('facts' in reply)) throw new Error('The image worker answered another question.');
      return reply;
    } catch (error) {
      if (error instanceof QuarantinedError)
        return {
          ok: false,
          kind: 'unreadable',
          reason: `Reading it stopped the reader twice: ${error.message}. It is left alone from now on.`,
        };
      throw error;
    }
  }

  private async embed(hash: string, tensor: Uint8Array): Promise<Float32Array> {
    const { store, embedder } = this.parts;
    const known = store.get(hash);
    if (known) return known;
    let pending = this.embedding.get(hash);
    if (!pending) {
      pending = embedder.embed(tensor).then(async (embedding) => {
        await store.put(hash, embedding);
        return embedding;
      });
      this.embedding.set(hash, pending);
      void pending.finally(() => this.embedding.delete(hash)).catch((_handledByTheCaller: unknown) => undefined);
    }
    return pending;
  }

  private announce(row: number): void {
    this.announced.push(row);
    if (performance.now() - this.lastAnnounced > announceEveryMs) this.flushAnnounced();
  }

  private flushAnnounced(): void {
    if (this.announced.length > 0) this.parts.onRows(Uint32Array.from(this.announced));
    this.announced = [];
    this.lastAnnounced = performance.now();
  }
}
