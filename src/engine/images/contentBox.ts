import type { RgbPixels } from './pixels';
import type { Box } from './resample';

/** How far a border's pixel may be from the border's colour, per channel: room for what JPEG does beside an edge. */
const tolerance = 24;
/** Share of a border line's pixels that must agree. */
const agreeing = 0.97;
/** A border that leaves less than this share of either side is no border but the picture itself. */
const leastLeft = 0.3;

/** The picture without a border of one colour on any side; the whole picture where there is none. */
export function contentBox(rgb: RgbPixels): Box {
  const { width, height } = rgb;
  const row = (y: number): boolean => isBorderLine(rgb, y * width * 3, 3, width);
  const column = (x: number): boolean => isBorderLine(rgb, x * 3, width * 3, height);
  const top = countBorder(row, 0, 1, height);
  const bottom = countBorder(row, height - 1, -1, height - top);
  const left = countBorder(column, 0, 1, width);
  const right = countBorder(column, width - 1, -1, width - left);
  const box = { left, top, width: width - left - right, height: height - top - bottom };
  const kept = box.width >= leastLeft * width && box.height >= leastLeft * height;
  return kept ? box : { left: 0, top: 0, width, height };
}

function countBorder(isBorder: (line: number) => boolean, from: number, step: number, most: number): number {
  let count = 0;
  while (count < most && isBorder(from + step * count)) count++;
  return count;
}

/** True when a line's pixels are nearly all of the colour of its middle one. */
function isBorderLine({ data }: RgbPixels, start: number, stride: number, count: number): boolean {
  const middle = start + (count >> 1) * stride;
  let outliers = Math.floor(count * (1 - agreeing));
  for (let i = 0, at = start; i < count; i++, at += stride)
    if (
      Math.abs(data[at] - data[middle]) > tolerance ||
      Math.abs(data[at + 1] - data[middle + 1]) > tolerance ||
      Math.abs(data[at + 2] - data[middle + 2]) > tolerance
    )
      if (--outliers < 0) return false;
  return true;
}
