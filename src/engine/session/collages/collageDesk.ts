import { join } from 'node:path';
import type { Box } from '../../../core/boxes';
import { packBoxes } from '../../../core/collage/packedBoxes';
import type { SheetSettings } from '../../../core/collage/sheetSettings';
import type { SplitDecision, SplitOptions } from '../../../core/collage/splitDecision';
import { defaultSplitOptions } from '../../../core/collage/splitDefaults';
import type { Decision } from '../../../core/decisions/decision';
import type { FoundSheets, Sheet, SheetBoxes, SourceSheet } from '../../../protocol/collages';
import type { WrittenCrop } from '../../changes/files/crops';
import { lstatIfThere } from '../../changes/files/directories';
import { diskOps } from '../../changes/files/fileOps';
import type { CollageSplitter, SplitResult } from '../../collage/collageSplitter';
import { UserError } from '../../errors';
import { inLanes } from '../../jobs/inLanes';
import { RateMeter } from '../../jobs/progress';
import type { JobCall } from '../../jobs/progress';
import { withEitherSignal } from '../../jobs/withEitherSignal';
import type { DatasetState } from '../datasetState';
import { decisionOf } from '../describe';
import type { ImageTable } from '../imageTable';
import { keptFiles } from '../applying/putBack';

export interface CollageParts {
  readonly table: ImageTable;
  readonly state: DatasetState;
  readonly splitter: () => CollageSplitter;
  /** Pixels of an upright image by its content; undefined when it was never read. */
  readonly sizeOf: (hash: string) => { readonly width: number; readonly height: number } | undefined;
  /** Sheets looked at together. */
  readonly lanes: number;
  /** What was chosen is not remembered. */
  readonly onError: (error: unknown) => void;
}

/** What a batch found on a sheet: the content that it looked at, and the boxes. */
interface Found {
  readonly hash: string;
  readonly settings: SheetSettings;
  readonly boxes: readonly Box[];
}

/** Splitting collages of one open dataset: what is on the sheets, what was decided, and where crops came from. */
export class CollageDesk {
  /** By row, what the last batch found. */
  private readonly found = new Map<number, Found>();
  private running: AbortController | undefined;
  private lastRead: { readonly key: string; readonly crops: Promise<readonly WrittenCrop[]> } | undefined;

  constructor(private readonly parts: CollageParts) {}

  async sheet(row: number): Promise<Sheet> {
    const { table, state } = this.parts;
    const path = this.pathOf(row);
    const decision = decisionOf(table, state.decisions, row);
    const hash = table.hashes[row];
    const standing = new Set(table.hashes.filter((_, other) => table.isImage(other)));
    const crops = (await this.written()).filter((crop) => crop.origin.hash === hash && standing.has(crop.hash));
    return {
      ...{ row, path, options: this.options, crops: crops.length },
      ...(hash !== undefined && { hash }),
      ...(decision?.kind === 'split' && { decision }),
    };
  }

  /** Throws `UserError` where the file cannot be read, or where the settings make no sense. */
  async boxes(row: number, settings: SheetSettings, signal: AbortSignal): Promise<SheetBoxes> {
    const path = this.pathOf(row);
    const reply = await this.parts.splitter().previewFile(this.file(path), settings, signal);
    if (!reply.ok) throw new UserError(reply.reason);
    return boxesOf(reply);
  }

  /** Looks at many sheets. Cancelled, it gives what it has. A sheet that was split before is left out. */
  async find(rows: Uint32Array, settings: SheetSettings, call: JobCall): Promise<FoundSheets> {
    this.running?.abort(new UserError('Started anew.'));
    const controller = (this.running = new AbortController());
    try {
      return await withEitherSignal([controller.signal, call.signal], (signal) =>
        this.findUntil(rows, settings, { ...call, signal }),
      );
    } finally {
      if (this.running === controller) this.running = undefined;
    }
  }

  private async findUntil(rows: Uint32Array, settings: SheetSettings, call: JobCall): Promise<FoundSheets> {
    const { table, lanes } = this.parts;
    const { signal } = call;
    const before = new Set(rows.length === 1 ? [] : await this.amongSplit(rows));
    const wanted = [...rows].filter((row) => row < table.length && !before.has(row));
    const meter = new RateMeter('split', wanted.length, call.report);
    const sheets: { row: number; parts: number; doubt: number; isCollage: boolean }[] = [];
    const failed: { path: string; reason: string }[] = [];
    try {
      await inLanes(wanted, lanes * 2, async (row) => {
        const path = table.path(row);
        const reply = await this.parts.splitter().splitFile(this.file(path), settings, signal);
        if (reply.ok) {
          const { boxes, doubt, isCollage } = reply;
          sheets.push({ row, parts: boxes.length, doubt, isCollage });
          this.found.set(row, { hash: reply.hash, settings, boxes });
        } else failed.push({ path, reason: reply.reason });
        meter.step();
      });
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      meter.finish();
    }
    sheets.sort((a, b) => b.doubt - a.doubt || a.row - b.row);
    return {
      rows: Uint32Array.from(sheets, ({ row }) => row),
      parts: Uint32Array.from(sheets, ({ parts }) => parts),
      doubt: Float32Array.from(sheets, ({ doubt }) => doubt),
      isCollage: Uint8Array.from(sheets, ({ isCollage }) => (isCollage ? 1 : 0)),
      failed,
      splitBefore: rows.length - wanted.length,
      cancelled: signal.aborted,
    };
  }

  cancel(): void {
    this.running?.abort(new UserError('Cancelled.'));
  }

  /** The split of a sheet as the last batch found it; undefined where there is nothing to cut. */
  proposed(row: number, options: SplitOptions): SplitDecision | undefined {
    const found = this.found.get(row);
    const hash = this.parts.table.hashes[row];
    // What is not read yet is read before it is decided on; a sheet that changed meanwhile is another one.
    if (!found || found.boxes.length === 0 || (hash !== undefined && found.hash !== hash)) return undefined;
    return { kind: 'split', ...options, settings: found.settings, parts: found.boxes };
  }

  /**
   * What a person chooses for one sheet is where the next begins; where that fails it is said, and what was decided stands
   * all the same.
   */
  async remember(decision: Decision | null): Promise<void> {
    if (decision?.kind !== 'split') return;
    const { settings, cut, target, sheet } = decision;
    await this.rememberOptions({ settings, cut, target, sheet }).catch(this.parts.onError);
  }

  async rememberOptions(options: SplitOptions): Promise<void> {
    if (JSON.stringify(options) !== JSON.stringify(this.options)) await this.parts.state.prefer({ collage: options });
  }

  async source(row: number): Promise<SourceSheet | null> {
    const { table, state } = this.parts;
    const hash = table.hashes[row];
    const alike = (await this.written()).filter((written) => written.hash === hash);
    const crop = await this.chooseCrop(alike, table.path(row));
    if (!crop) return null;
    const { origin, sheet } = crop;
    const { part, box } = origin;
    const size = this.parts.sizeOf(origin.hash);
    const stands = table.hashes.findIndex((known, other) => known === origin.hash && table.isImage(other));
    if (stands >= 0) {
      const path = table.path(stands);
      return { path, place: 'dataset', row: stands, file: this.file(path), part, box, ...size };
    }
    const kept = (await keptFiles(state.changes)).find((entry) => entry.hash === origin.hash);
    if (!kept) return { path: sheet, place: 'gone', part, box, ...size };
    const file = state.changes?.stateFile(kept.statePath);
    return { path: sheet, place: kept.place, ...(file !== undefined && { file }), part, box, ...size };
  }

  /** Crops of the same bytes (a sheet of equal symbols) are told apart by where they were written. */
  private async chooseCrop(alike: readonly WrittenCrop[], path: string): Promise<WrittenCrop | undefined> {
    if (alike.length < 2) return alike[0];
    const origin = (await this.parts.state.changes?.origins())?.get(path);
    return alike.findLast((crop) => crop.path === path || crop.path === origin) ?? alike.at(-1);
  }

  rowsOf(paths: readonly string[]): Uint32Array {
    const { table } = this.parts;
    const wanted = new Set(paths);
    const isBelow = (path: string): boolean => paths.some((folder) => folder === '' || path.startsWith(`${folder}/`));
    const rows = Array.from({ length: table.length }, (_, row) => row).filter((row) => {
      const path = table.path(row);
      return table.status[row] !== 'missing' && table.status[row] !== 'skipped' && (wanted.has(path) || isBelow(path));
    });
    return Uint32Array.from(rows);
  }

  private get options(): SplitOptions {
    return this.parts.state.preferences.collage ?? defaultSplitOptions;
  }

  /** Hashes of the sheets whose crops were written: they propose nothing again. */
  async splitBefore(): Promise<ReadonlySet<string>> {
    return new Set((await this.written()).map(({ origin }) => origin.hash));
  }

  /** Those of `rows` whose content was split before. */
  async amongSplit(rows: Uint32Array): Promise<Uint32Array> {
    const before = await this.splitBefore();
    return rows.filter((row) => before.has(this.parts.table.hashes[row] ?? ''));
  }

  /** All crops that applies wrote. Read anew only when the journal has grown: every image that is looked at asks for it. */
  async written(): Promise<readonly WrittenCrop[]> {
    const { changes } = this.parts.state;
    if (!changes) return [];
    const there = await lstatIfThere(diskOps, changes.journalPath);
    if (!there) return [];
    const key = `${there.size} ${there.mtimeNs}`;
    if (this.lastRead?.key !== key) this.lastRead = { key, crops: changes.crops() };
    return this.lastRead.crops;
  }

  private pathOf(row: number): string {
    const { table } = this.parts;
    if (row >= table.length) throw new UserError(`There is no image number ${row}.`);
    return table.path(row);
  }

  private file(path: string): string {
    return join(this.parts.state.root, path);
  }
}

function boxesOf({
  hash,
  width,
  height,
  boxes,
  grid,
  isCollage,
  score,
  doubt,
}: SplitResult & { ok: true }): SheetBoxes {
  return { hash, width, height, boxes: packBoxes(boxes), ...(grid && { grid }), isCollage, score, doubt };
}
