import { findRoot, isBare } from '../dataset/findRoot';
import { findEnclosingDataset } from '../dataset/stateFolder';
import { pathBelow } from '../pathBelow';

export interface FoundDataset {
  readonly root: string;
  /** The folder that was named, relative to the root; '' when it is the dataset itself or lies above. */
  readonly below: string;
  /** The folder holds only images and belongs to no known dataset: it may be one class or a pile. */
  readonly bare: boolean;
}

/** The dataset that `folder` is or lies in: a known one that encloses it, else the root that its layout shows. */
export async function findDataset(folder: string, stateFolder?: string): Promise<FoundDataset> {
  const known = await findEnclosingDataset(folder, { stateDir: stateFolder });
  if (known !== undefined) {
    return { root: known, below: pathBelow(known, folder) ?? '', bare: false };
  }
  const root = await findRoot(folder);
  return { root, below: '', bare: await isBare(root) };
}
