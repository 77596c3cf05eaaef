import { foldName } from '../../../core/freeName';
import type { Skipped } from '../../../core/plan/plan';
import { ancestorsOf, parentOf } from '../../../core/relativePath';
import { errorReason, isSystemError, UserError } from '../../errors';
import { trashFolder, type DataFolders, type Location } from '../dataFolders';
import { lstatIfThere } from '../files/directories';
import type { FileOps, FileStat } from '../files/fileOps';
import type { JournalOperation, JournalState, Run } from '../journal/journal';
import { checkRewrite, tableBackup } from '../files/rewriteTable';
import { lookAtSource, sameInode } from '../files/sourceFile';
import { isFolderStep, type Step } from './step';

export interface UndoPlan {
  readonly steps: Step[];
  readonly conflicts: Skipped[];
}

/** Operations of a run that happened and were not taken back since, newest first. */
export function undoable(run: Run): JournalOperation[] {
  return [...run.operations.values()].filter(({ outcome, undoneBy }) => outcome?.done && !undoneBy).toReversed();
}

/** The newest apply that no undo has taken back yet. */
export function newestUndoable(state: JournalState): Run | undefined {
  return state.runs.findLast((run) => run.kind === 'apply' && undoable(run).length > 0 && !isUndone(run, state));
}

/** An undo ran to its end, whatever conflicts it met; asked for by name, an apply can be undone again. */
export function isUndone(run: Run, state: JournalState): boolean {
  const finished = state.runs.some(
    ({ kind, undoes, end }) => kind === 'undo' && undoes === run.id && end && !end.cancelled && !end.recovered,
  );
  return finished || [...run.operations.values()].every(({ outcome, undoneBy }) => !outcome?.done || undoneBy);
}

/**
 * Checks the steps that take operations back and adds the folders they need: the file must still be at its new place with the content that
 * was moved, and its old place must be free. What is not so is a conflict and stays where it is.
 */
export async function planUndo(
  ops: FileOps,
  folders: DataFolders,
  inverses: readonly Step[],
  options: { signal?: AbortSignal; onProgress?: (done: number, total: number) => void } = {},
): Promise<UndoPlan> {
  const steps: Step[] = [];
  const conflicts: Skipped[] = [];
  /** Places that earlier steps of this undo fill or empty. */
  const filled = new Set<string>();
  /** By folded path: a case-insensitive file system finds the file under either spelling until it has gone. */
  const emptied = new Map<string, FileStat | undefined>();
  const made = new Set<string>();
  const isThere = async (place: Location): Promise<boolean> => {
    const key = `${place.base}/${place.path}`;
    if (filled.has(key)) return true;
    const there = await lstatIfThere(ops, folders.absolute(place));
    const leaving = emptied.get(foldName(key));
    return there !== undefined && !(leaving && sameInode(leaving, there));
  };
  let count = 0;
  for (const step of inverses) {
    options.signal?.throwIfAborted();
    try {
      if (isFolderStep(step)) {
        await folders.reach(step.from);
        if (step.kind === 'make-folder') made.add(step.from.path);
        steps.push(step);
      } else if (step.kind === 'rewrite') steps.push(await checkRewrite(ops, folders, step, options.signal));
      else {
        const to = step.to!;
        const { absolute } = await folders.reach(step.from);
        const fromKey = `${step.from.base}/${step.from.path}`;
        const seen = filled.has(fromKey)
          ? undefined
          : await lookAtSource(ops, absolute, step.expected, { linkText: step.knownLink, signal: options.signal });
        await folders.reach(to);
        if (await isThere(to)) throw new UserError('Another file stands at its old place.');
        if (to.base === 'root') {
          for (const folder of to.path.includes('/') ? [...ancestorsOf(parentOf(to.path)), parentOf(to.path)] : []) {
            const place: Location = { base: 'root', path: folder };
            if (made.has(folder) || (await isThere(place))) continue;
            made.add(folder);
            steps.push({ kind: 'make-folder', from: place, path: folder });
          }
        }
        filled.add(`${to.base}/${to.path}`);
        filled.delete(fromKey);
        emptied.set(foldName(fromKey), seen?.own);
        steps.push({ ...step, ...(seen && { seen }) });
      }
    } catch (error) {
      if (options.signal?.aborted) throw error;
      const reason = isSystemError(error) ? `Cannot be read: ${errorReason(error)}.` : errorReason(error);
      conflicts.push({ path: step.path, reason });
    }
    options.onProgress?.(++count, inverses.length);
  }
  return { steps, conflicts };
}

/** The step that gives a table the content that it had, from where that is kept; the present one is kept in turn. */
function inverseRewrite({ number, run, to, expected, replaces, relabels }: JournalOperation, id: string): Step {
  if (!to || !expected || !replaces) throw new UserError('The journal does not say what the table was before.');
  const { backup, ...before } = replaces;
  return {
    kind: 'rewrite',
    from: backup,
    to,
    path: to.path,
    expected: before,
    replaces: { ...expected, backup: tableBackup(id, to.path) },
    relabels: relabels.map(({ path, before: after, after: label }) => ({ path, before: label, after })),
    of: { run: run.id, operation: number },
  };
}

/** The step that takes one operation back, to exactly the old place. */
export function inverse(operation: JournalOperation, run: string): Step {
  const { kind, from, to, expected, link, isSidecar } = operation;
  const of = { run: operation.run.id, operation: operation.number };
  if (kind === 'make-folder') return { kind: 'remove-folder', from, path: from.path, of };
  if (kind === 'remove-folder') return { kind: 'make-folder', from, path: from.path, of };
  if (!to) throw new UserError('What was removed from the trash cannot be brought back.');
  const path = from.base === 'root' ? from.path : to.path;
  const links = link && { knownLink: link.rewritten, linkText: link.target };
  const back = { from: to, path, expected, of, isSidecar, ...links };
  switch (kind) {
    case 'rewrite':
      return inverseRewrite(operation, run);
    case 'trash':
    case 'set-aside':
      return { kind: 'restore', to: from, ...back };
    case 'copy-in':
      // A new file goes to the trash rather than to the staging folder, which may be emptied.
      return { kind: 'trash', to: { base: 'state', path: `${trashFolder}/${run}/${to.path}` }, ...back };
    case 'restore':
      return { kind: from.path.startsWith(`${trashFolder}/`) ? 'trash' : 'set-aside', to: from, ...back };
    default:
      return { kind: 'move', to: from, ...back };
  }
}
