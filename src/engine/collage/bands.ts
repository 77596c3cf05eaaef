import { extend, type Group, type GrowingGroup } from './grouping';

/** Clear pixels that separate two bands, and two objects within a band. */
const BETWEEN = [0, 2, 5, 10, 20] as const;
const WITHIN = [0, 1, 2, 3, 4, 6, 8, 12, 16, 24] as const;

/**
 * Reads a sheet as rows of objects (or columns) in several ways: parts are first united into bands that clear lines
 * across the whole sheet separate, then cut within a band where enough pixels are clear. Parts above each other in a
 * band are one object however far apart. Calls `visit` with each different reading.
 */
export function visitBands(
  parts: readonly Group[],
  first: 'rows' | 'columns',
  visit: (groups: Group[], within: number) => void,
): void {
  const [outer, inner] = first === 'rows' ? ([ROW_AXIS, COLUMN_AXIS] as const) : ([COLUMN_AXIS, ROW_AXIS] as const);
  const sorted = [...parts].sort((a, b) => a[outer.start] - b[outer.start]);
  let bandsBefore = -1;
  for (const between of BETWEEN) {
    const bands = cut(sorted, outer, between);
    if (bands.length === bandsBefore) continue;
    bandsBefore = bands.length;
    for (const band of bands) band.sort((a, b) => a[inner.start] - b[inner.start]);
    let before = -1;
    let nearest = 0;
    for (const within of WITHIN) {
      if (within < nearest) continue;
      const groups: Group[] = [];
      nearest = Infinity;
      for (const band of bands) nearest = Math.min(nearest, uniteAlong(band, inner, within, groups));
      if (groups.length === before) continue;
      before = groups.length;
      visit(groups, within);
    }
  }
}

interface Axis {
  readonly start: 'left' | 'top';
  readonly end: 'right' | 'bottom';
}

const ROW_AXIS: Axis = { start: 'top', end: 'bottom' };
const COLUMN_AXIS: Axis = { start: 'left', end: 'right' };

/** Cuts parts sorted along the axis where more than `gap` pixels are clear. */
function cut(sorted: readonly Group[], axis: Axis, gap: number): Group[][] {
  const bands: Group[][] = [];
  let last = 0;
  for (const part of sorted) {
    if (bands.length === 0 || part[axis.start] - last - 1 > gap) {
      bands.push([part]);
      last = part[axis.end];
    } else {
      bands[bands.length - 1].push(part);
      if (part[axis.end] > last) last = part[axis.end];
    }
  }
  return bands;
}

/** The same for a band, each piece united into one group and added to `into`. The least gap that was left. */
function uniteAlong(sorted: readonly Group[], axis: Axis, gap: number, into: Group[]): number {
  let current: GrowingGroup | undefined;
  let least = Infinity;
  for (const part of sorted) {
    const clear = current ? part[axis.start] - current[axis.end] - 1 : Infinity;
    if (!current || clear > gap) {
      if (clear < least) least = clear;
      const { left, top, right, bottom, area, peak } = part;
      current = { left, top, right, bottom, area, peak };
      into.push(current);
      continue;
    }
    extend(current, part);
  }
  return least;
}
