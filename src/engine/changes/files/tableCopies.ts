import type { Relabel } from '../../../core/plan/plan';
import type { DataFolders } from '../dataFolders';
import type { JournalState } from '../journal/journal';

/** A table of labels as it was before a run rewrote it. */
export interface TableCopy {
  readonly journal: string;
  /** Below the dataset. */
  readonly table: string;
  /** Absolute. */
  readonly copy: string;
  readonly relabels: readonly Relabel[];
  /** The table has its old content again. */
  readonly undone: boolean;
}

/** All copies that the journal knows, newest first. */
export function tableCopies(state: JournalState, folders: DataFolders): TableCopy[] {
  const copies = state.runs.flatMap((run) =>
    [...run.operations.values()].flatMap(({ replaces, to, outcome, relabels, undoneBy }): TableCopy[] => {
      if (!replaces || !to || !outcome?.done) return [];
      const copy = folders.absolute(replaces.backup);
      return [{ journal: run.id, table: to.path, copy, relabels, undone: undoneBy !== undefined }];
    }),
  );
  return copies.toReversed();
}
