import { foldName } from '../freeName';
import { spelledFolder, TakenNames, type FolderListings } from '../folderListing';
import type { Expected, FileOperation, Skipped } from '../plan/plan';
import { makeFolders } from '../plan/planFolders';
import { ancestorsOf, joinPath, nameOf, parentOf, unsafePathReason } from '../relativePath';
import { cropName } from './cropName';
import type { SheetPart, SplitDecision } from './splitDecision';

/** A sheet whose parts become files of their own. */
export interface SplitSheet {
  readonly path: string;
  readonly hash: string;
  readonly subset?: string;
  readonly decision: SplitDecision;
  /** Of each part its crop in the staging folder; without it the plan only says where the crops would go. */
  readonly crops?: readonly StagedCrop[];
}

export interface StagedCrop {
  /** Below the state folder. */
  readonly from: string;
  readonly expected: Expected;
}

export interface CropPlanInput {
  readonly sheets: readonly SplitSheet[];
  /** The folder of a class in a subset, relative to the root; of '' the subset's own. */
  readonly folderOf: (label: string, subset: string | undefined) => string;
  /** At least the folders that `foldersOfCrops` names. */
  readonly listings: FolderListings;
}

export interface CropPlan {
  /** Folders that are made, and the crops that were staged. */
  readonly operations: FileOperation[];
  /** Where every crop goes, whether it is staged or not. */
  readonly places: { readonly sheet: string; readonly part: number; readonly to: string }[];
  readonly skipped: Skipped[];
}

/** The folders whose listings `planCrops` needs. */
export function foldersOfCrops({ sheets, folderOf }: Pick<CropPlanInput, 'sheets' | 'folderOf'>): Set<string> {
  const folders = new Set(['']);
  for (const sheet of sheets)
    for (const part of sheet.decision.parts) {
      const folder = folderOfPart(part, sheet, folderOf);
      if (folder === '' || unsafePathReason(folder)) continue;
      for (const path of [...ancestorsOf(folder), folder]) folders.add(path);
    }
  return folders;
}

/**
 * Where the crops of sheets go: `<name>_<i>.png`, i counted from 1, a taken name gets the next number. Pure. A sheet
 * of which one crop has no place is skipped whole.
 */
export function planCrops({ sheets, folderOf, listings }: CropPlanInput): CropPlan {
  const plan: CropPlan = { operations: [], places: [], skipped: [] };
  const taken = new TakenNames(listings);
  const made = new Set<string>();
  for (const sheet of sheets) {
    const { path, decision, hash, crops } = sheet;
    const folders = decision.parts.map((part) => spelledFolder(folderOfPart(part, sheet, folderOf), listings));
    const blocked = [...new Set(folders)].map((folder) => {
      const unsafe = unsafePathReason(joinPath(folder, 'crop.png'));
      return unsafe ? `Not touched: ${unsafe}.` : makeFolders(folder, listings, made, plan.operations);
    });
    const reason = blocked.find((why) => why !== undefined);
    if (reason !== undefined) {
      plan.skipped.push({ path, reason });
      continue;
    }
    const name = nameOf(path);
    let number = 0;
    decision.parts.forEach(({ x, y, width, height, angle }, i) => {
      do number++;
      while (!taken.isFree(folders[i], foldName(cropName(name, number))));
      const to = joinPath(folders[i], cropName(name, number));
      taken.add(to);
      plan.places.push({ sheet: path, part: i + 1, to });
      const crop = crops?.[i];
      if (!crop) return;
      const box = { x, y, width, height, ...(angle !== undefined && { angle }) };
      const origin = { hash, part: i + 1, box, settings: decision.settings };
      const provenance = { source: path, note: `crop ${i + 1} of ${decision.parts.length}`, crop: origin };
      plan.operations.push({ kind: 'copy-in', ...crop, to, provenance });
    });
  }
  return plan;
}

function folderOfPart(
  part: SheetPart,
  { path, subset, decision: { target } }: SplitSheet,
  folderOf: CropPlanInput['folderOf'],
): string {
  if (part.label !== undefined) return folderOf(part.label, subset);
  switch (target.kind) {
    case 'beside':
      return parentOf(path);
    case 'class':
      return folderOf(target.label, subset);
    case 'folder':
      return target.path;
  }
}
