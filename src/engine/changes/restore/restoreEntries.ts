import type { ChangeSession } from '../changeSession';
import { journalledRun, tidyTrash } from '../journal/journalledRun';
import { planRestore } from './restorePlan';
import type { RestoreAllResult } from '../results';
import type { RunOptions } from '../steps/stepRun';
import type { TrashEntry } from './trash';
import { planUndo } from '../steps/undoSteps';

/** Puts files back from the trash or from what was set aside. Entries that are no longer there are conflicts. */
export async function restoreEntries(
  session: ChangeSession,
  entries: readonly Pick<TrashEntry, 'journal' | 'operation'>[],
  options: RunOptions,
): Promise<RestoreAllResult> {
  const { ops, folders, journal } = session;
  const id = session.newRun();
  const { inverses, gone } = await planRestore(ops, folders, journal.state, entries, id);
  const { steps, conflicts } = await planUndo(ops, folders, inverses, { signal: options.signal });
  if (steps.length === 0) return { moved: [], conflicts: [...gone, ...conflicts], cancelled: false };
  const { failed, moved, cancelled } = await journalledRun(session, { id, kind: 'restore' }, steps, options);
  await tidyTrash(session, steps);
  return { moved, conflicts: [...gone, ...conflicts, ...failed], cancelled };
}
