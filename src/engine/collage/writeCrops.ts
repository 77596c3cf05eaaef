import { mkdir, readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { cropName } from '../../core/collage/cropName';
import { foldName } from '../../core/freeName';
import { openStagingArea, stagingPart, type StagingArea } from '../changes/files/stagingArea';
import { hasBytes } from '../changes/files/hasBytes';
import { moveToNewName } from '../changes/files/moveToNewName';
import type { Box } from '../../core/boxes';
import { errorReason, isSystemError, refused } from '../errors';
import type { RefusedReply } from './collageRequests';
import type { CollageSplitter, CutResult } from './collageSplitter';

/** Scans pass over such names. */
const stagingPrefix = '.winnow-crops-';

interface Sheet {
  readonly path: string;
  readonly hash: string;
}

/** A sheet's place among those whose crops want the same names. */
interface Turn {
  readonly comes: Promise<void>;
  readonly end: () => void;
}

/**
 * The folder that crops are written into as `<name>_<i>.png`, i from 1. Never over an existing file: a taken name gets the
 * next number, and a crop that is there from an earlier run is not written again. Crops are made in a folder of their
 * own first, so that a failed cut leaves nothing behind; what a killed run left there is removed by the next.
 */
export class CropFolder {
  private readonly last = new Map<string, Promise<void>>();
  private sheets = 0;

  private constructor(
    readonly path: string,
    private readonly area: StagingArea,
  ) {}

  /** Makes the folder where there is none. Throws `UserError` where nothing can be written into it. */
  static async open(path: string): Promise<CropFolder> {
    await mkdir(path, { recursive: true }).catch(refused(`${path} cannot be made`));
    const area = await openStagingArea(path, stagingPrefix).catch(refused(`The crops cannot be written to ${path}`));
    return new CropFolder(path, area);
  }

  /** To be taken in the order of the sheets: `a.png` and `a.jpg` get the same names in every run, whichever is cut first. */
  turn(sheetPath: string): Turn {
    const key = foldName(cropName(basename(sheetPath), 1));
    const comes = this.last.get(key) ?? Promise.resolve();
    const { promise, resolve: end } = promiseOfEnd();
    this.last.set(key, promise);
    return { comes, end };
  }

  /** Cuts a sheet and gives the crops their names. On a full disk a sheet that fails leaves its room to the others. */
  async write(
    splitter: CollageSplitter,
    sheet: Sheet,
    boxes: readonly Box[],
    { comes }: Turn,
    signal: AbortSignal,
  ): Promise<CutResult> {
    const folder = await stagingPart(this.area, String(++this.sheets)).catch(unwritten);
    if ('reason' in folder) return folder;
    try {
      const options = { padding: 0, square: false, background: 'keep' } as const;
      const reply = await splitter.cutFile(sheet, boxes, folder.path, options, signal);
      if (!reply.ok) return reply;
      await comes;
      const crops = reply.crops.map(({ file }) => join(folder.path, file));
      await this.place(crops, basename(sheet.path));
      return reply;
    } catch (error) {
      return unwritten(error);
    } finally {
      // After an abort a worker may still write there: it goes with the whole area.
      if (!signal.aborted) await rm(folder.path, { recursive: true, force: true });
    }
  }

  private async place(crops: readonly string[], sheetName: string): Promise<void> {
    let number = 1;
    for (const crop of crops) {
      for (; ; number++) {
        const place = join(this.path, cropName(sheetName, number));
        if ((await moveToNewName(crop, place)) || (await hasBytes(place, await readFile(crop)))) break;
      }
      number++;
    }
  }

  close(): Promise<void> {
    return this.area.dispose();
  }
}

function promiseOfEnd(): { promise: Promise<void>; resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((settle) => (resolve = settle));
  return { promise, resolve };
}

function unwritten(error: unknown): RefusedReply {
  if (!isSystemError(error)) throw error;
  const reason = `The crops cannot be written: ${errorReason(error)}. A second run writes what is missing.`;
  return { ok: false, kind: 'failed', reason };
}
