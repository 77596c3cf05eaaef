import { clampBox, padBox, scaleBox, uprightBounds, type Box, type Size } from '../../core/boxes';
import { readingOrder } from '../../core/readingOrder';
import type { Background } from './background';
import { refineBox } from './coarse';
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

/** Pixels of a sheet, perhaps reduced; large ones at half the size as well. */
export interface SheetPixels {
  readonly sheet: RawSheet;
  readonly half?: RawSheet;
}

export interface SheetSource {
  /** A cheap decode at a fraction of the size; read when the sheet turns out to be plain. */
  readonly glance?: RawSheet;
  readonly load: () => Promise<SheetPixels>;
}

/**
 * A sheet and what was found out about it, so that moving a slider repeats only what depends on it. Decoded is only
 * what its reading needs. `full` is the size that boxes are given in.
 */
export class SheetSession {
  private readonly glance: SheetReader | undefined;
  private pixels: Promise<SheetPixels> | undefined;
  private coarse: SheetReader | undefined;
  private fine: SheetReader | undefined;

  constructor(
    private readonly source: SheetSource,
    private readonly full: Size,
  ) {
    if (source.glance) this.glance = this.readerOf(source.glance);
  }

  /** Finds the boxes. The recipe needs OpenCV and throws without it; a grid of too many cells throws a RangeError. */
  async analyse(settings: SheetSettings = DEFAULT_SETTINGS, cv?: Cv): Promise<SheetAnalysis> {
    const found = await this.find(settings, cv);
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

  private async find(settings: SheetSettings, cv: Cv | undefined): Promise<Found> {
    if (settings.preset === 'default') return this.findObjects(settings);
    const { sheet } = await this.load();
    this.fine ??= this.readerOf(sheet);
    if (settings.preset === 'grid') return this.findGrid(settings, this.fine);
    if (!cv) throw new Error('The recipe needs OpenCV');
    const { background, scale } = this.fine;
    const minSize = settings.minSize === 'auto' ? RECIPE_MIN_SIZE : settings.minSize;
    return { boxes: recipeBoxes(cv, sheet, minSize * scale).map((box) => scaleBox(box, 1 / scale)), background };
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
   * Plain sheets are read at a fraction of their size; only those with small or crowded objects need all pixels. The
   * default settings decide once for all, so that boxes do not depend on which settings were tried before.
   */
  private async findObjects(settings: SheetSettings): Promise<Found> {
    const { glance } = this;
    if (glance?.isClear) return this.inFull(glance, glance.read(settings), glance.scale);
    const { sheet, half } = await this.load();
    if (half) this.coarse ??= this.readerOf(half);
    const { coarse } = this;
    if (coarse?.isClear) {
      const rough = coarse.read(settings);
      const boxes = rough.boxes.map((box) => refineBox(sheet, coarse.background, box, rough));
      return this.inFull(coarse, { ...rough, boxes }, coarse.scale * 2);
    }
    this.fine ??= this.readerOf(sheet);
    return this.inFull(this.fine, this.fine.read(settings), this.fine.scale);
  }

  private load(): Promise<SheetPixels> {
    return (this.pixels ??= this.source.load());
  }

  private readerOf(sheet: RawSheet): SheetReader {
    return new SheetReader(sheet, sheet.width / this.full.width);
  }

  private inFull({ background }: SheetReader, reading: Reading, scale: number): Found {
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
