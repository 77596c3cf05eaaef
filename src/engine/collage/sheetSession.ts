import { clampBox, padBox, scaleBox, uprightBounds, type Box, type Size } from '../../core/boxes';
import { readingOrder } from '../../core/readingOrder';
import type { Background } from './background';
import { isClear, refineBox } from './coarse';
import { equalGridOf, type EqualGrid } from './equalGrid';
import { gridBoxes, requestedGrid } from './gridBoxes';
import type { Cv } from './openCv';
import type { RawSheet } from './rawSheet';
import { recipeBoxes, RECIPE_MIN_SIZE } from './recipe';
import { DEFAULT_SETTINGS, type SheetSettings } from '../../core/collage/sheetSettings';
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

/** The pixels of a sheet; large ones at half the size as well. */
export interface SheetPixels {
  readonly sheet: RawSheet;
  readonly half?: RawSheet;
}

/**
 * A decoded sheet and what was found out about it, so that moving a slider repeats only what depends on it. The
 * pixels may be reduced; `full` is the size that boxes are given in, `scale` the pixels at hand per pixel of it.
 */
export class SheetSession {
  private readonly coarse: SheetReader | undefined;
  private fine: SheetReader | undefined;
  private clear: boolean | undefined;

  constructor(
    private readonly pixels: SheetPixels,
    private readonly full: Size,
    private readonly scale: number,
  ) {
    if (pixels.half) this.coarse = new SheetReader(pixels.half, scale / 2);
  }

  /** Finds the boxes. The recipe needs OpenCV and throws without it; a grid of too many cells throws a RangeError. */
  analyse(settings: SheetSettings = DEFAULT_SETTINGS, cv?: Cv): SheetAnalysis {
    const found = this.find(settings, cv);
    const { background } = found;
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

  private get reader(): SheetReader {
    return (this.fine ??= new SheetReader(this.pixels.sheet, this.scale));
  }

  private find(settings: SheetSettings, cv: Cv | undefined): Found {
    switch (settings.preset) {
      case 'recipe': {
        if (!cv) throw new Error('The recipe needs OpenCV');
        const { sheet, background } = this.reader;
        const minSize = settings.minSize === 'auto' ? RECIPE_MIN_SIZE : settings.minSize;
        return { boxes: recipeBoxes(cv, sheet, minSize * this.scale), background };
      }
      case 'grid':
        return this.findGrid(settings, this.reader);
      case 'default':
        return this.findObjects(settings);
    }
  }

  private findGrid(settings: SheetSettings, reader: SheetReader): Found {
    const { sheet, background } = reader;
    const { map, threshold, boxes } = reader.read(settings);
    const found = equalGridOf(boxes.map(uprightBounds), sheet);
    const grid = requestedGrid(scaleSettings(settings, this.scale), sheet, found);
    if (!grid) return { boxes: [], background };
    const cells = gridBoxes(grid, sheet, settings.grid.trim ? { map, threshold } : undefined);
    return { boxes: cells, grid, background };
  }

  private findObjects(settings: SheetSettings): Found {
    const { coarse, pixels } = this;
    if (!coarse || !this.readsCoarse) {
      const { reader } = this;
      return { ...reader.read(settings), background: reader.background };
    }
    const { background } = coarse;
    const rough = coarse.read(settings);
    const boxes = rough.boxes.map((box) => refineBox(pixels.sheet, background, box, rough));
    return { ...rough, boxes, background };
  }

  /**
   * Plain sheets are read at half their size; only those with small or crowded objects need all pixels. The default
   * settings decide once for all, so that boxes do not depend on which settings were tried before.
   */
  private get readsCoarse(): boolean {
    return (this.clear ??= this.coarse !== undefined && isClear(this.coarse.read(DEFAULT_SETTINGS)));
  }

  private finish(box: Box, padding: number): Box | undefined {
    const padded = padding > 0 ? padBox(box, padding) : box;
    return padded.angle ? padded : clampBox(padded, this.full);
  }
}

interface Found extends Pick<Reading, 'boxes' | 'plausibility' | 'fill'> {
  readonly grid?: EqualGrid;
  readonly background: Background;
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
