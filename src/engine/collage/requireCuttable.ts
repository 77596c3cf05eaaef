import { clampBox, uprightBounds, type Box, type Size } from '../../core/boxes';
import type { DeepPixels } from './deepPixels';

/** Bytes of a square, and of the surroundings of a crooked box, which are held several times while it is turned. */
const mostSquare = 400e6;
const mostTurned = 250e6;

/** Throws a RangeError, in words for whoever drew the box, where it cannot be cut. */
export function requireCuttable(box: Box, number: number, sheet: DeepPixels, square: boolean): void {
  const bounds = uprightBounds(box);
  const area = clampBox(bounds, sheet);
  if (!area) throw new RangeError(`Box ${number} covers no pixel of the sheet: move, enlarge or remove it.`);
  const bytes = sheet.channels * sheet.data.BYTES_PER_ELEMENT;
  if (box.angle && bounds.width * bounds.height * bytes > mostTurned)
    throw new RangeError(
      `Box ${number} takes up ${sizeText(bounds)}, too many to be turned: lower the padding, or set it upright.`,
    );
  const side = box.angle ? Math.max(box.width, box.height) : Math.max(area.width, area.height);
  if (square && side * side * bytes > mostSquare)
    throw new RangeError(
      `Box ${number} would be a square of ${Math.round(side)} pixels a side: do not make crops square.`,
    );
}

function sizeText({ width, height }: Size): string {
  return `${width} x ${height} pixels`;
}
