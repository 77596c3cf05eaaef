import type { Epoch } from '../../../core/decisions/epoch';
import { placeOf, type Layout } from '../../../core/layout';

/**
 * Where the files stand now that got their first label by an apply here. Nobody doubts a label that a person corrected;
 * these may have come by the cluster or above a line of precision, unseen.
 */
export function labelledHere(epochs: readonly Epoch[], layout: Layout): ReadonlySet<string> {
  const paths = new Set<string>();
  for (const { moves } of epochs) {
    const arrived = moves.flatMap(({ from, to, made, label }) => {
      if (to === null) return [];
      if (made) return made.part === undefined && paths.has(made.source) ? [to] : [];
      const before = label?.before ?? (from === null ? undefined : (placeOf(from, layout).label ?? ''));
      return before === '' ? [to] : [];
    });
    for (const { from } of moves) if (from !== null) paths.delete(from);
    for (const path of arrived) paths.add(path);
  }
  return paths;
}
