import { areaOf, type Box, type Size } from '../../core/boxes';
import { deviation, median } from './statistics';

export interface Verdict {
  readonly isCollage: boolean;
  /** How surely the picture is a sheet of several, 0 to 1; a collage from 0.5. */
  readonly score: number;
  /** How much a person should look at the boxes, 0 to 1. */
  readonly doubt: number;
}

export interface Evidence {
  readonly boxes: readonly Box[];
  readonly sheet: Size;
  /** Share of the sheet that is paper. */
  readonly paper: number;
  /** The boxes stand in equal cells. */
  readonly grid: boolean;
  /** Score of the reading that was chosen. */
  readonly plausibility?: number;
  /** Share of the boxes' area that is content. */
  readonly fill?: number;
}

/** Fewer parts are no sheet. */
const LEAST_PARTS = 4;

/**
 * Judges whether boxes are the parts of a sheet. The weights were fitted (logistic regression) on the drawn and real
 * sheets of bench/collage against photographs, drawn comic pages, pages of text and single symbols.
 */
export function verdictOf({ boxes, sheet, paper, grid, plausibility = 0.8, fill = 0.5 }: Evidence): Verdict {
  const count = boxes.length;
  if (count === 0) return { isCollage: false, score: 0, doubt: 0 };
  const sizes = boxes.map((box) => Math.sqrt(areaOf(box)));
  const spread = deviation(sizes.map(Math.log));
  const share = median(sizes) / Math.sqrt(areaOf(sheet));
  const covered = boxes.reduce((sum, box) => sum + areaOf(box), 0) / areaOf(sheet);
  const atEdge = boxes.filter((box) => touchesEdge(box, sheet)).length / count;
  // Lines of text are many small boxes that stand in no grid; comic panels are few, full and uneven.
  const text = !grid && count > 60 && share < 0.045;
  const comic = (!grid || spread > 0.12) && count <= 14 && covered > 0.6 && fill > 0.8;
  const evidence =
    Math.log(Math.min(60, count)) -
    2.7 * atEdge -
    0.14 * spread -
    0.91 * paper +
    (grid ? 2.16 : 0) +
    2.61 * Math.max(-1, Math.min(2, plausibility)) -
    (text ? 7.4 : 0) -
    (comic ? 3.8 : 0) -
    2.8;
  const likely = 1 / (1 + Math.exp(-evidence));
  const score = count < LEAST_PARTS ? Math.min(0.4, likely) : likely;
  const uneven = Math.min(1, spread / 0.6) * (grid ? 0.3 : 1);
  return { isCollage: score >= 0.5, score, doubt: Math.min(1, (1 - Math.abs(2 * score - 1)) * 0.6 + uneven * 0.4) };
}

function touchesEdge(box: Box, sheet: Size): boolean {
  return box.x <= 1 || box.y <= 1 || box.x + box.width >= sheet.width - 1 || box.y + box.height >= sheet.height - 1;
}
