import type { JournalState } from './journal';

/** The apply that took a file from where it stood. */
export interface TakenAway {
  readonly journal: string;
  readonly when: Date;
  /** No later apply stands: it is the one that undo takes back. */
  readonly isNewest: boolean;
}

/** Files that applies moved or removed and that were not put back, by where they stood below the root. */
export function takenAway({ runs }: JournalState): Map<string, TakenAway> {
  const taken = new Map<string, TakenAway>();
  let newest: string | undefined;
  for (const { id, kind, time, operations } of runs) {
    if (kind !== 'apply') continue;
    for (const { from, to, outcome, undoneBy } of operations.values()) {
      if (!outcome?.done || undoneBy) continue;
      newest = id;
      if (to && from.base === 'root') taken.set(from.path, { journal: id, when: time, isNewest: false });
    }
  }
  for (const [path, entry] of taken) if (entry.journal === newest) taken.set(path, { ...entry, isNewest: true });
  return taken;
}
