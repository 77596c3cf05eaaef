import { join } from 'node:path';
import type { CollageSplitter } from '../../collage/collageSplitter';
import type { CollageVerdict } from '../../collage/collageVerdict';
import { collageScore, type SearchedPicture } from '../../findings/collage';
import { UserError } from '../../errors';
import { counted } from '../../../core/words';
import { inLanes } from '../../jobs/inLanes';
import { RateMeter, type Report } from '../../jobs/progress';
import { restBefore } from '../../jobs/rest';
import { TimeSlice } from '../../jobs/timeSlice';
import type { ImageTable } from '../imageTable';

export interface CollageSearchParts {
  readonly root: string;
  readonly table: ImageTable;
  readonly cache: {
    thumbnail(hash: string): Uint8Array | undefined;
    collageVerdict(hash: string): CollageVerdict | undefined;
    putCollageVerdict(hash: string, verdict: CollageVerdict): Promise<void>;
  };
  readonly splitter: () => Pick<CollageSplitter, 'detectFile'>;
  /** Pictures searched at once. */
  readonly lanes: number;
}

/** A file that could not be searched. */
export interface Unsearched {
  readonly path: string;
  readonly reason: string;
}

export interface BackgroundSearch {
  readonly report: Report;
  /** More sheets were found. */
  readonly onNews: () => void;
  readonly onFailed: (failed: readonly Unsearched[]) => void;
  readonly onError: (error: unknown) => void;
}

/** Milliseconds between two tellings of new sheets: findings are counted anew at each. */
const newsEveryMs = 5000;

/**
 * Searches the images of a dataset for sheets of several pictures. What the cache knows is not searched again; the
 * rest is judged by its thumbnail, and only what may be a sheet is read anew.
 */
export class CollageSearch {
  /** Sheets by content hash; what is no sheet is not held. */
  private readonly sheets = new Map<string, CollageVerdict>();
  private ending: AbortController | undefined;

  constructor(private readonly parts: CollageSearchParts) {}

  /** The sheets found so far, by row of the table, without those of the content hashes `except`. */
  found(except: ReadonlySet<string> = new Set()): SearchedPicture[] {
    const found: SearchedPicture[] = [];
    for (const { row, hash } of this.images()) {
      const verdict = this.sheets.get(hash);
      if (verdict && !except.has(hash)) found.push({ row, ...verdict });
    }
    return found;
  }

  /** Searches in the background, in place of a search that still runs. */
  start({ report, onNews, onFailed, onError }: BackgroundSearch): void {
    this.stop();
    const { signal } = (this.ending = new AbortController());
    this.run(report, signal, onNews)
      .then((failed) => {
        if (failed.length > 0) onFailed(failed);
      })
      .catch((error: unknown) => {
        if (!signal.aborted) onError(error);
      });
  }

  stop(): void {
    this.ending?.abort(new UserError('Cancelled.'));
    this.ending = undefined;
  }

  /**
   * Searches what is new. Resolves to the files that could not be searched, with the reason; an abort rejects, and what
   * was found until then stays. `onNews` is told now and then that there are more sheets.
   */
  async run(report: Report, signal: AbortSignal, onNews: () => void = () => undefined): Promise<Unsearched[]> {
    const waiting = await this.waiting(signal);
    if (this.sheets.size > 0) onNews();
    const failed: Unsearched[] = [];
    if (waiting.length === 0) return failed;
    const meter = new RateMeter('collages', waiting.length, report);
    let sheets = this.sheets.size;
    let told = performance.now();
    try {
      await inLanes(waiting, this.parts.lanes, async (one) => {
        signal.throwIfAborted();
        await restBefore(signal);
        const reason = await this.judge(one, signal);
        if (reason !== undefined) failed.push({ path: this.parts.table.path(one.row), reason });
        meter.step();
        if (this.sheets.size > sheets && performance.now() - told > newsEveryMs) {
          sheets = this.sheets.size;
          told = performance.now();
          onNews();
        }
      });
    } finally {
      meter.finish();
    }
    onNews();
    return failed;
  }

  private *images(): Generator<{ readonly row: number; readonly hash: string }> {
    const { table } = this.parts;
    for (let row = 0; row < table.length; row++) {
      const hash = table.isImage(row) ? table.hashes[row] : undefined;
      if (hash !== undefined) yield { row, hash };
    }
  }

  /** One row of each content that nothing is known of. */
  private async waiting(signal: AbortSignal): Promise<{ readonly row: number; readonly hash: string }[]> {
    const slice = new TimeSlice();
    const waiting = new Map<string, number>();
    for (const { row, hash } of this.images()) {
      if (slice.isOver()) await slice.next(signal);
      if (waiting.has(hash) || this.sheets.has(hash)) continue;
      const known = this.parts.cache.collageVerdict(hash);
      if (known) this.hold(hash, known);
      else waiting.set(hash, row);
    }
    return Array.from(waiting, ([hash, row]) => ({ row, hash }));
  }

  /** Judges one picture; why that was not possible, if it was not. */
  private async judge(
    { row, hash }: { readonly row: number; readonly hash: string },
    signal: AbortSignal,
  ): Promise<string | undefined> {
    const { cache, root, table, splitter } = this.parts;
    const thumbnail = cache.thumbnail(hash);
    if (!thumbnail) return undefined;
    const reply = await splitter().detectFile({ path: join(root, table.path(row)), hash, thumbnail }, signal);
    if (!reply.ok) {
      // What crashed will crash again; a file that changed or went is for the next scan.
      if (reply.kind !== 'crashed') return undefined;
      await cache.putCollageVerdict(hash, { parts: 0, score: 0 });
      return reply.reason;
    }
    const { parts, score } = reply;
    this.hold(hash, { parts, score });
    await cache.putCollageVerdict(hash, { parts, score });
    return undefined;
  }

  private hold(hash: string, verdict: CollageVerdict): void {
    if (verdict.score >= collageScore) this.sheets.set(hash, verdict);
  }
}

/** What to tell of files that could not be searched. */
export function unsearched(failed: readonly Unsearched[]): string {
  const names = failed.slice(0, 3).map(({ path, reason }) => `${path} (${reason})`);
  const more = failed.length > names.length ? ` and ${failed.length - names.length} more` : '';
  return `${counted(failed.length, 'image')} could not be searched for collages: ${names.join(', ')}${more}.`;
}
