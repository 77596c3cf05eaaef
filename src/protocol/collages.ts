import type { Box } from '../core/boxes';
import type { GridSettings } from '../core/collage/sheetSettings';
import type { SplitDecision, SplitOptions } from '../core/collage/splitDecision';

/** A sheet as it is opened: what is decided, and with what it begins. */
export interface Sheet {
  readonly row: number;
  readonly path: string;
  /** sha256 of its content, where that was read. */
  readonly hash?: string;
  readonly decision?: SplitDecision;
  /** What was last chosen in this dataset. */
  readonly options: SplitOptions;
  /** Crops of it that stand in the dataset: it was split before. */
  readonly crops: number;
}

/** What was found on a sheet. */
export interface SheetBoxes {
  /** sha256 of the file that was looked at. */
  readonly hash: string;
  /** Pixels of the upright sheet. */
  readonly width: number;
  readonly height: number;
  /** In reading order, [n, 5]: see `packBoxes`. */
  readonly boxes: Float64Array;
  /** Equal cells that the boxes stand in. */
  readonly grid?: Required<Omit<GridSettings, 'trim'>>;
  readonly isCollage: boolean;
  /** 0 to 1: how surely it is a collage, and how doubtful its boxes are. */
  readonly score: number;
  readonly doubt: number;
}

/** What was found on many sheets with the same settings; element i belongs to `rows[i]`, the most doubtful first. */
export interface FoundSheets {
  readonly rows: Uint32Array;
  readonly parts: Uint32Array;
  /** 0 to 1. */
  readonly doubt: Float32Array;
  /** 1 where it looks like a collage. */
  readonly isCollage: Uint8Array;
  readonly failed: readonly { readonly path: string; readonly reason: string }[];
  /** Sheets that were split before: they are not proposed again. */
  readonly splitBefore: number;
  readonly cancelled: boolean;
}

/** The sheet that a crop was cut out of. */
export interface SourceSheet {
  /** Where it stood when it was cut. */
  readonly path: string;
  /** `dataset`: it stands there, in `row`; else in Winnow's trash, set aside, or nowhere that is known. */
  readonly place: 'dataset' | 'trash' | 'set-aside' | 'gone';
  readonly row?: number;
  /** Absolute, where there is a file. */
  readonly file?: string;
  /** Pixels of the upright sheet, where they are known. */
  readonly width?: number;
  readonly height?: number;
  readonly part: number;
  readonly box: Box;
}
