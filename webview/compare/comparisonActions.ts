import type { Surroundings } from '../actions';
import { endComparison, focusCompared, setComparisonMode } from './compareImages';
import { comparisonModes, type Comparison } from './comparison';

/** Part of a picture's width or height that a key moves it by. */
const panStep = 0.1;

/** What they do would be done out of sight. */
const asleep = new Set(['keepVisible', 'acceptAll', 'selectAll', 'selectGroup', 'reorder']);
/** They show something else, which ends the comparison. */
const leaving = new Set(['moreLike', 'splitCollages', 'sortPile', 'spotCheck', 'map', 'query', 'loupe']);

/** Carries out what a key means while images are compared; false where it means the same as everywhere. */
export function runInComparison(
  action: string,
  extend: boolean,
  comparison: Comparison,
  around: Surroundings,
): boolean {
  const { page } = around;
  const by = movesBy(action, comparison, around);
  if (by !== undefined) {
    if (extend) pan(action, around.panComparison);
    else focusCompared(page, comparison.at + by);
    return true;
  }
  if (action === 'compare') setComparisonMode(page, nextOf(comparison));
  else if (action === 'select' || action === 'escape') endComparison(page);
  else if (action === 'zoomIn' || action === 'zoomOut') around.zoomComparison(action === 'zoomIn' ? 1 : -1);
  else if (!asleep.has(action)) {
    if (leaving.has(action)) endComparison(page);
    return false;
  }
  return true;
}

/** Moves a magnified picture so that more of it is seen in the direction of the key. */
export function pan(action: string, by: (dx: number, dy: number) => void): void {
  if (action === 'moveLeft') by(panStep, 0);
  if (action === 'moveRight') by(-panStep, 0);
  if (action === 'moveUp') by(0, panStep);
  if (action === 'moveDown') by(0, -panStep);
}

function movesBy(
  action: string,
  { mode, rows, at }: Comparison,
  { comparisonColumns }: Surroundings,
): number | undefined {
  const columns = mode === 'beside' ? comparisonColumns() : 1;
  switch (action) {
    case 'moveLeft':
      return -1;
    case 'moveRight':
      return 1;
    case 'moveUp':
      return at >= columns ? -columns : 0;
    case 'moveDown':
      return at + columns < rows.length ? columns : 0;
    case 'rowStart':
    case 'first':
      return -at;
    case 'rowEnd':
    case 'last':
      return rows.length - 1 - at;
    case 'pageUp':
      return -6;
    case 'pageDown':
      return 6;
    default:
      return undefined;
  }
}

function nextOf({ mode }: Comparison): Comparison['mode'] {
  return comparisonModes[(comparisonModes.indexOf(mode) + 1) % comparisonModes.length];
}
