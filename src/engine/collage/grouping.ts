import type { Part } from './components';

/** Parts that stand for one object: the box around them, their pixels together, the largest difference in them. */
export type Group = Part;

/**
 * Unites boxes that overlap or lie within `gap` pixels of each other, again and again while boxes grow: after it no
 * two boxes are that near. A gap of 0 unites boxes that share a pixel; neighbours side by side have gap 0 between
 * their edges and stay apart.
 */
export function uniteWithin(parts: readonly Group[], gap: number): Group[] {
  return uniteWhere(parts, gap, (a, b) => touches(a, b, gap));
}

/** Share of the smaller box that must lie in the larger for `uniteInside`. */
const INSIDE = 0.3;

/** Unites boxes that lie in each other to a good part; those that overlap at their rims only stay apart. */
export function uniteInside(parts: readonly Group[]): Group[] {
  return uniteWhere(parts, 0, (a, b) => {
    const across = Math.min(a.right, b.right) - Math.max(a.left, b.left) + 1;
    const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) + 1;
    return across > 0 && down > 0 && across * down > INSIDE * Math.min(boxedArea(a), boxedArea(b));
  });
}

function boxedArea({ left, right, top, bottom }: Part): number {
  return (right - left + 1) * (bottom - top + 1);
}

function uniteWhere(parts: readonly Group[], gap: number, belong: (a: Group, b: Group) => boolean): Group[] {
  let groups = [...parts];
  for (;;) {
    const next = sweep(groups, gap, belong);
    if (next.length === groups.length) return next;
    groups = next;
  }
}

/** One pass from left to right; `active` holds the boxes that a later one can still reach. */
function sweep(groups: Group[], gap: number, belong: (a: Group, b: Group) => boolean): Group[] {
  groups.sort((a, b) => a.left - b.left || a.top - b.top);
  const done: Group[] = [];
  let active: Group[] = [];
  for (const group of groups) {
    let current = group;
    const still: Group[] = [];
    for (const other of active) {
      if (other.right + gap < current.left) done.push(other);
      else if (belong(other, current)) current = unite(other, current);
      else still.push(other);
    }
    still.push(current);
    active = still;
  }
  return done.concat(active);
}

function touches(a: Part, b: Part, gap: number): boolean {
  return a.left <= b.right + gap && b.left <= a.right + gap && a.top <= b.bottom + gap && b.top <= a.bottom + gap;
}

function unite(a: Group, b: Group): Group {
  return {
    left: Math.min(a.left, b.left),
    top: Math.min(a.top, b.top),
    right: Math.max(a.right, b.right),
    bottom: Math.max(a.bottom, b.bottom),
    area: a.area + b.area,
    peak: Math.max(a.peak, b.peak),
  };
}
