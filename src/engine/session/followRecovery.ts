import type { Decision, DecisionChange } from '../../core/decision';
import { reverseChanges } from '../../core/decision';
import type { AppliedMove } from '../../core/epoch';
import { parentOf } from '../../core/relativePath';
import type { MovedFile, RecoveredRun } from '../changes/recover';
import { splitLeft } from '../../core/collage/splitDecision';
import type { DecisionBook } from '../../core/decisionBook';
import type { DecisionLog } from './decisionLog';

/**
 * Decisions follow what an interrupted run really did: those that were carried out end as they do after an apply that
 * was not interrupted, so that its undo makes them pending again; those of an undo become pending again.
 */
export async function followRecovery(decisions: DecisionLog, runs: readonly RecoveredRun[]): Promise<void> {
  // Where the log knows the run, the crash came after all was noted.
  const known = new Set(decisions.epochs.map(({ journal }) => journal));
  for (const { journal, kind, undoes, moved } of runs) {
    const moves = moved.map(appliedMove);
    if (moves.length === 0 || known.has(journal)) continue;
    if (kind === 'apply') await decisions.applied({ journal, moves, changes: carriedOut(decisions, moves) });
    else if (kind === 'restore') await decisions.applied({ journal: 'restore', moves, changes: [] });
    else if (kind === 'undo' && undoes !== undefined) await unapply(decisions, undoes, moves);
  }
}

export function appliedMove({ from, to, made }: MovedFile): AppliedMove {
  return { from: from ?? null, to: to ?? null, ...(made && { made }) };
}

/** Takes an apply's decisions back for the files that an undo moved. */
export async function unapply(decisions: DecisionLog, undoes: string, moves: readonly AppliedMove[]): Promise<void> {
  if (moves.length === 0) return;
  const epoch = decisions.epochs.findLast(({ journal }) => journal === undoes);
  const paths = new Set(moves.flatMap(({ from, to }) => [from, to]));
  // What made new files is taken back with them, also where the image itself was kept.
  for (const { to, made } of epoch?.moves ?? []) if (made && paths.has(to)) paths.add(made.source);
  const changes = reverseChanges((epoch?.changes ?? []).filter(({ path }) => paths.has(path)));
  await decisions.unapplied({ journal: `undo of ${undoes}`, moves: [...moves], changes });
}

/** The pending decisions that moves have carried out: where a file went says whether it was this decision. */
function carriedOut({ book }: DecisionLog, moves: readonly AppliedMove[]): DecisionChange[] {
  const split = splitsCarriedOut(book, moves);
  return [
    ...split,
    ...moves.flatMap(({ from, to }): DecisionChange[] => {
      const decided = from === null ? undefined : book.recorded(from);
      if (!decided || !means(decided.decision, to)) return [];
      const { path, hash, decision: before } = decided;
      const ended: DecisionChange = { path, hash, before };
      if (before.kind !== 'relabel' || before.to === '' || to === null) return [ended];
      return [ended, { path: to, hash, after: { kind: 'keep' } }];
    }),
  ];
}

/** What is left of the splits whose crops were written. */
export function splitsCarriedOut(
  book: Pick<DecisionBook, 'recorded'>,
  moves: readonly AppliedMove[],
): DecisionChange[] {
  const written = new Map<string, Set<number>>();
  for (const { made } of moves)
    if (made?.part !== undefined)
      written.set(made.source, (written.get(made.source) ?? new Set<number>()).add(made.part));
  return [...written].flatMap(([sheet, parts]): DecisionChange[] => {
    const decided = book.recorded(sheet);
    if (decided?.decision.kind !== 'split') return [];
    const { path, hash, decision } = decided;
    const isGone = moves.some(({ from, to }) => from === sheet && to === null);
    return [{ path, hash, before: decision, after: splitLeft(decision, parts, isGone) }];
  });
}

function means(decision: Decision, to: string | null): boolean {
  switch (decision.kind) {
    case 'delete':
    case 'set-aside':
      return to === null;
    case 'relabel': {
      if (to === null) return false;
      const folder = parentOf(to);
      return decision.to === '' || folder === decision.to || folder.endsWith(`/${decision.to}`);
    }
    case 'convert':
      return to === null;
    case 'rename':
      return to !== null;
    case 'keep':
    case 'restore':
    case 'split':
      return false;
  }
}
