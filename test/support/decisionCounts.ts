import type { DecisionKind } from '../../src/core/decisions/decision';
import { DecisionBook } from '../../src/core/decisions/decisionBook';

/** Counts of decisions by kind: those given, and none of any other. */
export function decisionCounts(counts: Partial<Record<DecisionKind, number>>): Record<DecisionKind, number> {
  return { ...new DecisionBook().counts(), ...counts };
}
