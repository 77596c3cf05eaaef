import type { Box } from '../../core/boxes';
import type { ReadLimits } from '../images/limits';
import type { NoImageReply } from '../images/readImage';
import { ProcessPool, QuarantinedError } from '../jobs/processPool';
import type { AnalyseReply, CollageReply, CollageRequest, CutReply, RefusedReply } from './collageRequests';
import type { DetectReply } from './detectCollage';
import type { CutOptions } from '../../core/collage/cutOptions';
import { DEFAULT_SETTINGS, type SheetSettings } from '../../core/collage/sheetSettings';

export interface SplitterOptions {
  /** The bundled collage worker. */
  readonly program: string;
  /** Processes for sheets of a batch; one more serves the sheet on screen while there is one. */
  readonly size: number;
  readonly limits: ReadLimits;
  /** Seconds for one sheet. */
  readonly timeLimit?: number;
  readonly memoryLimitMB?: number;
}

/** A sheet that took its worker down, every time it was tried. */
export interface CrashedReply {
  readonly ok: false;
  readonly kind: 'crashed';
  readonly reason: string;
}

export type SplitResult = AnalyseReply | NoImageReply | RefusedReply | CrashedReply;
export type DetectResult = DetectReply | NoImageReply | RefusedReply | CrashedReply;
export type CutResult = CutReply | NoImageReply | RefusedReply | CrashedReply;

/** Splits sheets in worker processes. A sheet that kills its worker costs that sheet. Aborting rejects the promise. */
export class CollageSplitter {
  private readonly batch: ProcessPool<CollageRequest, CollageReply>;
  /** Its one process keeps the sheet on screen decoded. */
  private readonly screen: ProcessPool<CollageRequest, CollageReply>;
  private readonly limits: ReadLimits;

  constructor(options: SplitterOptions) {
    const common = {
      program: options.program,
      inFlight: 2,
      timeLimit: options.timeLimit ?? 60,
      memoryLimitMB: options.memoryLimitMB ?? 1500,
    };
    this.limits = options.limits;
    this.batch = new ProcessPool({ ...common, size: options.size, isBackground: true });
    this.screen = new ProcessPool({ ...common, size: 1, inFlight: 1 });
  }

  /** Process ids of the running workers. */
  get pids(): number[] {
    return [...this.batch.pids, ...this.screen.pids];
  }

  /** Boxes of one file of many. `path` is absolute. */
  splitFile(path: string, settings: SheetSettings = DEFAULT_SETTINGS, signal?: AbortSignal): Promise<SplitResult> {
    return this.analyse(this.batch, path, settings, false, signal);
  }

  /** Boxes of the sheet on screen: its decoded pixels stay with the worker, so a moved slider costs little. */
  previewFile(path: string, settings: SheetSettings, signal?: AbortSignal): Promise<SplitResult> {
    return this.analyse(this.screen, path, settings, true, signal);
  }

  /** Tells whether an indexed file is a sheet, and of how many parts. `path` is absolute, `hash` that of its bytes. */
  async detectFile(
    file: { readonly path: string; readonly hash: string; readonly thumbnail: Uint8Array },
    signal?: AbortSignal,
  ): Promise<DetectResult> {
    const reply = await this.run(this.batch, { kind: 'detect', ...file, limits: this.limits }, signal);
    if (reply.ok && !('parts' in reply)) throw new Error('The worker answered another question');
    return reply;
  }

  /**
   * Cuts boxes into an existing folder as `1.png`, `2.png`, …; refused as `changed` when the file's hash is no longer
   * `hash`. A failed cut may leave files behind: the folder is the caller's to throw away.
   */
  async cutFile(
    sheet: { readonly path: string; readonly hash: string },
    boxes: readonly Box[],
    folder: string,
    options: CutOptions,
    signal?: AbortSignal,
  ): Promise<CutResult> {
    const request: CollageRequest = { kind: 'cut', ...sheet, boxes, folder, options, limits: this.limits };
    const reply = await this.run(this.batch, request, signal);
    if (reply.ok && !('crops' in reply)) throw new Error('The worker answered another question');
    return reply;
  }

  async dispose(): Promise<void> {
    await Promise.all([this.batch.dispose(), this.screen.dispose()]);
  }

  private async analyse(
    pool: ProcessPool<CollageRequest, CollageReply>,
    path: string,
    settings: SheetSettings,
    keep: boolean,
    signal: AbortSignal | undefined,
  ): Promise<SplitResult> {
    const reply = await this.run(pool, { kind: 'analyse', path, settings, keep, limits: this.limits }, signal);
    if (reply.ok && !('boxes' in reply)) throw new Error('The worker answered another question');
    return reply;
  }

  private async run(
    pool: ProcessPool<CollageRequest, CollageReply>,
    request: CollageRequest,
    signal: AbortSignal | undefined,
  ): Promise<CollageReply | CrashedReply> {
    try {
      return await pool.run(request.path, request, signal);
    } catch (error) {
      if (error instanceof QuarantinedError) return { ok: false, kind: 'crashed', reason: error.message };
      throw error;
    }
  }
}
