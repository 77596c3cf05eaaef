import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Decision } from '../../../core/decisions/decision';
import type { Skipped } from '../../../core/plan/plan';
import type { StagedFile } from '../../../core/plan/planConversions';
import { diskOps } from '../../changes/files/fileOps';
import { hashFile } from '../../changes/files/hashFile';
import { stagingPart, type StagingArea } from '../../changes/files/stagingArea';
import { errorReason } from '../../errors';
import type { ConvertReply, ConvertRequest } from '../../images/convertImage';
import { inLanes } from '../../jobs/inLanes';
import { QuarantinedError } from '../../jobs/processPool';
import { RateMeter } from '../../jobs/progress';
import type { JobCall } from '../../jobs/progress';
import type { PlannedDecision } from './planning';

/** Has an image worker write a picture anew. */
export type Convert = (request: Omit<ConvertRequest, 'kind' | 'limits'>, signal: AbortSignal) => Promise<ConvertReply>;

export interface Conversions {
  /** By path of the original. */
  readonly converted: ReadonlyMap<string, StagedFile>;
  readonly skipped: readonly Skipped[];
}

/** Conversions at once: enough to keep every image worker busy. */
const atOnce = 16;
type ConvertDecision = Extract<Decision, { kind: 'convert' }>;

/** Writes the new files of all conversions among the decisions into a staging area. The dataset is not touched. */
export async function stageConversions(
  { root, area, convert }: { root: string; area: StagingArea; convert: Convert },
  planned: readonly PlannedDecision[],
  { signal, report }: JobCall,
): Promise<Conversions> {
  const wanted = planned.flatMap(({ path, hash, decision }) =>
    decision.kind === 'convert' ? [{ path, hash, decision }] : [],
  );
  const converted = new Map<string, StagedFile>();
  const skipped: Skipped[] = [];
  if (wanted.length === 0) return { converted, skipped };
  const folder = await stagingPart(area, 'converted');
  const meter = new RateMeter('convert', wanted.length, report);
  await inLanes(wanted.entries(), atOnce, async ([i, one]) => {
    signal.throwIfAborted();
    const file = `${i + 1}.${one.decision.format}`;
    const result = await convertOne(root, one, join(folder.path, file), convert, signal);
    if ('reason' in result) skipped.push({ path: one.path, reason: result.reason });
    else converted.set(one.path, { ...result, from: `${folder.place}/${file}` });
    meter.step();
  });
  meter.finish();
  return { converted, skipped };
}

async function convertOne(
  root: string,
  { path, hash, decision }: { path: string; hash?: string; decision: ConvertDecision },
  to: string,
  convert: Convert,
  signal: AbortSignal,
): Promise<Omit<StagedFile, 'from'> | { reason: string }> {
  const absolute = join(root, path);
  try {
    const content = hash ?? (await hashFile(diskOps, absolute, { signal })).hash;
    const reply = await convert({ path: absolute, hash: content, format: decision.format, to }, signal);
    if (!reply.ok) return { reason: `It is not converted. ${reply.reason}` };
    const { size, mtimeMs } = await stat(to);
    return { hash: reply.hash, size, mtimeMs, note: reply.note };
  } catch (error) {
    if (signal.aborted) throw error;
    if (error instanceof QuarantinedError)
      return { reason: 'It is not converted: reading it ends the reading program.' };
    return { reason: `It is not converted: ${errorReason(error)}.` };
  }
}
