import type { Epoch } from '../../../core/decisions/epoch';

/** What became of images in all applies that stand. */
export interface Fate {
  /** By where those stood last that were deleted or set aside: where they stood first. */
  readonly left: ReadonlyMap<string, string>;
  /** By where they stand now: where those stood first that were moved. */
  readonly cameFrom: ReadonlyMap<string, string>;
}

/** Follows every image through `epochs`, an undone apply included. */
export function fateOf(epochs: readonly Epoch[]): Fate {
  const left = new Map<string, string>();
  const cameFrom = new Map<string, string>();
  for (const { moves } of epochs)
    for (const { from, to } of moves) {
      if (from === null) {
        const first = left.get(to ?? '');
        left.delete(to ?? '');
        if (first !== undefined && to !== null && first !== to) cameFrom.set(to, first);
        continue;
      }
      const first = cameFrom.get(from) ?? from;
      cameFrom.delete(from);
      if (to === null) left.set(from, first);
      else if (to !== first) cameFrom.set(to, first);
    }
  return { left, cameFrom };
}
