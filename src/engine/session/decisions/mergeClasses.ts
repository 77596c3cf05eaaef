import { combineDecisions, sameDecision, type DecisionChange } from '../../../core/decisions/decision';
import type { DecisionLog } from './decisionLog';
import { decisionOf } from '../describe';
import type { ImageTable } from '../imageTable';

/**
 * The edit that makes one class of two: every image of `from` is relabelled to `to`. What was decided otherwise stays:
 * images that leave, and those that a person relabelled to a third class. A keep said that the image is a good `from`.
 */
export function mergeClasses(table: ImageTable, decisions: DecisionLog, from: string, to: string): DecisionChange[] {
  const changes: DecisionChange[] = [];
  for (let row = 0; row < table.length; row++) {
    const hash = table.hashes[row];
    if (hash === undefined || !table.isImage(row) || table.className(table.given[row]) !== from) continue;
    const before = decisionOf(table, decisions, row);
    const isOfLabel = before === undefined || before.kind === 'keep';
    const isOfFile = before?.kind === 'convert' || before?.kind === 'rename';
    if (!isOfLabel && !(isOfFile && (before.label === undefined || before.label === from))) continue;
    const after = combineDecisions(before, { kind: 'relabel', to }, from);
    if (!sameDecision(before, after)) changes.push({ path: table.path(row), hash, before, after });
  }
  return changes;
}
