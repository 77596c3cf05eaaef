import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { SplitDecision } from '../../../core/collage/splitDecision';
import type { StagedCrop } from '../../../core/collage/planCrops';
import type { Skipped } from '../../../core/plan/plan';
import type { CollageSplitter } from '../../collage/collageSplitter';
import type { Crop } from '../../collage/cutSheet';
import { diskOps } from '../../changes/files/fileOps';
import { hashFile } from '../../changes/files/hashFile';
import { stagingPart, type StagingArea } from '../../changes/files/stagingArea';
import { errorReason, isSystemError } from '../../errors';
import { inLanes } from '../../jobs/inLanes';
import { RateMeter } from '../../jobs/progress';
import type { JobCall } from '../../jobs/progress';

/** A sheet that is to be cut; `path` is below the dataset. */
export interface SheetToCut {
  readonly path: string;
  readonly hash: string;
  readonly decision: SplitDecision;
}

export interface StagedSheets {
  /** Sheet -> its crops in the order of its parts. */
  readonly crops: ReadonlyMap<string, readonly StagedCrop[]>;
  readonly skipped: readonly Skipped[];
}

/** Cuts sheets into a staging area, in worker processes. A sheet that cannot be cut whole is skipped with the reason. */
export async function stageCrops(
  { splitter, root, area, lanes }: { splitter: CollageSplitter; root: string; area: StagingArea; lanes: number },
  sheets: readonly SheetToCut[],
  { signal, report }: JobCall,
): Promise<StagedSheets> {
  const crops = new Map<string, readonly StagedCrop[]>();
  const skipped: Skipped[] = [];
  const meter = new RateMeter('apply', sheets.length, report);
  const cut = async ([i, { path, hash, decision }]: [number, SheetToCut]): Promise<void> => {
    signal.throwIfAborted();
    const folder = await stagingPart(area, String(i));
    const sheet = { path: join(root, path), hash };
    const reply = await splitter.cutFile(sheet, decision.parts, folder.path, decision.cut, signal);
    const staged = reply.ok ? await verified(folder, reply.crops, decision.parts.length) : reasonOf(reply);
    if (typeof staged === 'string') {
      skipped.push({ path, reason: staged });
      // On a disk that is full, room for what else is to be done.
      await rm(folder.path, { recursive: true, force: true });
    } else crops.set(path, staged);
    meter.step();
  };
  try {
    await inLanes(sheets.entries(), lanes, cut);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  meter.finish();
  return { crops, skipped };
}

function reasonOf(reply: { readonly kind: string; readonly reason: string }): string {
  if (reply.kind === 'changed')
    return 'It has changed since the boxes were drawn. Open it and look at the boxes again.';
  return `Not split: ${reply.reason}`;
}

class DamagedCropError extends Error {}

/** The crops, or why they cannot be taken. */
async function verified(...args: Parameters<typeof verify>): Promise<StagedCrop[] | string> {
  try {
    return await verify(...args);
  } catch (error) {
    if (!isSystemError(error) && !(error instanceof DamagedCropError)) throw error;
    return `Not split: ${errorReason(error)}.`;
  }
}

const pngBegin = Buffer.from('89504e470d0a1a0a', 'hex');
const pngEnd = Buffer.from('0000000049454e44ae426082', 'hex');

/** Reads every crop back: all are there, whole, and of the size that was cut. */
async function verify(
  folder: { path: string; place: string },
  crops: readonly Crop[],
  wanted: number,
): Promise<StagedCrop[]> {
  if (crops.length !== wanted) throw new DamagedCropError(`${crops.length} of ${wanted} crops were made`);
  const staged: StagedCrop[] = [];
  for (const { file, width, height } of crops) {
    const path = join(folder.path, file);
    const bytes = await readFile(path);
    const isWhole =
      bytes.subarray(0, 8).equals(pngBegin) &&
      bytes.subarray(-12).equals(pngEnd) &&
      bytes.readUInt32BE(16) === width &&
      bytes.readUInt32BE(20) === height;
    if (!isWhole) throw new DamagedCropError(`the crop ${file} was not written whole`);
    const { hash, stat } = await hashFile(diskOps, path);
    staged.push({ from: `${folder.place}/${file}`, expected: { size: stat.size, mtimeMs: stat.mtimeMs, hash } });
  }
  return staged;
}
