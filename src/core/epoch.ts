import type { Decision, DecisionChange } from './decision';

/** `to` is null for a file that left the dataset (trash, set aside); `from` is null for one that came back. */
export interface AppliedMove {
  readonly from: string | null;
  readonly to: string | null;
}

/** One apply, or the undoing of one: what it did to the decisions and where it moved files. */
export interface Epoch {
  readonly journal: string;
  readonly moves: readonly AppliedMove[];
  readonly changes: readonly DecisionChange[];
}

/** Where the file that was at `path` stands after `epochs`; undefined when it left the dataset. */
export function followPath(path: string, epochs: readonly Epoch[]): string | undefined {
  let current: string | undefined = path;
  for (const { moves } of epochs) {
    if (current === undefined) current = moves.some(({ from, to }) => from === null && to === path) ? path : undefined;
    else {
      const move = moves.find(({ from }) => from === current);
      if (move) current = move.to ?? undefined;
    }
  }
  return current;
}

/**
 * What an edit means after later applies: undoing "relabel to dog" once the file stands in `dog` is the pending
 * decision to move it back. `labelOf` gives the class that a path means, '' for unsorted.
 */
export function translateChange(
  change: DecisionChange,
  later: readonly Epoch[],
  labelOf: (path: string) => string,
  current: (path: string, hash: string) => Decision | undefined,
): DecisionChange {
  const wanted = change.after;
  const path = followPath(change.path, later);
  if (path === undefined) {
    const gone = wanted?.kind === 'delete' || wanted?.kind === 'set-aside';
    const after: Decision | undefined = gone ? undefined : { kind: 'restore' };
    return { path: change.path, hash: change.hash, before: current(change.path, change.hash), after };
  }
  const before = current(path, change.hash);
  if (wanted?.kind === 'delete' || wanted?.kind === 'set-aside')
    return { path, hash: change.hash, before, after: wanted };
  const label = wanted?.kind === 'relabel' ? wanted.to : labelOf(change.path);
  const stands = labelOf(path) === label;
  const after: Decision | undefined = !stands
    ? { kind: 'relabel', to: label }
    : wanted?.kind === 'keep'
      ? wanted
      : undefined;
  return { path, hash: change.hash, before, after };
}
