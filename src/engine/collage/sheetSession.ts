import { clampBox, padBox, scaleBox, uprightBounds, type Box, type Size } from '../../core/boxes';
import { readingOrder } from '../../core/readingOrder';
import type { Background } from './background';
import { COARSE_FROM, refineBox } from './coarse';
import { equalGridOf, type EqualGrid } from './equalGrid';
import { gridBoxes, requestedGrid } from './gridBoxes';
import type { Cv } from './openCv';
import type { RawSheet } from './rawSheet';
import { recipeBoxes, RECIPE_MIN_SIZE } from './recipe';
import { DEFAULT_SETTINGS, type SheetSettings } from '../../core/collage/sheetSettings';
import { SheetReader, type Reading } from './sheetReader';
import { shrink } from './shrink';
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

/** A sheet of so many pixels is looked at in a third of its size first. */
const GLANCE_FROM = 1.2e6;

/**
 * A sheet and what was found out about it, so that moving a slider repeats only what depends on it. Looked at in full
 * is only a sheet that needs it. `sheet` may be reduced; `full` is the size that boxes are given in.
 */
export class SheetSession {
  private readonly fine: SheetReader;
  private readonly reduced = new Map<2 | 3, SheetReader>();

  constructor(
    private readonly sheet: RawSheet,
    private readonly full: Size,
  ) {
    this.fine = new SheetReader(sheet, sheet.width / full.width);
  }

  /** Finds the boxes. The recipe needs OpenCV and throws without it; a grid of too many cells throws a RangeError. */
  analyse(settings: SheetSettings = DEFAULT_SETTINGS, cv?: Cv): SheetAnalysis {
    const found = this.find(settings, cv);
    const { background } = found;
    const boxes = found.boxes
      .filter((box) => longEnough(box, settings))
      .map((box) => this.finish(box, settings.padding))
      .filter((box) => box !== undefined);
    const ordered = settings.preset === 'grid' ? boxes : readingOrder(boxes);
    const grid = found.grid ?? equalGridOf(ordered.map(uprightBounds), this.full);
    const { kind, colour, noise, share } = background;
    return {
      boxes: ordered,
      grid,
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
    if (settings.preset === 'default') return this.findObjects(settings);
    if (settings.preset === 'grid') return this.findGrid(settings, this.fine);
    if (!cv) throw new Error('The recipe needs OpenCV');
    const { background, scale } = this.fine;
    const minSize = settings.minSize === 'auto' ? RECIPE_MIN_SIZE : settings.minSize;
    const boxes = recipeBoxes(cv, this.sheet, minSize * scale).map((box) => scaleBox(box, 1 / scale));
    return { boxes, background };
  }

  private findGrid(settings: SheetSettings, reader: SheetReader): Found {
    const { sheet, background, scale } = reader;
    const { map, threshold, boxes } = reader.read(settings);
    const own = equalGridOf(boxes.map(uprightBounds), sheet);
    const grid = requestedGrid(settings.grid, this.full, own && scaleGrid(own, 1 / scale));
    if (!grid) return { boxes: [], background };
    const cells = settings.grid.trim
      ? gridBoxes(scaleGrid(grid, scale), sheet, { map, threshold }).map((box) => scaleBox(box, 1 / scale))
      : gridBoxes(grid, this.full);
    return { boxes: cells, grid, background };
  }

  /**
   * Plain sheets are read at a fraction of their size, and their boxes refined; only those with small or crowded
   * objects need all pixels. The default settings decide once for all, so that boxes do not depend on which settings
   * were tried before.
   */
  private findObjects(settings: SheetSettings): Found {
    const pixels = this.sheet.width * this.sheet.height;
    for (const factor of [3, 2] as const) {
      if (pixels < (factor === 3 ? GLANCE_FROM : COARSE_FROM)) continue;
      const reader = this.reducedBy(factor);
      if (reader.clearness === 'crowded') break;
      if (reader.clearness === 'unclear') continue;
      const rough = reader.read(settings);
      const paper = reader.background;
      const boxes = rough.boxes.map((box) => refineBox(this.sheet, paper, box, { ...rough, factor }));
      return this.inFull(paper, { ...rough, boxes });
    }
    return this.inFull(this.fine.background, this.fine.read(settings));
  }

  private reducedBy(factor: 2 | 3): SheetReader {
    const known = this.reduced.get(factor);
    if (known) return known;
    const reader = new SheetReader(shrink(this.sheet, factor), this.fine.scale / factor);
    this.reduced.set(factor, reader);
    return reader;
  }

  private inFull(background: Background, reading: Reading): Found {
    const { scale } = this.fine;
    const boxes = scale === 1 ? reading.boxes : reading.boxes.map((box) => scaleBox(box, 1 / scale));
    return { ...reading, boxes, background };
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
