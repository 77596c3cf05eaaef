import { boxOf, type Box } from '../../core/boxes';
import type { Background } from './background';
import { isDarkPaper } from './darkPaper';
import type { Group } from './grouping';

/** Share of an object's own contrast that its rim must reach: below are halos of compression and soft shadows. */
const RIM = 0.25;
/** The same on dark paper, which no shadow darkens by much: what is faint there is a dark outline. */
const DARK_RIM = 0.2;

/** The least share of its contrast that the rim of an object has on this paper. */
export function rimOn({ kind, colour }: Pick<Background, 'kind' | 'colour'>): number {
  return kind !== 'transparent' && isDarkPaper(...colour) ? DARK_RIM : RIM;
}

/**
 * The box around a group without its faint rim. A side moves in by at most an eighth of the box (2 pixels at least).
 * `map` is the difference from the paper, [height, width]; `share` is that of the rim (`rimOn`).
 */
export function tightBox(map: Uint8Array, width: number, group: Group, threshold: number, share: number): Box {
  const rim = Math.max(threshold, group.peak * share);
  let { left, top, right, bottom } = group;
  const acrossLimit = Math.max(2, (right - left) >> 3);
  const downLimit = Math.max(2, (bottom - top) >> 3);
  const rowHas = (y: number) => {
    for (let x = left; x <= right; x++) if (map[y * width + x] > rim) return true;
    return false;
  };
  const columnHas = (x: number) => {
    for (let y = top; y <= bottom; y++) if (map[y * width + x] > rim) return true;
    return false;
  };
  for (let k = 0; k < downLimit && top < bottom && !rowHas(top); k++) top++;
  for (let k = 0; k < downLimit && top < bottom && !rowHas(bottom); k++) bottom--;
  for (let k = 0; k < acrossLimit && left < right && !columnHas(left); k++) left++;
  for (let k = 0; k < acrossLimit && left < right && !columnHas(right); k++) right--;
  return boxOf({ left, top, right, bottom });
}
