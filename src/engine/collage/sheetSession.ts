import { areaOf, boxOf, clampBox, padBox, scaleBox, uprightBounds, type Box, type Size } from '../../core/boxes';
import { readingOrder } from '../../core/readingOrder';
import { estimateBackground, type Background } from './background';
import type { Part } from './components';
import { differenceFrom } from './difference';
import { dropSmall } from './dropSmall';
import { equalGridOf, type EqualGrid } from './equalGrid';
import { gridBoxes, requestedGrid } from './gridBoxes';
import type { Cv } from './openCv';
import { bestPartition, contentLevels } from './partition';
import type { RawSheet } from './rawSheet';
import { recipeBoxes, RECIPE_MIN_SIZE } from './recipe';
import type { SheetSettings } from './settings';
import { splitBlocks } from './splitBlocks';
import { limitsFor } from './thresholds';
import { tightBox } from './tighten';
import { tiltedBox } from './tilt';
import { verdictOf, type Verdict } from './verdict';

export interface SheetAnalysis extends Verdict {
  /** In pixels of the full upright sheet, in reading order; a box with an angle is a crooked picture. */
  readonly boxes: readonly Box[];
  /** Equal cells that the boxes stand in, or that were asked for, in pixels of the full sheet. */
  readonly grid?: EqualGrid;
  readonly background: Pick<Background, 'kind' | 'colour' | 'noise' | 'share'>;
  /** The full upright sheet. */
  readonly width: number;
  readonly height: number;
}

/**
 * A decoded sheet and what was found out about it, so that moving a slider repeats only what depends on it. `sheet`
 * may be reduced; `full` is the size that boxes are given in.
 */
export class SheetSession {
  private readonly scale: number;
  private paper: Background | undefined;
  private map: Uint8Array | undefined;
  private levels:
    { readonly key: string; readonly parts: readonly (readonly Part[])[]; readonly map: Uint8Array } | undefined;

  constructor(
    private readonly sheet: RawSheet,
    private readonly full: Size,
  ) {
    this.scale = sheet.width / full.width;
  }

  /** Finds the boxes. The recipe needs OpenCV and throws without it; a grid of too many cells throws a RangeError. */
  analyse(settings: SheetSettings, cv?: Cv): SheetAnalysis {
    const background = this.background();
    const found = this.find(settings, cv);
    const back = 1 / this.scale;
    const boxes = found.boxes
      .map((box) => (back === 1 ? box : scaleBox(box, back)))
      .filter((box) => longEnough(box, settings))
      .map((box) => this.finish(box, settings.padding))
      .filter((box) => box !== undefined);
    const ordered = settings.preset === 'grid' ? boxes : readingOrder(boxes);
    const grid = found.grid ?? equalGridOf(ordered.map(uprightBounds), this.full);
    const { kind, colour, noise, share } = background;
    return {
      boxes: ordered,
      grid: found.grid ? scaleGrid(found.grid, back) : grid,
      ...verdictOf({
        boxes: ordered.map(uprightBounds),
        sheet: this.full,
        paper: background.share,
        grid: grid !== undefined,
        plausibility: found.plausibility,
        fill: found.fill,
      }),
      background: { kind, colour, noise, share },
      width: this.full.width,
      height: this.full.height,
    };
  }

  private background(): Background {
    return (this.paper ??= estimateBackground(this.sheet));
  }

  private find(settings: SheetSettings, cv: Cv | undefined): Found {
    switch (settings.preset) {
      case 'recipe': {
        if (!cv) throw new Error('The recipe needs OpenCV');
        const minSize = settings.minSize === 'auto' ? RECIPE_MIN_SIZE : settings.minSize;
        return { boxes: recipeBoxes(cv, this.sheet, minSize * this.scale) };
      }
      case 'grid':
        return this.findGrid(settings);
      case 'default':
        return this.findObjects(settings);
    }
  }

  private findGrid(settings: SheetSettings): Found {
    const { map, threshold, boxes } = this.findObjects(settings);
    const grid = requestedGrid(scaleSettings(settings, this.scale), this.sheet, equalGridOf(boxes, this.sheet));
    if (!grid) return { boxes: [] };
    return { boxes: gridBoxes(grid, this.sheet, settings.grid.trim ? { map, threshold } : undefined), grid };
  }

  private findObjects(settings: SheetSettings) {
    const { width } = this.sheet;
    const limits = limitsFor(this.background(), settings, this.scale);
    const { parts, map } = this.content(limits.thresholds);
    const best = bestPartition(parts, limits);
    if (!best) return { boxes: [], map, threshold: limits.thresholds[0] };
    const groups = settings.minSize === 'auto' ? dropSmall(best.groups) : best.groups;
    const tight = groups.map((group) => tightBox(map, width, group, best.threshold));
    const split = splitBlocks(this.sheet, tight, settings);
    const boxes = split.map((box) => tiltedBox(map, width, box, best.threshold) ?? box);
    const boxed = groups.reduce((sum, group) => sum + areaOf(boxOf(group)), 0);
    const fill = groups.reduce((sum, group) => sum + group.area, 0) / Math.max(1, boxed);
    return { boxes, map, threshold: best.threshold, plausibility: best.score, fill };
  }

  private content(thresholds: readonly number[]) {
    const key = thresholds.join();
    if (this.levels?.key === key) return this.levels;
    const { width, height } = this.sheet;
    this.map ??= differenceFrom(this.sheet, this.background());
    const { levels, map } = contentLevels(this.map, width, height, thresholds);
    this.levels = { key, parts: levels, map };
    return this.levels;
  }

  private finish(box: Box, padding: number): Box | undefined {
    const padded = padding > 0 ? padBox(box, padding) : box;
    return padded.angle ? padded : clampBox(padded, this.full);
  }
}

interface Found {
  readonly boxes: readonly Box[];
  readonly grid?: EqualGrid;
  /** Of the reading that was chosen, where there was a choice. */
  readonly plausibility?: number;
  /** Share of the boxes' area that is content. */
  readonly fill?: number;
}

/** By the longer side: a single stroke is thin, not small. The recipe has done its own. */
function longEnough(box: Box, { minSize, preset }: SheetSettings): boolean {
  return preset === 'recipe' || minSize === 'auto' || Math.max(box.width, box.height) >= minSize;
}

function scaleSettings({ grid }: SheetSettings, scale: number) {
  const of = (length: number | undefined) => (length === undefined ? undefined : length * scale);
  return {
    ...grid,
    cellWidth: of(grid.cellWidth),
    cellHeight: of(grid.cellHeight),
    offsetX: of(grid.offsetX),
    offsetY: of(grid.offsetY),
    gapX: of(grid.gapX),
    gapY: of(grid.gapY),
  };
}

function scaleGrid(grid: EqualGrid, by: number): EqualGrid {
  return {
    ...grid,
    cellWidth: grid.cellWidth * by,
    cellHeight: grid.cellHeight * by,
    offsetX: grid.offsetX * by,
    offsetY: grid.offsetY * by,
    gapX: grid.gapX * by,
    gapY: grid.gapY * by,
  };
}
