import { visitBands } from './bands';
import { connectContent, type Part } from './components';
import { nearestGap, uniteInside, uniteWithin, type Group } from './grouping';
import { uniteLooseParts } from './looseParts';
import { plausibilityOf } from './plausibility';
import { eraseLines, ruledLines } from './ruledLines';
import { takeTitles } from './titles';

/** One way to read a sheet: content above a threshold, its parts united into objects. */
export interface Partition {
  readonly threshold: number;
  /** Difference from the paper without ruled lines, [height, width]. */
  readonly map: Uint8Array;
  /** Objects, and the specks between them. */
  readonly groups: readonly Group[];
  /** Pieces of content that the groups were united from. */
  readonly parts: readonly Part[];
  /** Lines of letters above rows of objects: not among the groups. */
  readonly titles: readonly Group[];
  /** Larger is a more plausible sheet; comparable within one sheet only. */
  readonly score: number;
}

export interface PartitionLimits {
  /** Differences from the paper to try, rising, 0 to 255. */
  readonly thresholds: readonly number[];
  /** Gaps in pixels below which parts are one object, rising. With a single one rows and columns are not tried. */
  readonly gaps: readonly number[];
}

/** Smallest part in pixels; below it there is only dust and compression. */
const DUST = 3;

/** More parts than this are texture or noise: the smallest are left out. */
const MOST_PARTS = 12_000;

/** Where uniting all that overlaps leaves so many times fewer, sprites are packed box to box: rims overlap in a chain. */
const COLLAPSED = 8;

/** Score of a reading that is a sheet beyond doubt. */
const PLAIN = 0.8;

/** The content of a sheet above one threshold. */
export interface ContentLevel {
  readonly threshold: number;
  /** Without dust. */
  readonly parts: readonly Part[];
  /** The map that was given, or a copy of it without the ruled lines that show at this threshold. */
  readonly map: Uint8Array;
}

/** The content of a sheet at rising thresholds, each found when it is first asked for and kept. */
export class ContentLevels {
  private readonly known: ContentLevel[] = [];

  /** `map` ([height, width]) is left as it is. */
  constructor(
    private readonly map: Uint8Array,
    readonly width: number,
    private readonly height: number,
    private readonly thresholds: readonly number[],
  ) {}

  *[Symbol.iterator](): Generator<ContentLevel> {
    for (let at = 0; at < this.thresholds.length; at++) yield (this.known[at] ??= this.find(this.thresholds[at]));
  }

  private find(threshold: number): ContentLevel {
    const { width, height } = this;
    let clean = this.known.at(-1)?.map ?? this.map;
    let content = connectContent(clean, width, height, threshold, DUST);
    const lines = ruledLines(width, height, content);
    if (lines.length > 0) {
      clean = clean.slice();
      eraseLines(clean, width, lines);
      content = connectContent(clean, width, height, threshold, DUST);
    }
    return { threshold, parts: content.parts, map: clean };
  }
}

/** The most plausible reading of the content; undefined for an empty sheet. */
export function bestPartition(levels: ContentLevels, gaps: readonly number[]): Partition | undefined {
  let best: Partition | undefined;
  let before: Partition | undefined;
  for (const { threshold, parts, map } of levels) {
    let own: Partition | undefined;
    const { titles, others } = takeTitles(contentOf(parts, threshold), map, levels.width);
    visitReadings(others, gaps, (groups) => {
      const score = plausibilityOf(groups, threshold);
      if (score > (own?.score ?? -Infinity)) own = { groups, parts: others, titles, threshold, map, score };
    });
    if (own && own.score > (best?.score ?? -Infinity)) best = own;
    // A plain sheet that a higher threshold reads as before but worse, one higher still does not read better.
    if (own && before && isPlain(before) && own.groups.length === before.groups.length && own.score < before.score)
      break;
    before = own;
  }
  const united = best && gaps.length > 1 ? uniteLooseParts(best) : undefined;
  return best && { ...best, ...united };
}

function isPlain({ groups, score }: Partition): boolean {
  return groups.length >= 6 && score >= PLAIN;
}

/** The parts that stand out. */
function contentOf(parts: readonly Part[], threshold: number): Part[] {
  const content = parts.filter((part) => part.peak > threshold * 1.15);
  return content.length > MOST_PARTS ? content.sort((a, b) => b.area - a.area).slice(0, MOST_PARTS) : content;
}

function visitReadings(content: readonly Part[], gaps: readonly number[], visit: (groups: Group[]) => void): void {
  const atoms = uniteWithin(content, 0);
  let groups = atoms;
  let before = -1;
  if (gaps.length > 1) {
    const pieces = uniteInside(content);
    if (pieces.length > COLLAPSED * atoms.length) visit(pieces);
  }
  let nearest = 0;
  for (const gap of gaps) {
    if (gap < nearest) continue;
    groups = uniteWithin(groups, gap);
    if (groups.length === before) continue;
    before = groups.length;
    visit(groups);
    if (groups.length < 2) break;
    nearest = nearestGap(groups, gaps[gaps.length - 1] + 1);
  }
  if (gaps.length < 2) return;
  visitBands(atoms, 'rows', visit);
  visitBands(atoms, 'columns', visit);
}
