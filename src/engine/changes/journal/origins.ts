import type { JournalState } from './journal';

/**
 * Where files stood before earlier applies: present path -> former path, both below the root. A plan that takes one
 * back to its old folder gives it its old name.
 */
export function origins({ runs }: JournalState): Map<string, string> {
  const former = new Map<string, string>();
  for (const { operations } of runs)
    for (const { from, to, outcome } of operations.values()) {
      if (!outcome?.done || !to || from.base !== 'root') continue;
      const first = former.get(from.path) ?? from.path;
      former.delete(from.path);
      if (to.base === 'root' && to.path !== first) former.set(to.path, first);
    }
  return former;
}
