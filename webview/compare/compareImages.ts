import type { Page } from '../state/page';
import { t } from '../strings';
import { comparedRows } from './compared';
import { Comparison, type ComparisonMode } from './comparison';

/** Compares the selected images, or the group of the focused one, in the place of the grid. */
export function beginComparison(page: Page): void {
  const rows = comparedRows(page);
  if (rows.length < 2) return page.say('info', t('Select two images to compare them (Space).'));
  const comparison = new Comparison(rows);
  comparison.focus(rows.indexOf(page.focusRow));
  page.setComparison(comparison);
  focusCompared(page, comparison.at);
}

/** The keys act on another one of the compared images; the grid behind follows. */
export function focusCompared(page: Page, place: number): void {
  page.comparison?.focus(place);
  follow(page);
}

export function setComparisonMode(page: Page, mode: ComparisonMode): void {
  page.comparison?.setMode(mode);
  follow(page);
}

export function endComparison(page: Page): void {
  page.setComparison(undefined);
}

function follow(page: Page): void {
  if (!page.comparison) return;
  const position = page.view.positionOf(page.comparison.row);
  if (position >= 0) page.focus(position, { keepSelection: true });
  page.changed.emit('panels');
}
