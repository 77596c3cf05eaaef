import type { RgbPixels } from './pixels';
import type { Box } from './resample';

/** How far a border's pixel may be from the border's colour, per channel: room for what JPEG does beside an edge. */
const tolerance = 24;
/** Share of a border line's pixels that must agree. */
const agreeing = 0.97;
/** A border that leaves less than this share of either side is no border but the picture itself. */
const leastLeft = 0.3;

/**
 * The picture without its borders, each of one colour on any side; the whole picture where there is none. Borders are
 * taken off one after another, from the outside: a picture that has a margin of its own comes out the same whether
 * stripes of another colour were added around it or not.
 */
export function contentBox(rgb: RgbPixels): Box {
  const whole = { left: 0, top: 0, width: rgb.width, height: rgb.height };
  for (let box = whole; ;) {
    const inner = withoutBorder(rgb, box);
    const isSame = inner.width === box.width && inner.height === box.height;
    if (isSame || inner.width < leastLeft * whole.width || inner.height < leastLeft * whole.height) return box;
    box = inner;
  }
}

/** The box without the lines at each side that have the colour of the outermost. */
function withoutBorder(rgb: RgbPixels, { left, top, width, height }: Box): Box {
  const row = (y: number): Line => ({ start: (y * rgb.width + left) * 3, stride: 3, count: width });
  const column = (x: number): Line => ({ start: (top * rgb.width + x) * 3, stride: rgb.width * 3, count: height });
  const above = countBorder(rgb, row, top, 1, height);
  const below = countBorder(rgb, row, top + height - 1, -1, height - above);
  const before = countBorder(rgb, column, left, 1, width);
  const after = countBorder(rgb, column, left + width - 1, -1, width - before);
  return { left: left + before, top: top + above, width: width - before - after, height: height - above - below };
}

/** Bytes of one line of pixels: where it begins, how far its pixels stand apart, how many there are. */
interface Line {
  readonly start: number;
  readonly stride: number;
  readonly count: number;
}

function countBorder(
  rgb: RgbPixels,
  lineAt: (place: number) => Line,
  from: number,
  step: number,
  most: number,
): number {
  const { start, stride, count } = lineAt(from);
  const colour = start + (count >> 1) * stride;
  let lines = 0;
  while (lines < most && isBorderLine(rgb, lineAt(from + step * lines), colour)) lines++;
  return lines;
}

/** True when a line's pixels nearly all have the colour that stands at `colour`. */
function isBorderLine({ data }: RgbPixels, { start, stride, count }: Line, colour: number): boolean {
  let outliers = Math.floor(count * (1 - agreeing));
  for (let i = 0, at = start; i < count; i++, at += stride)
    if (
      Math.abs(data[at] - data[colour]) > tolerance ||
      Math.abs(data[at + 1] - data[colour + 1]) > tolerance ||
      Math.abs(data[at + 2] - data[colour + 2]) > tolerance
    )
      if (--outliers < 0) return false;
  return true;
}
