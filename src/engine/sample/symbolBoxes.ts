import sharp from 'sharp';
import { sheetColumns, sheetRows } from './drawings/symbolSheet';
import type { Box } from './sampleTruth';

/** Ink is darker than this (0..255), the paper with its stains and grain lighter. */
const inkBelow = 120;

/** The bounding box of the ink in each cell of an encoded symbol sheet, row by row. */
export async function symbolBoxes(sheet: Buffer): Promise<Box[]> {
  const { data, info } = await sharp(sheet).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });
  const [cellWidth, cellHeight] = [info.width / sheetColumns, info.height / sheetRows];
  const boxes: Box[] = [];
  for (let row = 0; row < sheetRows; row++)
    for (let column = 0; column < sheetColumns; column++) {
      let [left, top, right, bottom] = [Infinity, Infinity, -1, -1];
      for (let y = Math.floor(row * cellHeight); y < (row + 1) * cellHeight; y++)
        for (let x = Math.floor(column * cellWidth); x < (column + 1) * cellWidth; x++) {
          if (data[(y * info.width + x) * info.channels] >= inkBelow) continue;
          [left, right] = [Math.min(left, x), Math.max(right, x)];
          [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
        }
      if (right >= 0) boxes.push([left, top, right - left + 1, bottom - top + 1]);
    }
  return boxes;
}
