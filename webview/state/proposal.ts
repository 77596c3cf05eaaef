import type { Decision } from '../../src/core/decision';
import type { RowTable } from './rowTable';

/** What Enter accepts for an image: its suggested label, or to keep it where the prediction agrees. */
export function proposedDecision(table: RowTable, row: number): Decision | undefined {
  const predicted = table.predictedName(row);
  if (predicted === undefined) return undefined;
  return table.agrees(row) ? { kind: 'keep' } : { kind: 'relabel', to: predicted };
}

/** What a decision comes to for an image: to relabel it to the class where it is already is to keep it. */
export function settledDecision(table: RowTable, row: number, decision: Decision | null): Decision | undefined {
  if (decision?.kind === 'relabel' && table.givenName(row) === decision.to) return { kind: 'keep' };
  return decision ?? undefined;
}
