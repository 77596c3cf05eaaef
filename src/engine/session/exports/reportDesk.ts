import { findingKinds } from '../../../core/findings/finding';
import { plainName } from '../../../core/report/escapeName';
import { reportHtml } from '../../../core/report/reportHtml';
import type { ReportFacts, WorstImage } from '../../../core/report/reportFacts';
import { bytesOf } from '../../bytes';
import { UserError } from '../../errors';
import type { SheetTile } from '../../images/contactSheet';
import type { ImageReply, ImageRequest } from '../../images/worker';
import type { ProcessPool } from '../../jobs/processPool';
import { seededRandom, shuffle } from '../../model/head/random';
import { findingKindInWords } from '../findings/findingKindInWords';
import type { HistoryEntry } from '../../changes/journal/history';
import { summarise, type Described } from '../describe';
import type { FindingsDesk } from '../findings/findingsDesk';
import type { MapDesk } from '../viewing/mapDesk';
import type { ReviewDesk } from '../reviewing/reviewDesk';
import { runQuery } from '../viewing/view';

export interface ReportParts {
  readonly described: () => Described;
  readonly findings: FindingsDesk;
  readonly review: ReviewDesk;
  readonly map: MapDesk;
  /** Name of the model that the embeddings are of. */
  readonly model: () => string;
  readonly history: () => Promise<readonly HistoryEntry[]>;
  readonly thumbnail: (row: number) => Uint8Array | undefined;
  /** The query that was last asked. */
  readonly query: () => string;
  readonly readers: () => ProcessPool<ImageRequest, ImageReply>;
  readonly seed: number;
}

export interface SheetOptions {
  /** Undefined: the one in force. */
  readonly query?: string;
  readonly columns: number;
  readonly rows: number;
  readonly format: 'png' | 'jpeg';
}

export interface ReportOptions {
  /** Doubtful images that are shown at most. */
  readonly images: number;
  /** Whether the embedding map is in it; laid out where there is none. */
  readonly map: boolean;
}

const pendingWords = {
  relabel: 'relabel',
  delete: 'delete',
  'set-aside': 'set aside',
  restore: 'restore',
  convert: 'convert',
  rename: 'rename',
  split: 'split into parts',
} as const;

/** Tells of one dataset in a page to be passed on. */
export class ReportDesk {
  constructor(private readonly parts: ReportParts) {}

  /** The page, whole. Rejects with the signal's reason when aborted. */
  async html(options: ReportOptions, signal: AbortSignal): Promise<string> {
    return reportHtml(await this.facts(options, signal));
  }

  /** A seeded random sample of a query in the query's order. Throws `UserError` where it finds no image. */
  async contactSheet(
    { query = this.parts.query(), columns, rows, format }: SheetOptions,
    signal: AbortSignal,
  ): Promise<{ bytes: Uint8Array; images: number; from: number }> {
    const { readers, seed, thumbnail } = this.parts;
    const dataset = this.parts.described();
    const { table } = dataset;
    const found = runQuery(dataset, query, 'name').order.filter((row) => table.isImage(row));
    const places = shuffle(Int32Array.from(found.keys()), seededRandom(seed))
      .subarray(0, columns * rows)
      .sort();
    const tiles = Array.from(places).flatMap((place): SheetTile[] => {
      const row = found[place];
      const picture = thumbnail(row);
      const path = plainName(table.path(row));
      const given = plainName(table.className(table.given[row]) ?? 'unsorted');
      return picture ? [{ picture, caption: [given, path.slice(path.lastIndexOf('/') + 1)] }] : [];
    });
    if (tiles.length === 0) throw new UserError('This query finds no image that was read.');
    const asked = query.trim() === '' ? '' : ` · ${plainName(query)}`;
    const title = `${plainName(dataset.name)}${asked} · ${tiles.length} of ${found.length}`;
    const name = `contact sheet of ${dataset.name}`;
    const reply = await readers().run(name, { kind: 'contact-sheet', tiles, columns, title, format }, signal);
    if (!('sheet' in reply)) throw new Error('The image worker gave no contact sheet.');
    return { bytes: reply.sheet, images: tiles.length, from: found.length };
  }

  private async facts({ images, map }: ReportOptions, signal: AbortSignal): Promise<ReportFacts> {
    const findings = await this.countFindings(signal);
    const places = map ? await this.places(signal) : undefined;
    const applies = await this.parts.history();
    signal.throwIfAborted();
    const dataset = this.parts.described();
    const summary = summarise(dataset);
    const isRanked = dataset.scores !== undefined;
    const { ranking } = summary;
    return {
      ...summary,
      when: new Date().toISOString(),
      model: this.parts.model(),
      ...(dataset.scores?.source !== undefined && { judge: dataset.scores.source }),
      ...(!isRanked && { unranked: ranking.kind === 'none' ? ranking.reason : 'The labels were not judged yet.' }),
      ...(isRanked && {
        review: (await this.parts.review.report('', signal)).whole,
        matrix: this.parts.findings.matrix(),
      }),
      ...(places && { map: places }),
      worst: isRanked ? this.worst(dataset, images) : [],
      findings,
      pending: Object.entries(pendingWords).map(([kind, what]) => ({
        what,
        images: summary.pending[kind as keyof typeof pendingWords],
      })),
      applies,
    };
  }

  private async countFindings(signal: AbortSignal): Promise<ReportFacts['findings']> {
    const counts = new Map<string, { name: string; open: number; pending: number; kept: number; dismissed: number }>();
    // Doubted labels have numbers and pictures of their own.
    const kinds = findingKinds.filter((kind) => kind !== 'label');
    for await (const { kind, type, state } of this.parts.findings.all(kinds, signal)) {
      const name = findingKindInWords(kind, type);
      const own = counts.get(name) ?? { name, open: 0, pending: 0, kept: 0, dismissed: 0 };
      own[state]++;
      counts.set(name, own);
    }
    return [...counts.values()];
  }

  private async places(signal: AbortSignal): Promise<ReportFacts['map']> {
    const { rows, x, y } = await this.parts.map.map(false, signal);
    return { x, y, given: this.parts.map.facts(rows).given };
  }

  private worst(dataset: Described, most: number): WorstImage[] {
    const { table, scores } = dataset;
    const { order } = runQuery(dataset, 'is:suspicious is:undecided', 'suspicion');
    return Array.from(order.subarray(0, most), (row) => {
      const bytes = this.parts.thumbnail(row);
      return {
        path: table.path(row),
        given: table.className(table.given[row]) ?? 'unsorted',
        suggested: table.className(scores?.predicted[row] ?? -1) ?? '',
        confidence: scores?.confidence[row] ?? NaN,
        ...(bytes && { picture: dataUrl(bytes) }),
      };
    });
  }
}

/** Thumbnails are JPEG, or WebP where the picture is transparent. */
function dataUrl(bytes: Uint8Array): string {
  const type = bytes[0] === 0xff ? 'jpeg' : 'webp';
  return `data:image/${type};base64,${bytesOf(bytes).toString('base64')}`;
}
