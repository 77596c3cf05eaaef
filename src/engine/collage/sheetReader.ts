import { areaOf, boxOf, type Box } from '../../core/boxes';
import { estimateBackground, type Background } from './background';
import { cutCaptions, mayHaveCaptions } from './captions';
import { clearnessOf, LEAST_CLEAR, type Clearness } from './coarse';
import { differenceFrom } from './difference';
import { dropSmall } from './dropSmall';
import type { Group } from './grouping';
import { bestPartition, ContentLevels, type Partition, type PartitionLimits } from './partition';
import { paleRims } from './paleRims';
import type { RawSheet } from './rawSheet';
import { DEFAULT_SETTINGS, type SheetSettings } from '../../core/collage/sheetSettings';
import { MOST_BLOCKS, splitBlocks } from './splitBlocks';
import { limitsFor } from './thresholds';
import { rimOn, tightBox } from './tighten';
import { tiltedBox } from './tilt';
import { mayHaveTitles } from './titles';

/** The objects of a sheet, in its own pixels. */
export interface Reading {
  readonly boxes: readonly Box[];
  /** Difference from the paper, [height, width], without ruled lines; content lies above the threshold. */
  readonly map: Uint8Array;
  readonly threshold: number;
  /** Score of the reading that was chosen; absent for an empty sheet. */
  readonly plausibility?: number;
  /** Share of the boxes' area that is content. */
  readonly fill?: number;
  /** Some boxes were cut out of a block of touching pictures. */
  readonly isCut?: boolean;
}

interface Objects {
  readonly levels: ContentLevels;
  readonly best: Partition | undefined;
  readonly groups: readonly Group[];
  readonly boxes: readonly Box[];
}

interface Kept<Value> {
  readonly key: string;
  readonly value: Value;
}

/** Who says how small is too small wants to see titles as well. */
function allOf({ groups, titles }: Partition): readonly Group[] {
  return titles.length > 0 ? groups.concat(titles) : groups;
}

/** Reads objects off a sheet. Each stage keeps its last result, so that a slider repeats only what it changes. */
export class SheetReader {
  private clear: Clearness | undefined;
  private paper: Background | undefined;
  private map: Uint8Array | undefined;
  private content: Kept<ContentLevels> | undefined;
  private best: Kept<Partition | undefined> | undefined;
  private found: Kept<Objects> | undefined;
  private reading: Kept<Reading> | undefined;
  private blocks: Kept<readonly Box[]> | undefined;

  /** `scale` is pixels of `sheet` per pixel that lengths in settings are given in. */
  constructor(
    readonly sheet: RawSheet,
    readonly scale: number,
  ) {}

  /** Of a reduced sheet, whether it can be taken as read. */
  get clearness(): Clearness {
    return (this.clear ??= this.findClearness());
  }

  get background(): Background {
    return (this.paper ??= estimateBackground(this.sheet));
  }

  read(settings: SheetSettings): Reading {
    const { minSize, mergeDistance, sensitivity, backgroundTolerance } = settings;
    // Of the smallest size it matters only whether it is told: who tells one wants to see all above it.
    const key = JSON.stringify([minSize === 'auto', mergeDistance, sensitivity, backgroundTolerance]);
    if (this.reading?.key !== key) this.reading = { key, value: this.readAnew(settings) };
    return this.reading.value;
  }

  private findClearness(): Clearness {
    const { best, boxes } = this.objects(DEFAULT_SETTINGS);
    if (!best || boxes.length < LEAST_CLEAR) return 'unclear';
    const clearness = clearnessOf(this.read(DEFAULT_SETTINGS));
    if (clearness !== 'clear') return clearness;
    if (mayHaveCaptions(best.groups, best.parts)) return 'unclear';
    return best.titles.length > 0 || !mayHaveTitles(best.parts) ? 'clear' : 'unclear';
  }

  /** What was united and not left out, before blocks of touching pictures are cut. */
  private objects(settings: SheetSettings): Objects {
    const limits = limitsFor(this.background, settings, this.scale);
    const levels = this.contentAt(limits.thresholds);
    const best = this.bestOf(levels, limits);
    const key = JSON.stringify([limits, settings.minSize === 'auto']);
    if (this.found?.key === key) return this.found.value;
    const groups = !best ? [] : settings.minSize === 'auto' ? this.withoutSmall(best) : allOf(best);
    const rim = rimOn(this.background);
    const boxes = best ? groups.map((group) => tightBox(best.map, this.sheet.width, group, best.threshold, rim)) : [];
    this.found = { key, value: { levels, best, groups, boxes } };
    return this.found.value;
  }

  private withoutSmall({ groups, parts, map }: Partition): readonly Group[] {
    return dropSmall(cutCaptions(groups, parts, map, this.sheet.width), this.sheet);
  }

  private readAnew(settings: SheetSettings): Reading {
    const { width } = this.sheet;
    const { levels, best, groups, boxes: tight } = this.objects(settings);
    const [lowest] = levels;
    if (!best) return { boxes: [], map: lowest.map, threshold: lowest.threshold };
    const { map } = best;
    const rims =
      settings.mergeDistance === 'auto' && lowest.threshold < best.threshold
        ? paleRims(tight, lowest, this.sheet)
        : undefined;
    const split = rims ?? this.split(tight, settings);
    const boxes = split.map((box) => tiltedBox(map, width, box, best.threshold) ?? box);
    const boxed = groups.reduce((sum, group) => sum + areaOf(boxOf(group)), 0);
    const fill = groups.reduce((sum, group) => sum + group.area, 0) / Math.max(1, boxed);
    return {
      boxes,
      map,
      threshold: best.threshold,
      plausibility: best.score,
      fill,
      isCut: rims !== undefined || split.length > tight.length,
    };
  }

  /** Blocks are sheets of their own and cost as much: kept while neither they nor what they depend on change. */
  private split(boxes: readonly Box[], settings: SheetSettings): readonly Box[] {
    // Who says how far apart parts are one object means it for blocks too.
    if (boxes.length > MOST_BLOCKS || settings.mergeDistance !== 'auto') return boxes;
    const { sensitivity, backgroundTolerance } = settings;
    const key = JSON.stringify([boxes, sensitivity, backgroundTolerance]);
    if (this.blocks?.key !== key) this.blocks = { key, value: splitBlocks(this.sheet, boxes, settings) };
    return this.blocks.value;
  }

  private bestOf(levels: ContentLevels, limits: PartitionLimits): Partition | undefined {
    const key = JSON.stringify(limits);
    if (this.best?.key !== key) this.best = { key, value: bestPartition(levels, limits.gaps) };
    return this.best.value;
  }

  private contentAt(thresholds: readonly number[]): ContentLevels {
    const key = thresholds.join();
    if (this.content?.key !== key) {
      this.map ??= differenceFrom(this.sheet, this.background);
      const value = new ContentLevels(this.map, this.sheet.width, this.sheet.height, thresholds);
      this.content = { key, value };
    }
    return this.content.value;
  }
}
