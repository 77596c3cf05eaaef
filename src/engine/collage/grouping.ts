import type { Part } from './components';

/** Parts that stand for one object: the box around them, their pixels together, the largest difference in them. */
export type Group = Part;

type Growing = { -readonly [K in keyof Part]: Part[K] };

/**
 * Unites boxes that overlap or lie within `gap` pixels of each other, again and again while boxes grow: after it no
 * two boxes are that near. A gap of 0 unites boxes that share a pixel; neighbours side by side have gap 0 between
 * their edges and stay apart.
 */
export function uniteWithin(parts: readonly Group[], gap: number): Group[] {
  let groups: Growing[] = parts.map((part) => ({ ...part }));
  for (;;) {
    const next = sweep(groups, gap);
    if (next.length === groups.length) return next;
    groups = next;
  }
}

/** One pass from left to right; `active` holds the boxes that a later one can still reach. */
function sweep(groups: Growing[], gap: number): Growing[] {
  groups.sort((a, b) => a.left - b.left || a.top - b.top);
  const done: Growing[] = [];
  let active: Growing[] = [];
  for (const group of groups) {
    let current = group;
    const still: Growing[] = [];
    for (const other of active) {
      if (other.right + gap < current.left) done.push(other);
      else if (touches(other, current, gap)) current = absorb(other, current);
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

function absorb(into: Growing, other: Growing): Growing {
  into.left = Math.min(into.left, other.left);
  into.top = Math.min(into.top, other.top);
  into.right = Math.max(into.right, other.right);
  into.bottom = Math.max(into.bottom, other.bottom);
  into.area += other.area;
  into.peak = Math.max(into.peak, other.peak);
  return into;
}
