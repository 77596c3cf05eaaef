import { boxOf } from '../../core/boxes';
import type { Size } from '../../core/boxes';
import { equalGridOf } from './equalGrid';
import type { Group } from './grouping';
import { sizeOf, speckSize } from './plausibility';
import { median } from './statistics';

/** At most this share of the groups may go as captions, page numbers and specks. */
const MOST = 0.25;

/** Longer side in pixels below which nothing is told from dust. */
const LEAST = 5;

/**
 * Leaves out what is far smaller than its fellows: page numbers, captions, dust. How far depends on how even the sheet
 * is: among equal symbols half the size is odd, on a sheet of mixed sprites it is not. What has a cell of an equal
 * grid to itself stays, however small.
 */
export function dropSmall(all: readonly Group[], sheet: Size): readonly Group[] {
  const speck = speckSize(all);
  const large = all.filter((group) => sizeOf(group) >= speck);
  if (large.length < 4) return large;
  const logs = large.map((group) => Math.log(longerSide(group)));
  const middle = median(logs);
  const spread = Math.max(0.12, 1.4826 * median(logs.map((value) => Math.abs(value - middle))));
  const least = Math.max(LEAST, Math.exp(Math.min(middle - 3.5 * spread, middle - Math.log(2))));
  const kept = all.filter((group) => longerSide(group) >= least);
  // More small things than objects are texture or dust.
  const sure = kept.length > 2 * large.length ? large : kept;
  const enough = sure.length >= (1 - MOST) * large.length ? sure : large;
  return enough.concat(aloneInCells(enough, all, sheet));
}

/** Groups that were left out and fill cells of the others' grid in which nothing else stands. */
function aloneInCells(kept: readonly Group[], all: readonly Group[], sheet: Size): Group[] {
  if (kept.length === all.length) return [];
  const grid = equalGridOf(kept.map(boxOf), sheet);
  if (!grid) return [];
  const cellOf = (group: Group) => {
    const x = ((group.left + group.right + 1) / 2 - grid.offsetX) / grid.cellWidth;
    const y = ((group.top + group.bottom + 1) / 2 - grid.offsetY) / grid.cellHeight;
    const isInside = x > 0 && y > 0 && x < grid.columns && y < grid.rows;
    const isCentred = Math.abs(x - Math.floor(x) - 0.5) < 0.2 && Math.abs(y - Math.floor(y) - 0.5) < 0.35;
    return { key: Math.floor(y) * grid.columns + Math.floor(x), fits: isInside && isCentred };
  };
  const taken = new Set(kept.map((group) => cellOf(group).key));
  const others = new Map<number, Group[]>();
  const known = new Set(kept);
  for (const group of all) {
    if (known.has(group) || longerSide(group) < LEAST) continue;
    const { key, fits } = cellOf(group);
    if (!taken.has(key)) others.set(key, [...(others.get(key) ?? []), ...(fits ? [group] : [])]);
  }
  return [...others.values()].flatMap((groups) => (groups.length === 1 ? groups : []));
}

/** Not the area: a single stroke is thin, not small. */
function longerSide(group: Group): number {
  return Math.max(group.right - group.left, group.bottom - group.top) + 1;
}
