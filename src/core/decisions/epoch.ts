import { newLabel, type Decision, type DecisionChange, type MadeFile } from './decision';
import { nameOf } from '../relativePath';

/** `to` is null for a file that left the dataset (trash, set aside); `from` is null for one that came in. */
export interface AppliedMove {
  readonly from: string | null;
  readonly to: string | null;
  /** Set for a new file: the image that it was made of (its path before this apply), its content, and of a crop the number of its part. */
  readonly made?: { readonly source: string; readonly hash: string; readonly part?: number };
  /** Set where a table labels the image anew ('' is no label); `from` and `to` may then be the same. */
  readonly label?: { readonly before: string; readonly after: string };
}

/**
 * What moves one after another come to: a file that moved twice has one move, one that came in and left again none.
 * `undefined` stands for outside the dataset.
 */
export function netMoves(
  moves: readonly {
    readonly from?: string;
    readonly to?: string;
    readonly made?: AppliedMove['made'];
    readonly label?: AppliedMove['label'];
  }[],
): AppliedMove[] {
  const net: AppliedMove[] = [];
  const arrived = new Map<string, number>();
  for (const { from, to, made, label } of moves) {
    const earlier = from === undefined ? undefined : arrived.get(from);
    if (from !== undefined) arrived.delete(from);
    const at = earlier ?? net.length;
    const first = earlier === undefined ? { from: from ?? null, made, label: undefined } : net[at];
    net[at] = appliedMove(first.from, to ?? null, first.made, label ?? first.label);
    if (to !== undefined) arrived.set(to, at);
  }
  return net.filter(({ from, to, label }) => from !== to || label);
}

/** Without spreads: V8 would give each of these many small objects a shape of its own, larger than itself. */
export function appliedMove(
  from: string | null,
  to: string | null,
  made: AppliedMove['made'],
  label: AppliedMove['label'],
): AppliedMove {
  if (made) return label ? { from, to, made, label } : { from, to, made };
  return label ? { from, to, label } : { from, to };
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
    if (current === undefined) {
      const isBack = moves.some(({ from, to, made }) => from === null && to === path && !made);
      current = isBack ? path : undefined;
    } else {
      const move = moves.find(({ from }) => from === current);
      if (move) current = move.to ?? undefined;
    }
  }
  return current;
}

/** The files that applies converted the image at `path` to and that still stand in the dataset, as long as it is gone. */
function madeOf(path: string, epochs: readonly Epoch[]): MadeFile[] {
  for (let i = epochs.length - 1; i >= 0; i--) {
    const before = followPath(path, epochs.slice(0, i));
    const own = epochs[i].moves.filter(
      ({ made }) => made !== undefined && made.part === undefined && made.source === before,
    );
    if (own.length === 0) continue;
    return own.flatMap(({ to, made }) => {
      const stands = to === null ? undefined : followPath(to, epochs.slice(i + 1));
      return stands === undefined || !made ? [] : [{ path: stands, hash: made.hash }];
    });
  }
  return [];
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
): DecisionChange[] {
  const crops = cropsOf(change.path, later);
  const isSplit = change.after?.kind === 'split';
  // Undoing a split that was carried out is to delete its crops; redoing it is to leave them.
  const ofCrops = crops.map(({ path, hash }): DecisionChange => {
    const before = current(path, hash);
    const isDeleted = before?.kind === 'delete';
    // What a crop shows stands on the sheet again: it goes as a copy.
    const after: Decision | undefined = !isSplit ? { kind: 'delete', as: 'copy' } : isDeleted ? undefined : before;
    return { path, hash, before, after };
  });
  return [...ofCrops, translateOwn(change, isSplit && crops.length > 0, later, labelOf, current)];
}

/** The images that later applies cut out of the sheet at `path` and that still stand in the dataset. */
function cropsOf(path: string, later: readonly Epoch[]): MadeFile[] {
  return later.flatMap(({ moves }, i) => {
    const sheet = followPath(path, later.slice(0, i));
    return moves.flatMap(({ to, made }) => {
      if (made?.part === undefined || made.source !== sheet || to === null) return [];
      const stands = followPath(to, later.slice(i + 1));
      return stands === undefined ? [] : [{ path: stands, hash: made.hash }];
    });
  });
}

function translateOwn(
  change: DecisionChange,
  /** Its crops stand in the dataset, as wanted. */
  isDone: boolean,
  later: readonly Epoch[],
  labelOf: (path: string) => string,
  current: (path: string, hash: string) => Decision | undefined,
): DecisionChange {
  const wanted = change.after;
  const path = followPath(change.path, later);
  if (path === undefined) {
    const made = madeOf(change.path, later);
    const gone =
      isDone ||
      wanted?.kind === 'delete' ||
      wanted?.kind === 'set-aside' ||
      (wanted?.kind === 'convert' && made.length > 0);
    const back: Decision = { kind: 'restore', ...(made.length > 0 && { made }) };
    return {
      path: change.path,
      hash: change.hash,
      before: current(change.path, change.hash),
      after: gone ? undefined : back,
    };
  }
  const before = current(path, change.hash);
  if (wanted?.kind === 'split') return { path, hash: change.hash, before, after: isDone ? undefined : wanted };
  if (wanted?.kind === 'delete' || wanted?.kind === 'set-aside' || wanted?.kind === 'convert')
    return { path, hash: change.hash, before, after: wanted };
  const label = newLabel(wanted) ?? formerLabels(later)(change.path) ?? labelOf(change.path);
  const stands = labelOf(path) === label;
  const name = wantedName(change, path);
  const after: Decision | undefined =
    name !== undefined
      ? { kind: 'rename', to: name, ...(!stands && { label }) }
      : !stands
        ? { kind: 'relabel', to: label }
        : wanted?.kind === 'keep'
          ? wanted
          : undefined;
  return { path, hash: change.hash, before, after };
}

/** Gives the label that the image at a path had before the first of later applies that wrote it anew in a table. */
export function formerLabels(later: readonly Epoch[]): (path: string) => string | undefined {
  const moved = later.map(({ moves }) => new Map(moves.map((move) => [move.from, move])));
  return (path) => {
    let current = path;
    for (const moves of moved) {
      const move = moves.get(current);
      if (move?.label) return move.label.before;
      if (move?.to === null) return undefined;
      current = move?.to ?? current;
    }
    return undefined;
  };
}

/** The name that an edit gives a file which now stands at `path`; undefined where it has it or the edit was about none. */
function wantedName({ path: former, before, after }: DecisionChange, path: string): string | undefined {
  if (after?.kind !== 'rename' && before?.kind !== 'rename') return undefined;
  const name = after?.kind === 'rename' ? after.to : nameOf(former);
  return name === nameOf(path) ? undefined : name;
}
