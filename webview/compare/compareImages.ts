import type { Page } from '../state/page';
import { t } from '../strings';
import { comparedRows } from './compared';
import { Comparison, type ComparisonMode } from './comparison';

/** Compares the selected images, or the group of the focused one, in the place of the grid. */
export function beginComparison(page: Page): void {
  const rows = comparedRows(page);
  if (rows.length < 2) return page.say('info', t('Select two images to compare them (Space).'));
  const comparison = new Comparison(rows);
  comparison.focus(rows.indexOf(page.shown.focusRow));
  page.shown.setComparison(comparison);
  focusCompared(page, comparison.at);
}

/** The keys act on another one of the compared images; the grid behind follows. */
export function focusCompared(page: Page, place: number): void {
  page.shown.comparison?.focus(place);
  follow(page);
}

export function setComparisonMode(page: Page, mode: ComparisonMode): void {
  page.shown.comparison?.setMode(mode);
  follow(page);
}

export function endComparison(page: Page): void {
  page.shown.setComparison(undefined);
}

function follow(page: Page): void {
  if (!page.shown.comparison) return;
  const position = page.shown.view.positionOf(page.shown.comparison.row);
  if (position >= 0) page.shown.focus(position, { keepSelection: true });
  page.changed.emit('panels');
}
