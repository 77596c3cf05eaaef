import { counted } from '../../core/words';
import { boxOf, clampBox, type Box, type Size } from '../../core/boxes';
import type { EqualGrid } from './equalGrid';
import type { GridSettings } from '../../core/collage/sheetSettings';

/** More cells than this are a slip of the hand. */
const MOST_CELLS = 10_000;

/**
 * The grid that the settings ask for on a sheet of this size: rows x columns over the whole sheet, or cells of a size;
 * else the one that was recognised.
 */
export function requestedGrid(
  settings: GridSettings,
  sheet: Size,
  found: EqualGrid | undefined,
): EqualGrid | undefined {
  const gapX = settings.gapX ?? 0;
  const gapY = settings.gapY ?? 0;
  const across = axis(sheet.width, settings.columns, settings.cellWidth, settings.offsetX ?? 0, gapX);
  const down = axis(sheet.height, settings.rows, settings.cellHeight, settings.offsetY ?? 0, gapY);
  const asked = settings.columns ?? settings.cellWidth ?? settings.rows ?? settings.cellHeight;
  if (asked === undefined) {
    if (!found) return undefined;
    return {
      ...found,
      offsetX: settings.offsetX ?? found.offsetX,
      offsetY: settings.offsetY ?? found.offsetY,
      gapX,
      gapY,
    };
  }
  return {
    rows: down.count,
    columns: across.count,
    cellWidth: across.size,
    cellHeight: down.size,
    offsetX: settings.offsetX ?? 0,
    offsetY: settings.offsetY ?? 0,
    gapX,
    gapY,
  };
}

function axis(length: number, count: number | undefined, size: number | undefined, offset: number, gap: number) {
  const room = length - offset;
  if (count !== undefined) {
    const n = Math.max(1, Math.floor(count));
    return { count: n, size: Math.max(1, size ?? (room - gap * (n - 1)) / n) };
  }
  const side = Math.max(1, size ?? room);
  return { count: Math.max(1, Math.floor((room + gap + 0.5) / (side + gap))), size: side };
}

/**
 * The cells of a grid that lie on the sheet, row by row. With a map of the content ([height, width], content above
 * `threshold`) cells are trimmed to it and empty ones left out. Throws a RangeError above 10,000 cells.
 */
export function gridBoxes(
  grid: EqualGrid,
  sheet: Size,
  content?: { readonly map: Uint8Array; readonly threshold: number },
): Box[] {
  if (grid.rows * grid.columns > MOST_CELLS)
    throw new RangeError(
      `A grid may have ${counted(MOST_CELLS, 'cell')} at most: give fewer rows or columns, or larger cells.`,
    );
  const boxes: Box[] = [];
  for (let row = 0; row < grid.rows; row++) {
    for (let column = 0; column < grid.columns; column++) {
      const cell = clampBox(
        {
          x: grid.offsetX + column * (grid.cellWidth + grid.gapX),
          y: grid.offsetY + row * (grid.cellHeight + grid.gapY),
          width: grid.cellWidth,
          height: grid.cellHeight,
        },
        sheet,
      );
      const box = cell && content ? trim(cell, sheet.width, content.map, content.threshold) : cell;
      if (box) boxes.push(box);
    }
  }
  return boxes;
}

function trim(cell: Box, width: number, map: Uint8Array, threshold: number): Box | undefined {
  let left = Infinity;
  let top = Infinity;
  let right = -1;
  let bottom = -1;
  for (let y = cell.y; y < cell.y + cell.height; y++) {
    for (let x = cell.x; x < cell.x + cell.width; x++) {
      if (map[y * width + x] <= threshold) continue;
      if (x < left) left = x;
      if (x > right) right = x;
      if (top === Infinity) top = y;
      bottom = y;
    }
  }
  return right < 0 ? undefined : boxOf({ left, top, right, bottom });
}
