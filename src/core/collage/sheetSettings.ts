/** How a sheet is split. Lengths are in pixels of the full sheet; 'auto' is found from the sheet. */
export interface SheetSettings {
  /**
   * `default` looks at the sheet; `recipe` is Canny 120/255 on a 3x3 blur, 5x5 dilation, external contours;
   * `grid` cuts equal cells.
   */
  readonly preset: 'default' | 'recipe' | 'grid';
  /** Smallest width or height of a box; 'auto' is relative to the other boxes (20 for the recipe). */
  readonly minSize: number | 'auto';
  /** 0 to 1: higher takes fainter content. */
  readonly sensitivity: number;
  /** Parts at most this far apart are one object. */
  readonly mergeDistance: number | 'auto';
  /** Pixels added around every box. */
  readonly padding: number;
  /** How far from the paper's colour a pixel may lie and still be paper, 0 to 255. */
  readonly backgroundTolerance: number | 'auto';
  readonly grid: GridSettings;
}

/** Equal cells. Rows and columns win over the cell's size; with neither, the grid found on the sheet is used. */
export interface GridSettings {
  readonly rows?: number;
  readonly columns?: number;
  readonly cellWidth?: number;
  readonly cellHeight?: number;
  readonly offsetX?: number;
  readonly offsetY?: number;
  readonly gapX?: number;
  readonly gapY?: number;
  /** Boxes fit their content; otherwise whole cells are cut. */
  readonly trim: boolean;
}

export const DEFAULT_SETTINGS: SheetSettings = {
  preset: 'default',
  minSize: 'auto',
  sensitivity: 0.5,
  mergeDistance: 'auto',
  padding: 0,
  backgroundTolerance: 'auto',
  grid: { trim: true },
};
