import { DEFAULT_SETTINGS, type SheetSettings } from '../../core/collage/sheetSettings';
import type { Cv } from './openCv';
import type { RawSheet } from './rawSheet';
import { SheetSession, type SheetAnalysis } from './sheetSession';

/** Analyses a sheet once; boxes are in its own pixels. See SheetSession for what is thrown. */
export function analyseSheet(sheet: RawSheet, settings: SheetSettings = DEFAULT_SETTINGS, cv?: Cv): SheetAnalysis {
  return new SheetSession(sheet, sheet).analyse(settings, cv);
}
