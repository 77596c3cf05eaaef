import type { AppliedMove } from '../../../core/decisions/epoch';
import type { Skipped } from '../../../core/plan/plan';
import { nameOf } from '../../../core/relativePath';
import { isSidecarName } from '../../../core/sidecars';
import type { Changes } from '../../changes/openChanges';
import type { RestoreAllResult } from '../../changes/results';
import type { TrashEntry } from '../../changes/restore/trash';

/** Everything in the trash and set aside, sidecars included. */
export async function keptFiles(changes: Changes | undefined): Promise<TrashEntry[]> {
  return changes ? [...(await changes.kept('trash')), ...(await changes.kept('set-aside'))] : [];
}

export interface PutBack {
  readonly moves: AppliedMove[];
  /** Where the images stand now, below the dataset; a taken name got a number. */
  readonly images: string[];
  /** Those that stand where they stood, with the run that had taken them away. */
  readonly back: { readonly path: string; readonly journal: string }[];
  readonly skipped: Skipped[];
  readonly cancelled: boolean;
}

/** Puts files back from the trash or from what was set aside, with their sidecars, in one run of the journal. */
export async function putBack(
  changes: Changes,
  entries: readonly (Pick<TrashEntry, 'journal' | 'operation'> & { readonly path?: string })[],
  paths: ReadonlySet<string>,
  options: Parameters<Changes['restoreAll']>[1],
): Promise<PutBack> {
  const { moved, conflicts, cancelled }: RestoreAllResult = await changes.restoreAll(entries, options);
  const moves = moved.map(({ from, to }): AppliedMove => ({ from: from ?? null, to: to ?? null }));
  // A caption comes back with its image and is none itself, unless it was the file that was asked for.
  const isImage = (path: string): boolean => paths.has(path) || !isSidecarName(nameOf(path));
  const images = moves.flatMap(({ to }) => (to !== null && isImage(to) ? [to] : []));
  const arrived = new Set(images);
  const back = entries.flatMap(({ path, journal }) =>
    path !== undefined && arrived.has(path) ? [{ path, journal }] : [],
  );
  return { moves, images, back, skipped: [...conflicts], cancelled };
}
