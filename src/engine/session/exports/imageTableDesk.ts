import { isAbsolute } from 'node:path';
import { UserError } from '../../errors';
import { imageRecords } from '../../exchange/imageRecords';
import { requireRead } from '../../exchange/readImages';
import { writeImageTable } from '../../exchange/writeImageTable';
import type { Described } from '../describe';
import { pathBelow } from '../../pathBelow';
import { Turns } from '../../jobs/turns';

export interface ImageTableParts {
  readonly root: string;
  readonly described: () => Described;
  /** Resolves when what is being read and ranked in the background is done, or was cancelled. */
  readonly settled: () => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/** Decisions come in bursts: the table is written when the hand rests for so long. */
const restMs = 1000;

/** The table of all images with decisions and scores, for a notebook: written once, or kept up to date while open. */
export class ImageTableDesk {
  private kept: string | undefined;
  private timer: NodeJS.Timeout | undefined;
  private readonly turns = new Turns();

  constructor(private readonly parts: ImageTableParts) {}

  /**
   * Resolves to the number of images. Throws `UserError` for a place inside the dataset, where it cannot be written,
   * and while files are not read yet.
   */
  async write(path: string): Promise<{ images: number }> {
    this.requireOutside(path);
    requireRead(this.parts.described().table);
    return { images: await this.enqueue(path) };
  }

  /** Writes the table once all images are read, and after every change; undefined: no longer. */
  async keep(path: string | undefined): Promise<{ images: number }> {
    if (path === undefined) {
      await this.close();
      this.kept = undefined;
      return { images: 0 };
    }
    this.requireOutside(path);
    const before = this.kept;
    // From here on, so that a change while it is written the first time has it written again.
    this.kept = path;
    try {
      // What is not read yet is in no table: an earlier one would lose its rows.
      await this.parts.settled();
      // Given up, or kept elsewhere, meanwhile.
      if (this.kept !== path) return { images: 0 };
      return await this.write(path);
    } catch (error) {
      if (this.kept === path) this.kept = before;
      throw error;
    }
  }

  /** Decisions, scores or images changed. */
  touched(): void {
    if (this.kept === undefined || this.timer) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      if (this.isRead) this.writeKept().catch(this.parts.onError);
      else this.touched();
    }, restMs);
    // What is still to be written at the end is written by `close`.
    this.timer.unref();
  }

  /** Writes what waits. */
  async close(): Promise<void> {
    const isDue = this.timer !== undefined;
    clearTimeout(this.timer);
    this.timer = undefined;
    if (isDue && this.isRead) await this.writeKept().catch(this.parts.onError);
    await this.turns.settled();
  }

  private async writeKept(): Promise<void> {
    if (this.kept !== undefined) await this.enqueue(this.kept);
  }

  private get isRead(): boolean {
    return !this.parts.described().table.status.includes('waiting');
  }

  /** One table is written after another. */
  private enqueue(path: string): Promise<number> {
    return this.turns.run(() => writeImageTable(path, imageRecords(this.parts.described())));
  }

  private requireOutside(path: string): void {
    if (!isAbsolute(path)) throw new UserError(`${path} is no absolute path.`);
    if (pathBelow(this.parts.root, path) !== undefined)
      throw new UserError(`${path} lies in the dataset. Choose a place outside it.`);
  }
}
