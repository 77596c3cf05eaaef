import { UserError } from '../../errors';
import type { ChangeSession } from '../changeSession';
import { journalledRun, tidyTrash } from '../journal/journalledRun';
import type { UndoResult } from '../results';
import type { RunOptions } from '../steps/stepRun';
import { inverse, newestUndoable, planUndo, undoable } from '../steps/undoSteps';

export interface UndoOptions extends RunOptions {
  /** The apply to take back; without it the newest that is not yet undone. */
  readonly journalId?: string;
}

/** Takes an apply back. Conflicts stay where they are. Throws `UserError` when there is no apply of that name. */
export async function undoApply(session: ChangeSession, options: UndoOptions): Promise<UndoResult> {
  const { ops, folders, journal } = session;
  const { journalId } = options;
  const { state } = journal;
  const target = journalId === undefined ? newestUndoable(state) : state.run(journalId);
  if (journalId !== undefined && target?.kind !== 'apply')
    throw new UserError(`There is no apply ${journalId} in ${journal.path}.`);
  if (!target)
    return { undone: 0, conflicts: [], moved: [], undoes: undefined, journalId: undefined, cancelled: false };
  const id = session.newRun();
  const removed = [...target.operations.values()].filter(({ undoneBy }) => undoneBy?.kind === 'remove');
  const gone = removed.map(({ from }) => ({ path: from.path, reason: 'It was removed when the trash was emptied.' }));
  const inverses = undoable(target).map((operation) => inverse(operation, id));
  const { steps, conflicts } = await planUndo(ops, folders, inverses, { signal: options.signal });
  const run = { id, kind: 'undo' as const, undoes: target.id };
  const { done, failed, moved, cancelled } = await journalledRun(session, run, steps, options);
  await tidyTrash(session, steps);
  return {
    undone: done,
    conflicts: [...gone, ...conflicts, ...failed],
    moved,
    undoes: target.id,
    journalId: id,
    cancelled,
  };
}
