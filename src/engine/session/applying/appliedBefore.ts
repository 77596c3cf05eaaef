import type { Skipped } from '../../../core/plan/plan';
import type { TakenAway } from '../../changes/journal/takenAway';
import { noSuchFile } from './planning';

/** Says of files that are not there which apply took them away, where the journal knows: a plan that is applied twice. */
export function namingAppliedBefore(
  skipped: readonly Skipped[],
  taken: ReadonlyMap<string, Pick<TakenAway, 'journal' | 'when' | 'isNewest'>>,
): Skipped[] {
  return skipped.map((one) => {
    const before = one.reason === noSuchFile ? taken.get(one.path) : undefined;
    if (before === undefined) return one;
    const { journal, when, isNewest } = before;
    const back = isNewest ? 'winnow undo takes it back' : 'winnow history says how to take it back';
    return { ...one, reason: `The apply of ${when.toISOString()} (${journal}) moved it from here already; ${back}.` };
  });
}
