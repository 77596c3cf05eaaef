import * as z from 'zod';
import type { FoundSheets, Sheet, SheetBoxes, SourceSheet } from './collages';
import type { PackedImages } from './dataset';
import { request } from './request';
import type { EditReceipt } from './requests';
import { sheetSettings, splitOptions } from './splitDecision';

const rows = z.custom<Uint32Array>(
  (value) => value instanceof Uint32Array && value.length <= 2_000_000,
  'is not a list of rows',
);
const row = z.int().min(0);
const dataset = z.string();
const of = <S extends z.ZodRawShape>(shape: S) => z.object({ dataset, ...shape });

export const decideSheets = z.object({ rows, options: splitOptions });

/** Splitting collages. */
export const collageRequests = {
  sheet: request(of({ row }))<Sheet>(),
  /** The boxes of the sheet on screen; it stays decoded, so that asking again with other settings costs little. */
  sheetBoxes: request(of({ row, settings: sheetSettings }))<SheetBoxes>(),
  /** Looks at many sheets with the same settings; progress is told as the task `split`. */
  findSheets: request(of({ rows, settings: sheetSettings }))<FoundSheets>(),
  /** Those of these images whose content was split before, here or as a copy: they are not proposed again. */
  splitBefore: request(of({ rows }))<{ readonly rows: Uint32Array }>(),
  /** Decides to split sheets as they were last looked at by `findSheets`; others, and what is decided, stay as they are. */
  decideSheets: request(of(decideSheets.shape))<EditReceipt>(),
  /** What the next sheet begins with. */
  rememberSplit: request(of({ options: splitOptions }))<null>(),
  /** The sheet that an image was cut out of; null for any other image. */
  sourceSheet: request(of({ row }))<SourceSheet | null>(),
  /** That sheet as a picture, wherever it is; empty when it is gone. */
  sourcePreview: request(of({ row, longestSide: z.int().min(16).max(8192) }))<PackedImages>(),
  /** Images by their paths; of a folder all below it. */
  rowsOf: request(of({ paths: z.array(z.string().max(10_000)).max(100_000) }))<{ readonly rows: Uint32Array }>(),
} as const;
