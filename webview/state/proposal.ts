import { combineDecisions, decisionCodes, type Decision } from '../../src/core/decisions/decision';
import type { RowTable } from './rowTable';

/** What Enter accepts for an image: its suggested label, or to keep it where the prediction agrees. */
export function proposedDecision(table: RowTable, row: number): Decision | undefined {
  const predicted = table.predictedName(row);
  if (predicted === undefined) return undefined;
  return table.agrees(row) ? { kind: 'keep' } : { kind: 'relabel', to: predicted };
}

/**
 * What a decision comes to for an image: to relabel it to the class where it is already is to keep it; what was decided
 * of its file holds.
 */
export function settledDecision(table: RowTable, row: number, decision: Decision | null): Decision | undefined {
  const given = table.givenName(row) ?? '';
  const settled: Decision | null = decision?.kind === 'relabel' && given === decision.to ? { kind: 'keep' } : decision;
  return combineDecisions(shownDecision(table, row), settled ?? undefined, given);
}

/** What is painted of a decision: its kind and its label. */
function shownDecision(table: RowTable, row: number): Decision | undefined {
  const label = table.targetName(row);
  switch (table.decisionCode(row)) {
    case decisionCodes.keep:
      return { kind: 'keep' };
    case decisionCodes.relabel:
      return { kind: 'relabel', to: label ?? '' };
    case decisionCodes.convert:
      return { kind: 'convert', format: 'png', label };
    case decisionCodes.rename:
      return { kind: 'rename', to: '', label };
    default:
      return undefined;
  }
}
