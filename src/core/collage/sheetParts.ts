import { iouOf, uprightBounds, type Box, type Size } from '../boxes';
import { readingOrder } from '../readingOrder';
import { cutPart, isInside, mergeBoxes, moveBox, rotateBox, roundBox, type Point } from './partGeometry';
import type { SheetPart } from './splitDecision';

/** The parts of a sheet while they are corrected. Parts are known by identity, so that a selection outlives a new order. */
export interface SheetParts {
  /** In reading order. */
  readonly parts: readonly SheetPart[];
  /** Found boxes that a person took away, or has others in place of. */
  readonly removed: readonly Box[];
  readonly selected: ReadonlySet<SheetPart>;
}

export const noParts: SheetParts = { parts: [], removed: [], selected: new Set() };

/** A box found anew that shares this much with one of a person's is that one. */
const sameFrom = 0.5;

/** Boxes that were found, together with what a person drew, changed or took away before. */
export function foundAnew(found: readonly Box[], before: SheetParts): SheetParts {
  const own = before.parts.filter(({ byHand }) => byHand);
  const known = [...own, ...before.removed].map(uprightBounds);
  const labelled = before.parts.filter(({ label, byHand }) => label !== undefined && !byHand);
  const fresh = found
    .filter((box) => {
      const bounds = uprightBounds(box);
      return !known.some((other) => iouOf(bounds, other) >= sameFrom || isMostlyIn(bounds, other));
    })
    .map((box): SheetPart => {
      const same = labelled.find((part) => iouOf(uprightBounds(part), uprightBounds(box)) >= sameFrom);
      return same?.label === undefined ? box : { ...box, label: same.label };
    });
  return { parts: readingOrder([...own, ...fresh]), removed: before.removed, selected: new Set() };
}

/** What lies in a box that a person drew around it, or cut, is part of that. */
function isMostlyIn(box: Box, around: Box): boolean {
  return (
    isInside({ x: box.x + box.width / 2, y: box.y + box.height / 2 }, around) &&
    box.width * box.height <= around.width * around.height
  );
}

export function select(state: SheetParts, parts: Iterable<SheetPart>): SheetParts {
  return { ...state, selected: new Set(parts) };
}

/** The smallest part at a point, which lies above those around it. */
export function partAt({ parts }: SheetParts, point: Point, slack: number): SheetPart | undefined {
  let found: SheetPart | undefined;
  for (const part of parts)
    if (isInside(point, part, slack) && (!found || part.width * part.height < found.width * found.height)) found = part;
  return found;
}

/** Parts whose middle lies in a rectangle. */
export function partsIn({ parts }: SheetParts, area: Box): SheetPart[] {
  return parts.filter(({ x, y, width, height }) => isInside({ x: x + width / 2, y: y + height / 2 }, area));
}

/** The part `by` steps further in reading order; the first or last where none is selected. */
export function stepFrom({ parts, selected }: SheetParts, by: 1 | -1): SheetPart | undefined {
  if (parts.length === 0) return undefined;
  const at = parts.findLastIndex((part) => selected.has(part));
  if (at < 0) return by > 0 ? parts[0] : parts[parts.length - 1];
  return parts[(at + by + parts.length) % parts.length];
}

/**
 * Exchanges parts for others, which are then the selection; numbers follow the reading order. A box that was found is
 * found again, also where the boxes in its place are too small to be told to be it.
 */
function exchange(state: SheetParts, gone: ReadonlySet<SheetPart>, come: readonly SheetPart[]): SheetParts {
  const rounded = come.map(roundBox);
  const parts = readingOrder([...state.parts.filter((part) => !gone.has(part)), ...rounded]);
  const replaced = [...gone].filter(({ byHand }) => !byHand).map(boxOf);
  return { parts, removed: [...state.removed, ...replaced], selected: new Set(rounded) };
}

/** Where a part is, without what is said of it. */
function boxOf({ x, y, width, height, angle }: SheetPart): Box {
  return { x, y, width, height, ...(angle !== undefined && { angle }) };
}

export function addPart(state: SheetParts, box: Box): SheetParts {
  return exchange(state, new Set(), [{ ...box, byHand: true }]);
}

/** Takes the selected parts away; the one that follows is selected. */
export function removeSelected(state: SheetParts): SheetParts {
  const { parts, removed, selected } = state;
  if (selected.size === 0) return state;
  const last = parts.findLastIndex((part) => selected.has(part));
  const left = parts.filter((part) => !selected.has(part));
  const next = parts.slice(last + 1).find((part) => !selected.has(part)) ?? left.at(-1);
  const gone = parts.filter((part) => selected.has(part)).map(boxOf);
  return { parts: left, removed: [...removed, ...gone], selected: new Set(next ? [next] : []) };
}

/** Changes every selected part. */
export function changeSelected(state: SheetParts, change: (part: SheetPart) => SheetPart): SheetParts {
  const { selected } = state;
  if (selected.size === 0) return state;
  return exchange(
    state,
    selected,
    [...selected].map((part) => ({ ...change(part), byHand: true })),
  );
}

export function moveSelected(state: SheetParts, dx: number, dy: number, sheet: Size): SheetParts {
  return changeSelected(state, (part) => moveBox(part, dx, dy, sheet));
}

export function rotateSelected(state: SheetParts, degrees: number): SheetParts {
  return changeSelected(state, (part) => rotateBox(part, degrees));
}

export function mergeSelected(state: SheetParts): SheetParts {
  const { selected } = state;
  return selected.size < 2 ? state : exchange(state, selected, [mergeBoxes([...selected])]);
}

/** Cuts the selected parts across `axis`, at a share of their length; those too small for it stay. */
export function cutSelected(state: SheetParts, axis: 'x' | 'y', share = 0.5): SheetParts {
  const large = [...state.selected].filter((part) => (axis === 'x' ? part.width : part.height) >= 4);
  if (large.length === 0) return state;
  return exchange(
    state,
    new Set(large),
    large.flatMap((part) => cutPart(part, axis, share)),
  );
}

/** Gives the selected parts a class; undefined takes it back. */
export function labelSelected(state: SheetParts, label: string | undefined): SheetParts {
  const labelled = new Map<SheetPart, SheetPart>();
  for (const part of state.selected) {
    const { label: _before, ...rest } = part;
    labelled.set(part, label === undefined ? rest : { ...rest, label });
  }
  const parts = state.parts.map((part) => labelled.get(part) ?? part);
  return { ...state, parts, selected: new Set(labelled.values()) };
}
