import { makeDismissal } from '../../../core/decisions/dismissal';
import { labelDecision } from '../../../core/decisions/decision';
import type { DecisionLog } from '../decisions/decisionLog';
import type { ImageTable } from '../imageTable';
import type { Scores } from '../ranking/scores';

interface Judged {
  readonly table: ImageTable;
  readonly decisions: DecisionLog;
  readonly scores: Pick<Scores, 'rows' | 'suspicious'> | undefined;
}

/** The ranking takes the label for wrong, and nobody said that this is no problem. */
export function isFlagged({ table, decisions, scores }: Judged, row: number): boolean {
  if (!scores || row >= scores.rows || scores.suspicious[row] !== 1) return false;
  const hash = table.hashes[row];
  if (hash === undefined || decisions.dismissals.size === 0) return true;
  const label = table.className(table.given[row]);
  return !decisions.dismissals.covers(makeDismissal({ kind: 'label', label }, [hash]));
}

/** Flagged, and not yet decided on: what the rail counts and `is:suspicious` finds. */
export function isSuspicious(judged: Judged, row: number): boolean {
  if (!isFlagged(judged, row)) return false;
  const { table, decisions } = judged;
  const decision = decisions.book.get(table.path(row), table.hashes[row] ?? '');
  return labelDecision(decision, table.className(table.given[row]) ?? '') === undefined;
}
