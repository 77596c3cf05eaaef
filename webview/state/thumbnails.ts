import { CancellationTokenSource, type CancellationToken } from 'vscode-jsonrpc';
import type { PackedImages } from '../../src/protocol/dataset';
import { Signal } from './signal';

/** A decoded picture that can stand in a cell. */
export type Picture = HTMLImageElement;

interface Entry {
  readonly picture: Picture;
  readonly bytes: number;
}

interface Batch {
  readonly rows: ReadonlySet<number>;
  readonly cancel: CancellationTokenSource;
}

const batchSize = 48;
const inFlightLimit = 2;

/**
 * Thumbnails by row. Only what is wanted now is fetched, the first of it first; a batch that nobody waits for any more
 * is cancelled. Holds at most `limit` bytes of files and drops what was looked at longest ago.
 */
export class Thumbnails {
  /** Rows whose picture has become ready. */
  readonly ready = new Signal<readonly number[]>();
  private readonly entries = new Map<number, Entry>();
  private readonly batches = new Set<Batch>();
  /** Rows for which there was no thumbnail yet; the engine says when there is. */
  private readonly absent = new Set<number>();
  private wanted: readonly number[] = [];
  private decoded: number[] = [];
  private bytes = 0;

  constructor(
    private readonly fetch: (rows: Uint32Array, token: CancellationToken) => Promise<PackedImages>,
    private readonly decode: (bytes: Uint8Array<ArrayBuffer>) => Promise<Picture | undefined>,
    private readonly failed: (error: unknown) => void,
    private readonly limit = 64_000_000,
  ) {}

  picture(row: number): Picture | undefined {
    const entry = this.entries.get(row);
    if (!entry) return undefined;
    this.entries.delete(row);
    this.entries.set(row, entry);
    return entry.picture;
  }

  /** True when the engine had no thumbnail of this row so far. */
  isAbsent(row: number): boolean {
    return this.absent.has(row);
  }

  /** Says what is looked at, the most urgent first; what was wanted before is forgotten. */
  want(rows: readonly number[]): void {
    this.wanted = rows;
    const still = new Set(rows);
    for (const batch of this.batches) if (![...batch.rows].some((row) => still.has(row))) batch.cancel.cancel();
    this.pump();
  }

  /** Takes thumbnails that came without being asked for. */
  take(packed: PackedImages): void {
    const rows = Array.from(packed.rows);
    this.ask(rows, () => Promise.resolve(packed));
  }

  /** The pictures of these rows may have changed. */
  outdate(rows: Uint32Array | 'all'): void {
    if (rows === 'all') {
      this.absent.clear();
      for (const row of [...this.entries.keys()]) this.remove(row);
    } else
      for (const row of rows) {
        this.absent.delete(row);
        this.remove(row);
      }
    this.pump();
  }

  private pump(): void {
    if (this.batches.size >= inFlightLimit) return;
    const asked = (row: number) => [...this.batches].some((batch) => batch.rows.has(row));
    const rows: number[] = [];
    for (const row of this.wanted) {
      if (rows.length === batchSize) break;
      if (!this.entries.has(row) && !this.absent.has(row) && !asked(row)) rows.push(row);
    }
    if (rows.length === 0) return;
    this.ask(rows, (token) => this.fetch(Uint32Array.from(rows), token));
    this.pump();
  }

  private ask(rows: readonly number[], fetch: (token: CancellationToken) => Promise<PackedImages>): void {
    const batch = { rows: new Set(rows), cancel: new CancellationTokenSource() };
    this.batches.add(batch);
    void this.load(fetch(batch.cancel.token))
      .catch((error: unknown) => {
        if (batch.cancel.token.isCancellationRequested) return;
        this.wanted = [];
        this.failed(error);
      })
      .finally(() => {
        this.batches.delete(batch);
        batch.cancel.dispose();
        this.pump();
      });
  }

  private async load(fetched: Promise<PackedImages>): Promise<void> {
    const packed = await fetched;
    await Promise.all(
      Array.from(packed.rows, async (row, i) => {
        const bytes = Uint8Array.from(packed.bytes.subarray(packed.offsets[i], packed.offsets[i + 1]));
        const picture = bytes.length > 0 ? await this.decode(bytes) : undefined;
        if (picture) this.keep(row, { picture, bytes: bytes.length });
        else this.absent.add(row);
        this.tellSoon(row);
      }),
    );
  }

  /** Pictures appear as they are decoded, but the grid is told once a frame. */
  private tellSoon(row: number): void {
    if (this.decoded.push(row) > 1) return;
    requestAnimationFrame(() => {
      this.ready.emit(this.decoded);
      this.decoded = [];
    });
  }

  private keep(row: number, entry: Entry): void {
    this.remove(row);
    this.entries.set(row, entry);
    this.bytes += entry.bytes;
    for (const oldest of this.entries.keys()) {
      if (this.bytes <= this.limit) break;
      this.remove(oldest);
    }
  }

  private remove(row: number): void {
    const entry = this.entries.get(row);
    if (!entry) return;
    this.entries.delete(row);
    this.bytes -= entry.bytes;
  }
}
