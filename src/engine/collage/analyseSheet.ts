import type { Box } from '../../core/boxes';
import { readingOrder } from '../../core/readingOrder';
import { estimateBackground, type Background } from './background';
import { differenceFrom } from './difference';
import { dropSmall } from './dropSmall';
import { bestPartition, contentLevels, type Partition } from './partition';
import type { RawSheet } from './rawSheet';
import type { SheetSettings } from './settings';
import { splitBlocks } from './splitBlocks';
import { limitsFor } from './thresholds';
import { tightBox } from './tighten';

export interface SheetAnalysis {
  readonly boxes: readonly Box[];
  readonly isCollage: boolean;
  readonly background: Background;
}

export function analyseSheet(sheet: RawSheet, settings: SheetSettings): SheetAnalysis {
  const background = estimateBackground(sheet);
  const map = differenceFrom(sheet, background);
  const limits = limitsFor(background, settings, 1);
  const best = bestPartition(contentLevels(map, sheet.width, sheet.height, limits.thresholds), limits);
  const found = best ? boxesOf(map, sheet.width, best) : [];
  const boxes = readingOrder(splitBlocks(sheet, found, settings));
  return { boxes, isCollage: boxes.length > 3, background };
}

export function boxesOf(map: Uint8Array, width: number, partition: Partition): Box[] {
  return dropSmall(partition.groups).map((g) => tightBox(map, width, g, partition.threshold));
}
