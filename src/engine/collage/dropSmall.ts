import type { Group } from './grouping';
import { median } from './statistics';

/** At most this share of the groups may go as captions, page numbers and specks. */
const MOST = 0.25;

/**
 * Leaves out what is far smaller than its fellows: page numbers, captions, dust. How far depends on how even the sheet
 * is: among equal symbols half the size is odd, on a sheet of mixed sprites it is not.
 */
export function dropSmall(groups: readonly Group[]): readonly Group[] {
  if (groups.length < 4) return groups;
  const logs = groups.map((group) => Math.log(longerSide(group)));
  const middle = median(logs);
  const spread = Math.max(0.12, 1.4826 * median(logs.map((value) => Math.abs(value - middle))));
  const least = Math.min(middle - 3.5 * spread, middle - Math.log(2));
  const kept = groups.filter((_, at) => logs[at] >= least);
  return kept.length >= (1 - MOST) * groups.length ? kept : groups;
}

/** Not the area: a single stroke is thin, not small. */
function longerSide(group: Group): number {
  return Math.max(group.right - group.left, group.bottom - group.top) + 1;
}
