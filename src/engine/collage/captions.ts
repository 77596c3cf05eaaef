import { heightOf, widthOf } from '../../core/boxes';
import type { Part } from './components';
import { uniteAll, type Group } from './grouping';
import { sizeOf, speckSize } from './plausibility';
import { median } from './statistics';

/** Share of the objects that have a caption where captions are meant; fewer are feet, wheels, shadows. */
const LEAST_SHARE = 0.6;
const LEAST_CAPTIONS = 4;

/** A caption's height as a share of what it is the caption of. */
const MOST_HEIGHT = 0.42;

/** Upright strokes that a row through a caption crosses: a pair of feet has two, a shadow one. */
const LEAST_STROKES = 4;

/** Captions of one sheet are of one height: descenders make the difference. */
const MOST_UNEVEN = 1.7;
const MOST_EVEN = 0.8;

/** An object, and the line of letters below or above it. */
interface Captioned {
  readonly object: Group;
  readonly caption: Group;
}

/**
 * Cuts captions off their objects: a line of letters below (or above) most objects, all of one height. `parts` are the
 * pieces of the content that the groups were united from, `map` ([height, width]) is its difference from the paper.
 */
export function cutCaptions(
  groups: readonly Group[],
  parts: readonly Part[],
  map: Uint8Array,
  width: number,
): readonly Group[] {
  const found = captionsOf(groups, parts, (one) => isLine(one, map, width));
  return found ? groups.map((group) => found.get(group)?.object ?? group) : groups;
}

/** True when there may be captions whose letters ran together because the sheet was reduced. */
export function mayHaveCaptions(groups: readonly Group[], parts: readonly Part[]): boolean {
  return captionsOf(groups, parts, isBar) !== undefined;
}

function captionsOf(groups: readonly Group[], parts: readonly Part[], isText: (one: Captioned) => boolean) {
  const least = speckSize(groups);
  const objects = groups.filter((group) => sizeOf(group) >= least);
  if (objects.length < LEAST_CAPTIONS) return undefined;
  const inside = partsInside(objects, parts);
  for (const side of ['below', 'above'] as const) {
    const found = new Map<Group, Captioned>();
    for (const object of objects) {
      const captioned = outerBand(inside.get(object) ?? [], side);
      if (captioned && isText(captioned)) found.set(object, captioned);
    }
    if (found.size >= LEAST_SHARE * objects.length && isEvenlyHigh([...found.values()].map(({ caption }) => caption)))
      return found;
  }
  return undefined;
}

/** The parts in each group's box, rising by their upper edge. */
function partsInside(groups: readonly Group[], parts: readonly Part[]): ReadonlyMap<Group, readonly Part[]> {
  const waiting = [...groups].sort((a, b) => a.top - b.top);
  const inside = new Map(groups.map((group): [Group, Part[]] => [group, []]));
  let open: Group[] = [];
  let next = 0;
  for (const part of [...parts].sort((a, b) => a.top - b.top)) {
    while (next < waiting.length && waiting[next].top <= part.top) open.push(waiting[next++]);
    if (open.some((group) => group.bottom < part.top)) open = open.filter((group) => group.bottom >= part.top);
    const home = open.find(
      ({ left, right, bottom }) => left <= part.left && part.right <= right && part.bottom <= bottom,
    );
    if (home) inside.get(home)?.push(part);
  }
  return inside;
}

/** Cuts the outermost band off that clear rows part from the rest; undefined when all is one. */
function outerBand(parts: readonly Part[], side: 'below' | 'above'): Captioned | undefined {
  const bands: Part[][] = [];
  let bottom = -1;
  for (const part of parts) {
    if (bands.length === 0 || part.top > bottom + 1) bands.push([part]);
    else bands[bands.length - 1].push(part);
    bottom = Math.max(bottom, part.bottom);
  }
  if (bands.length < 2) return undefined;
  const caption = uniteAll(side === 'below' ? bands[bands.length - 1] : bands[0]);
  const object = uniteAll((side === 'below' ? bands.slice(0, -1) : bands.slice(1)).flat());
  return { object, caption };
}

/** Low against its object and wider than high. */
function isBar({ object, caption }: Captioned): boolean {
  const height = heightOf(caption);
  return height <= MOST_HEIGHT * heightOf(object) && widthOf(caption) >= 1.5 * height;
}

function isLine(one: Captioned, map: Uint8Array, width: number): boolean {
  return isBar(one) && isTextLine(one.caption, map, width);
}

/** Wider than high; some row crosses the strokes of several letters: seen at half its contrast, above its halo. */
export function isTextLine(line: Group, map: Uint8Array, width: number): boolean {
  const { left, right, top, bottom, peak } = line;
  if (widthOf(line) < 1.5 * heightOf(line)) return false;
  for (let y = top; y <= bottom; y++) {
    let strokes = 0;
    for (let at = y * width + left, end = y * width + right, before = false; at <= end; at++) {
      const isInk = map[at] > peak / 2;
      if (isInk && !before) strokes++;
      before = isInk;
    }
    if (strokes >= LEAST_STROKES) return true;
  }
  return false;
}

/** Lines of letters of one sheet are of one height, but for what reaches below and above. */
export function isEvenlyHigh(lines: readonly Group[]): boolean {
  const heights = lines.map(heightOf);
  const middle = median(heights);
  const even = heights.filter((height) => height <= MOST_UNEVEN * middle && height >= middle / MOST_UNEVEN);
  return even.length >= MOST_EVEN * heights.length;
}
