import { areaOf, type Box, type Size } from '../../core/boxes';
import type { Background } from './background';

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
  readonly background: Background;
  readonly grid: boolean;
  readonly spread?: number;
}

export function verdictOf({ boxes, sheet, background, grid }: Evidence): Verdict {
  const covered = boxes.reduce((sum, box) => sum + areaOf(box), 0) / areaOf(sheet);
  const score = boxes.length > 3 && background.share > 0.05 && covered > 0.02 ? 0.8 : 0.1;
  return { isCollage: score >= 0.5, score, doubt: grid ? 0.1 : 0.4 };
}
