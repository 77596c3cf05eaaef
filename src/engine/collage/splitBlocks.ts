import { areaOf, padBox, type Box } from '../../core/boxes';
import { estimateBackground } from './background';
import { differenceFrom } from './difference';
import { dropSmall } from './dropSmall';
import { equalGridOf } from './equalGrid';
import { gridBoxes } from './gridBoxes';
import { bestPartition, ContentLevels } from './partition';
import type { RawSheet } from './rawSheet';
import type { SheetSettings } from '../../core/collage/sheetSettings';
import { median } from './statistics';
import { limitsFor } from './thresholds';
import { rimOn, tightBox } from './tighten';

/** A sheet of more boxes is split already. */
export const MOST_BLOCKS = 6;

/** Pixels left out around a block. */
const RIM = 3;

/** The paper between pictures runs around them as well; perforations and shadows break it. */
const BLOCK_BORDER = { rim: 4, weight: 3 };

/** Share of the block that its pictures cover. */
const LEAST_COVER = 0.4;

/** Only a block that takes this share of the sheet may be a sheet of its own. */
const LEAST_SHARE = 0.2;

/**
 * Splits blocks of touching pictures (stamps, contact prints on a desk): inside a block that covers much of the
 * sheet, the colour along its rim is the paper between the pictures. The cut runs in the middle of that paper.
 */
export function splitBlocks(sheet: RawSheet, boxes: readonly Box[], settings: SheetSettings): Box[] {
  return boxes.flatMap((box) =>
    areaOf(box) < LEAST_SHARE * sheet.width * sheet.height ? [box] : (piecesOf(sheet, box, settings) ?? [box]),
  );
}

function piecesOf(sheet: RawSheet, box: Box, settings: SheetSettings): Box[] | undefined {
  // The outermost pixels are half the paper around the block.
  const inset = padBox(box, -RIM);
  if (inset.width < 32 || inset.height < 32) return undefined;
  const block = cropOf(sheet, inset);
  const background = estimateBackground(block, BLOCK_BORDER);
  if (background.kind === 'transparent' || background.share < 0.03) return undefined;
  const limits = limitsFor(background, settings, 1);
  const content = new ContentLevels(differenceFrom(block, background), block.width, block.height, limits.thresholds);
  const best = bestPartition(content, limits.gaps);
  if (!best) return undefined;
  const kept = dropSmall(best.groups, block);
  if (kept.length < 4) return undefined;
  const rim = rimOn(background);
  const inner = kept.map((group) => tightBox(best.map, block.width, group, best.threshold, rim));
  const middle = median(inner.map(areaOf));
  const even = inner.filter((piece) => Math.abs(areaOf(piece) / middle - 1) < 0.3);
  const covered = even.reduce((sum, piece) => sum + areaOf(piece), 0) / areaOf(block);
  if (even.length < 4 || even.length < 0.6 * inner.length || covered < LEAST_COVER) return undefined;
  // Touching pictures mostly stand in equal cells: those also tell where a pale picture lies that was not seen.
  const grid = equalGridOf(even, block);
  if (!grid && even.length < 0.9 * inner.length) return undefined;
  const pieces = grid ? gridBoxes(grid, block) : growToMiddle(inner, block);
  return pieces.map((piece) => ({ ...piece, x: piece.x + inset.x, y: piece.y + inset.y }));
}

function cropOf(sheet: RawSheet, box: Box): RawSheet {
  const { width, height } = box;
  const data = new Uint8Array(width * height * sheet.channels);
  for (let y = 0; y < height; y++) {
    const from = ((box.y + y) * sheet.width + box.x) * sheet.channels;
    data.set(sheet.data.subarray(from, from + width * sheet.channels), y * width * sheet.channels);
  }
  return { data, width, height, channels: sheet.channels };
}

/** Grows every side to the middle of the gap to its neighbour; the outer sides as far as the typical half gap. */
function growToMiddle(boxes: readonly Box[], block: { readonly width: number; readonly height: number }): Box[] {
  const sides = boxes.map((box) => gapsAround(box, boxes));
  const known = sides.flatMap((side) => Object.values(side)).filter(Number.isFinite);
  const half = known.length > 0 ? known.sort((a, b) => a - b)[known.length >> 1] / 2 : 0;
  return boxes.map((box, at) => {
    const side = sides[at];
    const reach = (gap: number) => Math.floor(Math.min(gap / 2, half * 1.5));
    const left = Math.max(0, box.x - reach(Math.min(side.left, 2 * half)));
    const top = Math.max(0, box.y - reach(Math.min(side.top, 2 * half)));
    const right = Math.min(block.width, box.x + box.width + reach(Math.min(side.right, 2 * half)));
    const bottom = Math.min(block.height, box.y + box.height + reach(Math.min(side.bottom, 2 * half)));
    return { x: left, y: top, width: right - left, height: bottom - top };
  });
}

function gapsAround(box: Box, boxes: readonly Box[]) {
  const gaps = { left: Infinity, top: Infinity, right: Infinity, bottom: Infinity };
  for (const other of boxes) {
    if (other === box) continue;
    if (other.y < box.y + box.height && box.y < other.y + other.height) {
      if (other.x >= box.x + box.width) gaps.right = Math.min(gaps.right, other.x - box.x - box.width);
      if (other.x + other.width <= box.x) gaps.left = Math.min(gaps.left, box.x - other.x - other.width);
    }
    if (other.x < box.x + box.width && box.x < other.x + other.width) {
      if (other.y >= box.y + box.height) gaps.bottom = Math.min(gaps.bottom, other.y - box.y - box.height);
      if (other.y + other.height <= box.y) gaps.top = Math.min(gaps.top, box.y - other.y - other.height);
    }
  }
  return gaps;
}
