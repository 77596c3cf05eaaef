import { COARSE_FROM } from './coarse';
import { halve } from './halve';
import type { Cv } from './openCv';
import type { RawSheet } from './rawSheet';
import { DEFAULT_SETTINGS, type SheetSettings } from '../../core/collage/sheetSettings';
import { SheetSession, type SheetAnalysis } from './sheetSession';

/** Analyses a sheet once; boxes are in its own pixels. See SheetSession for what is thrown. */
export async function analyseSheet(
  sheet: RawSheet,
  settings: SheetSettings = DEFAULT_SETTINGS,
  cv?: Cv,
): Promise<SheetAnalysis> {
  const load = async () => {
    return { sheet, half: sheet.width * sheet.height >= COARSE_FROM ? await halve(sheet) : undefined };
  };
  return new SheetSession({ load }, sheet).analyse(settings, cv);
}
