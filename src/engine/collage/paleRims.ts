import { areaOf, boxOf, type Box, type Extent, type Size } from '../../core/boxes';
import { equalGridOf } from './equalGrid';
import { gridBoxes } from './gridBoxes';
import type { ContentLevel } from './partition';
import { median } from './statistics';

/** Share of the sheet that the block takes at least. */
const LEAST_SHARE = 0.2;

/** Pixels by which boxes may hang over the block. */
const SLACK = 2;

/** The block's margin as a share of the gaps: half of each gap belongs to either neighbour. */
const LEAST_MARGIN = 0.3;
const MOST_MARGIN = 0.7;

/** Boxes differ in area by this at most. */
const UNEVEN = 0.3;

/**
 * Touching pictures with rims hardly brighter than the paper (stamps on cream): seen apart at a high threshold, they are
 * one block at the lowest, whose margin around them is half the gap between them. Gives the block's equal cells;
 * undefined where boxes are no such pictures.
 */
export function paleRims(boxes: readonly Box[], lowest: ContentLevel, sheet: Size): Box[] | undefined {
  if (boxes.length < 4) return undefined;
  const middle = median(boxes.map(areaOf));
  const even = boxes.filter((box) => Math.abs(areaOf(box) / middle - 1) < UNEVEN);
  if (even.length < 4 || even.length < 0.75 * boxes.length) return undefined;
  const block = largestOf(lowest);
  if (!block || areaOf(boxOf(block)) < LEAST_SHARE * areaOf(sheet)) return undefined;
  if (even.some((box) => hangsOver(box, block))) return undefined;
  const grid = equalGridOf(even, sheet);
  if (!grid || grid.rows < 2 || grid.columns < 2) return undefined;
  const gapX = grid.cellWidth - median(even.map((box) => box.width));
  const gapY = grid.cellHeight - median(even.map((box) => box.height));
  const { offsetX, offsetY, cellWidth: stepX, cellHeight: stepY, columns, rows } = grid;
  const margins = [
    [offsetX + gapX / 2 - block.left, gapX],
    [block.right + 1 + gapX / 2 - (offsetX + columns * stepX), gapX],
    [offsetY + gapY / 2 - block.top, gapY],
    [block.bottom + 1 + gapY / 2 - (offsetY + rows * stepY), gapY],
  ];
  if (!margins.every(([margin, gap]) => margin > LEAST_MARGIN * gap && margin < MOST_MARGIN * gap + 1))
    return undefined;
  const { x, y, width, height } = boxOf(block);
  const cellWidth = width / columns;
  const cellHeight = height / rows;
  return gridBoxes({ ...grid, offsetX: x, offsetY: y, cellWidth, cellHeight }, sheet);
}

function largestOf({ parts }: ContentLevel): Extent | undefined {
  let largest: ContentLevel['parts'][number] | undefined;
  for (const part of parts) if (part.area > (largest?.area ?? 0)) largest = part;
  return largest;
}

function hangsOver({ x, y, width, height }: Box, { left, top, right, bottom }: Extent): boolean {
  return x < left - SLACK || y < top - SLACK || x + width > right + 1 + SLACK || y + height > bottom + 1 + SLACK;
}
