import { heightOf, widthOf } from '../../core/boxes';
import type { Part } from './components';

/** Parts that stand for one object: the box around them, their pixels together, the largest difference in them. */
export type Group = Part;

/**
 * Unites boxes that overlap or lie within `gap` pixels of each other, again and again while boxes grow: after it no
 * two boxes are that near. A gap of 0 unites boxes that share a pixel; neighbours side by side have gap 0 between
 * their edges and stay apart.
 */
export function uniteWithin(parts: readonly Group[], gap: number): Group[] {
  return uniteWhere(parts, gap, touches);
}

/** More groups than this cost more to compare than what it saves. */
const MOST_COMPARED = 1000;

/**
 * The gap below which `uniteWithin` unites nothing: most readings of a sheet are spared by it. At most `most`; 0 where
 * there are too many groups to tell.
 */
export function nearestGap(groups: readonly Group[], most: number): number {
  if (groups.length > MOST_COMPARED) return 0;
  const sorted = [...groups].sort((a, b) => a.left - b.left);
  let nearest = most;
  for (let i = 0; i < sorted.length; i++) {
    const { top, right, bottom } = sorted[i];
    for (let j = i + 1; j < sorted.length; j++) {
      const other = sorted[j];
      const across = other.left - right;
      if (across >= nearest) break;
      nearest = Math.min(nearest, Math.max(across, other.top - bottom, top - other.bottom));
    }
  }
  return Math.max(0, nearest);
}

/** Share of the smaller box that must lie in the larger for `uniteInside`. */
const INSIDE = 0.3;

/** Unites boxes that lie in each other to a good part; those that overlap at their rims only stay apart. */
export function uniteInside(parts: readonly Group[]): Group[] {
  return uniteWhere(parts, 0, liesInside);
}

type Belong = (a: Group, b: Group, gap: number) => boolean;

function uniteWhere(parts: readonly Group[], gap: number, belong: Belong): Group[] {
  let groups = [...parts];
  for (;;) {
    const next = sweep(groups, gap, belong);
    if (next.length === groups.length) return next;
    groups = next;
  }
}

/**
 * One pass from left to right; `strips` across the sheet hold the boxes that a later one can still reach. They are twice
 * as high as boxes are, so that most boxes lie in one or two and meet few others there.
 */
function sweep(groups: Group[], gap: number, belong: Belong): Group[] {
  groups.sort((a, b) => a.left - b.left || a.top - b.top);
  let height = 2 * gap;
  for (const group of groups) height += (2 * heightOf(group)) / groups.length;
  const strips: Group[][] = [];
  const done: Group[] = [];
  const united = new Set<Group>();
  for (const group of groups) {
    let current = group;
    const last = Math.floor((group.bottom + gap) / height);
    for (let at = Math.max(0, Math.floor((group.top - gap) / height)); at <= last; at++) {
      const strip = (strips[at] ??= []);
      for (let k = strip.length - 1; k >= 0; k--) {
        const other = strip[k];
        const isDone = other.right + gap < current.left || united.has(other);
        const isSame = !isDone && belong(other, current, gap);
        if (isSame) {
          united.add(other);
          current = unite(other, current);
        }
        if (!isDone && !isSame) continue;
        strip[k] = strip[strip.length - 1];
        strip.pop();
      }
    }
    const end = Math.floor(current.bottom / height);
    for (let at = Math.floor(current.top / height); at <= end; at++) (strips[at] ??= []).push(current);
    done.push(current);
  }
  return united.size > 0 ? done.filter((group) => !united.has(group)) : done;
}

function liesInside(a: Part, b: Part): boolean {
  const across = Math.min(a.right, b.right) - Math.max(a.left, b.left) + 1;
  const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) + 1;
  return across > 0 && down > 0 && across * down > INSIDE * Math.min(boxedArea(a), boxedArea(b));
}

function boxedArea(part: Part): number {
  return widthOf(part) * heightOf(part);
}

function touches(a: Part, b: Part, gap: number): boolean {
  return a.left <= b.right + gap && b.left <= a.right + gap && a.top <= b.bottom + gap && b.top <= a.bottom + gap;
}

/** One group of at least one part. */
export function uniteAll(parts: readonly Part[]): Group {
  const { left, top, right, bottom, area, peak } = parts[0];
  const all = { left, top, right, bottom, area, peak };
  for (let at = 1; at < parts.length; at++) extend(all, parts[at]);
  return all;
}

/** A group that parts are still added to. */
export type GrowingGroup = { -readonly [K in keyof Group]: Group[K] };

/** Unites without a new object: parts are many, and so are the ways to read them. */
export function extend(group: GrowingGroup, part: Part): void {
  if (part.left < group.left) group.left = part.left;
  if (part.top < group.top) group.top = part.top;
  if (part.right > group.right) group.right = part.right;
  if (part.bottom > group.bottom) group.bottom = part.bottom;
  if (part.peak > group.peak) group.peak = part.peak;
  group.area += part.area;
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
