import type { AppliedMove } from '../../../core/decisions/epoch';
import { errorReason, isSystemError } from '../../errors';
import type { DataFolders, Location } from '../dataFolders';
import type { FileOps } from '../files/fileOps';
import type { Journal, JournalOperation, Run } from '../journal/journal';
import type { RunKind } from '../journal/journalRecords';
import { recoverOperation, type Recovered } from './recoverOperation';
import { isFolderStep } from '../steps/step';

export interface RecoveredFile {
  /** Absolute. */
  readonly from: string;
  readonly to: string | undefined;
}

/** Old and new path below the dataset; undefined is outside it (trash, set-aside, staging). Sidecars included. */
export interface MovedFile {
  readonly from: string | undefined;
  readonly to: string | undefined;
  /** Set for a new file: the image that it was made of, below the dataset, its content, and of a crop its part. */
  readonly made?: AppliedMove['made'];
  /** Set where a table labels the image anew. */
  readonly label?: AppliedMove['label'];
}

export interface RecoveredRun {
  readonly journal: string;
  readonly kind: RunKind;
  /** The apply that an undo was taking back. */
  readonly undoes: string | undefined;
  /** Operations of the plan, folders and sidecars included. */
  readonly planned: number;
  readonly applied: number;
  /** All that the run moved, before and after the crash. */
  readonly moved: readonly MovedFile[];
}

/** What the recovery of an interrupted run found and did. */
export interface RecoveryReport {
  /** Runs that a crash had interrupted, oldest first; empty when there was nothing to do. */
  readonly runs: readonly RecoveredRun[];
  /** Half done, now at their new place. */
  readonly completed: readonly RecoveredFile[];
  /** Half done, now at their old place. */
  readonly rolledBack: readonly RecoveredFile[];
  readonly problems: readonly { readonly path: string; readonly reason: string }[];
}

export const nothingRecovered: RecoveryReport = { runs: [], completed: [], rolledBack: [], problems: [] };

export function isRecoveryNeeded(journal: Journal): boolean {
  return journal.state.runs.some((run) => !run.end || hasUnresolved(run));
}

function hasUnresolved(run: Run): boolean {
  return [...run.operations.values()].some(({ outcome }) => !outcome);
}

/** Settles everything that a crash left half done, newest first, and closes the interrupted runs. */
export async function recoverJournal(ops: FileOps, folders: DataFolders, journal: Journal): Promise<RecoveryReport> {
  const interrupted = journal.state.runs.filter((run) => !run.end || hasUnresolved(run));
  const completed: RecoveredFile[] = [];
  const rolledBack: RecoveredFile[] = [];
  const problems: { path: string; reason: string }[] = [];
  for (const run of interrupted.toReversed()) {
    for (const operation of [...run.operations.values()].toReversed()) {
      if (operation.outcome) continue;
      const file = { from: folders.absolute(operation.from), to: operation.to && folders.absolute(operation.to) };
      const reference = { run: run.id, operation: operation.number };
      try {
        const recovered = await recoverEitherWay(ops, folders, operation);
        if (recovered.kind === 'completed' || (recovered.kind === 'problem' && wasMovedOn(run, operation))) {
          completed.push(file);
          await journal.append([{ type: 'done', ...reference }], { durable: false });
        } else {
          const reason = recovered.kind === 'problem' ? recovered.reason : 'Interrupted; it is at its old place.';
          if (recovered.kind === 'problem') problems.push({ path: file.from, reason });
          else rolledBack.push(file);
          await journal.append([{ type: 'skipped', ...reference, reason }], { durable: false });
        }
      } catch (error) {
        // It stays unresolved and is tried again at the next start.
        problems.push({ path: file.from, reason: errorReason(error) });
      }
    }
    if (hasUnresolved(run)) continue;
    const applied = countApplied(run);
    const skipped = run.planned - applied;
    await journal.append([{ type: 'end', run: run.id, applied, skipped, recovered: true }]);
  }
  const runs = interrupted.map((run): RecoveredRun => {
    const { id, kind, undoes, planned } = run;
    return { journal: id, kind, undoes, planned, applied: countApplied(run), moved: movedFiles(run) };
  });
  return { runs, completed, rolledBack, problems };
}

/** Whether a later operation of the same run took the file on from its new place: it had arrived there. */
function wasMovedOn(run: Run, { number, to, expected }: JournalOperation): boolean {
  return [...run.operations.values()].some(
    (later) =>
      later.number > number &&
      later.outcome?.done === true &&
      to?.base === later.from.base &&
      to.path === later.from.path &&
      expected?.hash === later.expected?.hash,
  );
}

/** Completes; where that fails (a folder that cannot be written any more), rolls back. */
async function recoverEitherWay(ops: FileOps, folders: DataFolders, operation: JournalOperation): Promise<Recovered> {
  try {
    return await recoverOperation(ops, folders, operation, 'complete');
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return recoverOperation(ops, folders, operation, 'roll-back');
  }
}

/** Images and other files that a run moved or that tables label anew; folders and sidecars are not counted. */
export function countApplied(run: Run): number {
  return [...run.operations.values()].filter(isCounted).reduce((sum, { relabels, kind }) => {
    return sum + (kind === 'rewrite' ? relabels.length : 1);
  }, 0);
}

function isCounted(operation: JournalOperation): boolean {
  return operation.outcome?.done === true && !operation.isSidecar && !isFolderStep(operation);
}

export function movedFiles(run: Run | undefined): MovedFile[] {
  return [...(run?.operations.values() ?? [])].flatMap(
    ({ from, to, outcome, provenance, expected, kind, relabels }): MovedFile[] => {
      if (!outcome?.done || !to) return [];
      if (kind === 'rewrite') return relabels.map(({ path, ...label }) => ({ from: path, to: path, label }));
      const made = expected &&
        provenance && { source: provenance.source, hash: expected.hash, part: provenance.crop?.part };
      const below = (place: Location): string | undefined => (place.base === 'root' ? place.path : undefined);
      return [{ from: below(from), to: below(to), ...(made && { made }) }];
    },
  );
}
