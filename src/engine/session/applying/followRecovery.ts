import type { Decision, DecisionChange } from '../../../core/decisions/decision';
import { netMoves, type AppliedMove } from '../../../core/decisions/epoch';
import type { RecoveredRun } from '../../changes/recovery/recover';
import type { DecisionLog } from '../decisions/decisionLog';
import { settleDecisions } from '../decisions/settleDecisions';
import { standsIn, unapply } from './unapply';

/**
 * Decisions follow what an interrupted run really did: those that were carried out end as they do after an apply that
 * was not interrupted, so that its undo makes them pending again; those of an undo become pending again.
 */
export async function followRecovery(decisions: DecisionLog, runs: readonly RecoveredRun[]): Promise<void> {
  // Where the log knows the run, the crash came after all was noted.
  const known = new Set(decisions.epochs.map(({ journal }) => journal));
  for (const { journal, kind, undoes, moved } of runs) {
    const moves = netMoves(moved);
    if (moves.length === 0 || known.has(journal)) continue;
    if (kind === 'apply') await decisions.applied({ journal, moves }, () => carriedOut(decisions, moves));
    else if (kind === 'restore') await decisions.applied({ journal: 'restore', moves }, () => []);
    else if (kind === 'undo' && undoes !== undefined) await unapply(decisions, undoes, moves);
    const paths = moves.flatMap(({ from, to, made }) => [from, to, made?.source ?? null]);
    decisions.tellOf(paths.filter((path) => path !== null));
  }
}

/** The pending decisions that moves have carried out: where a file went says whether it was this decision. */
function carriedOut({ book }: DecisionLog, moves: readonly AppliedMove[]): DecisionChange[] {
  const target = new Map(moves.map((move) => [move.from, move]));
  const named = new Set(
    moves.flatMap(({ from, made }) => [...(from === null ? [] : [from]), ...(made ? [made.source] : [])]),
  );
  const decided = [...named].flatMap((path) => book.recorded(path) ?? []);
  const done = decided.filter(({ path, decision }) => decision.kind === 'convert' || means(decision, target.get(path)));
  return settleDecisions(done, moves, book);
}

function means(decision: Decision, { to, label }: AppliedMove = { from: null, to: null }): boolean {
  switch (decision.kind) {
    case 'delete':
    case 'set-aside':
      return to === null;
    case 'relabel':
      // Unsorted images may stand anywhere.
      return decision.to === '' && !label ? to !== null : standsIn(decision.to, { to, label });
    case 'rename':
      return to !== null;
    case 'convert': // Told by its new file.
    case 'keep':
    case 'restore':
    case 'split':
      return false;
  }
}
