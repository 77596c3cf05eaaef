import type { Decision } from '../../src/core/decision';
import type { RowTable } from './rowTable';

/** What Enter accepts for an image: its suggested label, or to keep it where the prediction agrees. */
export function proposedDecision(table: RowTable, row: number): Decision | undefined {
  const predicted = table.predictedName(row);
  if (predicted === undefined) return undefined;
  return table.agrees(row) ? { kind: 'keep' } : { kind: 'relabel', to: predicted };
}
