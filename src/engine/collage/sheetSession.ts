import { clampBox, padBox, scaleBox, uprightBounds, type Box, type Size } from '../../core/boxes';
import { readingOrder } from '../../core/readingOrder';
import type { Background } from './background';
import { COARSE_FROM, isClear, refineBox } from './coarse';
import { equalGridOf, type EqualGrid } from './equalGrid';
import { gridBoxes, requestedGrid } from './gridBoxes';
import { halve } from './halve';
import type { Cv } from './openCv';
import type { RawSheet } from './rawSheet';
import { recipeBoxes, RECIPE_MIN_SIZE } from './recipe';
import type { SheetSettings } from './settings';
import { SheetReader, type Reading } from './sheetReader';
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
  private readonly fine: SheetReader;
  private readonly coarse: SheetReader | undefined;

  constructor(
    sheet: RawSheet,
    private readonly full: Size,
  ) {
    this.scale = sheet.width / full.width;
    this.fine = new SheetReader(sheet, this.scale);
    if (sheet.width * sheet.height >= COARSE_FROM) this.coarse = new SheetReader(halve(sheet), this.scale / 2);
  }

  /** Finds the boxes. The recipe needs OpenCV and throws without it; a grid of too many cells throws a RangeError. */
  analyse(settings: SheetSettings, cv?: Cv): SheetAnalysis {
    const found = this.find(settings, cv);
    const background = (found.coarse ? this.coarse : undefined)?.background ?? this.fine.background;
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

  private find(settings: SheetSettings, cv: Cv | undefined): Found {
    switch (settings.preset) {
      case 'recipe': {
        if (!cv) throw new Error('The recipe needs OpenCV');
        const minSize = settings.minSize === 'auto' ? RECIPE_MIN_SIZE : settings.minSize;
        return { boxes: recipeBoxes(cv, this.fine.sheet, minSize * this.scale) };
      }
      case 'grid':
        return this.findGrid(settings);
      case 'default':
        return this.findObjects(settings);
    }
  }

  private findGrid(settings: SheetSettings): Found {
    const { sheet } = this.fine;
    const { map, threshold, boxes } = this.fine.read(settings);
    const grid = requestedGrid(
      scaleSettings(settings, this.scale),
      sheet,
      equalGridOf(boxes.map(uprightBounds), sheet),
    );
    if (!grid) return { boxes: [] };
    return { boxes: gridBoxes(grid, sheet, settings.grid.trim ? { map, threshold } : undefined), grid };
  }

  /** Plain sheets are read at half their size; only those with small or crowded objects need all pixels. */
  private findObjects(settings: SheetSettings): Found {
    const { coarse, fine } = this;
    const rough = coarse?.read(settings);
    if (!coarse || !rough || !isClear(rough)) return fine.read(settings);
    const boxes = rough.boxes.map((box) => refineBox(fine.sheet, coarse.background, box, rough));
    return { ...rough, boxes, coarse: true };
  }

  private finish(box: Box, padding: number): Box | undefined {
    const padded = padding > 0 ? padBox(box, padding) : box;
    return padded.angle ? padded : clampBox(padded, this.full);
  }
}

interface Found extends Pick<Reading, 'boxes' | 'plausibility' | 'fill'> {
  readonly grid?: EqualGrid;
  /** Read at half the size. */
  readonly coarse?: boolean;
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
