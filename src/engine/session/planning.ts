import { join } from 'node:path';
import type { Decision } from '../../core/decision';
import { classFolder, type Layout } from '../../core/layout';
import type { Plan, Skipped } from '../../core/plan';
import { foldersOfPlan, planDecisions, type DecidedImage, type FileDecision } from '../../core/planDecisions';
import { hashFile } from '../changes/hashFile';
import { diskOps } from '../changes/fileOps';
import { errorReason } from '../errors';
import { listFolders } from './folderListings';
import type { DecisionLog } from './decisionLog';
import type { ImageTable } from './imageTable';

/** A decision that is to be carried out, by path below the dataset's root. */
export interface PlannedDecision {
  readonly path: string;
  readonly decision: Decision;
  /** Content decided on; without it, the content that stands there now. */
  readonly hash?: string;
}

export interface PlanningInput {
  readonly root: string;
  readonly layout: Layout;
  readonly table: ImageTable;
  readonly origins: ReadonlyMap<string, string>;
}

/** The pending decisions whose images are still what was decided on; the others are listed with the reason. */
export function pendingDecisions(
  table: ImageTable,
  decisions: DecisionLog,
): { planned: PlannedDecision[]; skipped: Skipped[] } {
  const planned: PlannedDecision[] = [];
  const skipped: Skipped[] = [];
  for (const { path, hash, decision } of decisions.book.pending()) {
    const row = table.rowOf(path);
    if (decision.kind === 'restore') planned.push({ path, hash, decision });
    else if (row === undefined || table.status[row] === 'missing') skipped.push({ path, reason: 'The file is gone.' });
    else if (table.hashes[row] !== undefined && table.hashes[row] !== hash)
      skipped.push({ path, reason: 'The file has changed since it was decided on.' });
    else planned.push({ path, hash, decision });
  }
  return { planned, skipped };
}

/** The file operations that decisions mean, with names settled against what stands on the disk. */
export async function planFor(input: PlanningInput, decisions: readonly PlannedDecision[]): Promise<Plan> {
  const { root, layout, table, origins } = input;
  const images: DecidedImage[] = [];
  const skipped: Skipped[] = [];
  for (const { path, decision, hash } of decisions) {
    if (decision.kind === 'restore') continue;
    const row = table.rowOf(path);
    if (row === undefined || table.status[row] === 'missing') {
      skipped.push({ path, reason: 'There is no such file in the dataset.' });
      continue;
    }
    try {
      images.push(await decidedImage(root, table, row, decision, hash));
    } catch (error) {
      skipped.push({ path, reason: `It cannot be read (${errorReason(error)}).` });
    }
  }
  const folderOf = (label: string, subset: string | undefined): string =>
    classFolder(label, layout.kind === 'pile' ? undefined : subset);
  const listings = await listFolders(root, foldersOfPlan({ images, folderOf, origins }));
  const plan = planDecisions({ root, images, folderOf, listings, origins });
  return { ...plan, skipped: [...skipped, ...plan.skipped] };
}

async function decidedImage(
  root: string,
  table: ImageTable,
  row: number,
  decision: FileDecision,
  hash?: string,
): Promise<DecidedImage> {
  const file = table.files[row];
  const known = hash ?? table.hashes[row] ?? (await hashFile(diskOps, join(root, file.path))).hash;
  return {
    path: file.path,
    size: file.size,
    mtimeMs: file.modifiedMs,
    hash: known,
    subset: table.subsetFolders[row],
    given: table.className(table.given[row]),
    decision,
  };
}
