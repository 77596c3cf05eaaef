import { join } from 'node:path';
import type { Decision } from '../../../core/decisions/decision';
import { folderFor, type Layout } from '../../../core/layout';
import {
  foldersOfCrops,
  planCrops,
  type CropPlan,
  type SplitSheet,
  type StagedCrop,
} from '../../../core/collage/planCrops';
import type { SplitDecision } from '../../../core/collage/splitDecision';
import type { FileOperation, Plan, Skipped } from '../../../core/plan/plan';
import type { StagedFile } from '../../../core/plan/planConversions';
import { foldersOfPlan, planDecisions, type DecidedImage, type FileDecision } from '../../../core/plan/planDecisions';
import { hashFile } from '../../changes/files/hashFile';
import { diskOps } from '../../changes/files/fileOps';
import { errorReason } from '../../errors';
import { listFolders } from '../folderListings';
import type { DecisionLog } from '../decisions/decisionLog';
import type { ImageTable } from '../imageTable';

/** Why a decision on a path that the dataset does not hold is not carried out. */
export const noSuchFile = 'There is no such file in the dataset.';

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

/** Files that wait in the staging folder; absent while a plan is only shown. */
export interface NewFiles {
  /** Sheet -> its crops in the order of its parts. */
  readonly crops?: ReadonlyMap<string, readonly StagedCrop[]>;
  /** Original -> what it was converted to. */
  readonly converted?: ReadonlyMap<string, StagedFile>;
}

/** A plan, and where the crops of its sheets go. */
export interface DecidedPlan extends Plan {
  readonly places: CropPlan['places'];
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

/**
 * The file operations that decisions mean, with names settled against what stands on the disk. Without new
 * files the plan says where they would go, and what becomes of what they are made of.
 */
export async function planFor(
  input: PlanningInput,
  decisions: readonly PlannedDecision[],
  { crops, converted }: NewFiles = {},
): Promise<DecidedPlan> {
  const { root, layout, table, origins } = input;
  const images: DecidedImage[] = [];
  const sheets: SplitSheet[] = [];
  const skipped: Skipped[] = [];
  for (const { path, decision, hash } of decisions.flatMap(onFiles)) {
    // Why it was not converted is told by whoever tried.
    if (decision.kind === 'convert' && converted && !converted.has(path)) continue;
    const row = table.rowOf(path);
    if (row === undefined || table.status[row] === 'missing') {
      skipped.push({ path, reason: noSuchFile });
      continue;
    }
    try {
      const fate = decision.kind === 'split' ? fateOf(decision) : withFile(path, decision, converted);
      const image = await decidedImage(root, table, row, fate, hash);
      images.push(image);
      if (decision.kind === 'split')
        sheets.push({ path, hash: image.hash, subset: image.subset, decision, crops: crops?.get(path) });
    } catch (error) {
      skipped.push({ path, reason: `It cannot be read (${errorReason(error)}).` });
    }
  }
  const folderOf = (label: string, subset: string | undefined): string => folderFor(layout, label, subset);
  const folders = [...foldersOfPlan({ images, folderOf, origins }), ...foldersOfCrops({ sheets, folderOf })];
  const listings = await listFolders(root, new Set(folders));
  const cropped = planCrops({ sheets, folderOf, listings });
  const left = new Set(cropped.skipped.map(({ path }) => path));
  const staying = images.filter(({ path }) => !left.has(path));
  const plan = planDecisions({ root, images: staying, folderOf, listings, origins });
  const operations = plan.operations.map((operation): FileOperation => {
    if (operation.kind !== 'trash' && operation.kind !== 'set-aside') return operation;
    const staged = crops?.get(operation.from);
    return staged ? { ...operation, after: staged.map(({ from }) => from) } : operation;
  });
  return {
    ...plan,
    operations: [...cropped.operations, ...operations],
    skipped: [...skipped, ...cropped.skipped, ...plan.skipped],
    places: cropped.places,
  };
}

function withFile(path: string, decision: FileDecision, converted: NewFiles['converted']): FileDecision {
  return decision.kind === 'convert' ? { ...decision, staged: converted?.get(path) } : decision;
}

/** What a split means for the sheet's own file. */
function fateOf({ sheet }: SplitDecision): FileDecision {
  return { kind: sheet === 'keep' ? 'keep' : sheet === 'trash' ? 'delete' : 'set-aside' };
}

/** What is done to files that stand in the dataset: of a restore, what was made of its image goes. */
function onFiles({ path, hash, decision }: PlannedDecision): {
  readonly path: string;
  readonly hash?: string;
  readonly decision: Exclude<FileDecision, { kind: 'restore' }> | SplitDecision;
}[] {
  if (decision.kind !== 'restore') return [{ path, hash, decision }];
  const { made = [] } = decision;
  return made.map((file) => ({
    ...file,
    decision: made.length === 1 ? { kind: 'unmake', original: path } : { kind: 'delete' },
  }));
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
