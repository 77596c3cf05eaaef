import type { Page } from '../state/page';

/** More than this are not stepped through. */
const most = 100;

/** What a comparison would be about: the selected images, else the focused group of findings; fewer than two: nothing. */
export function comparedRows({ selection, shown }: Page): readonly number[] {
  const { view, focusPosition, collection } = shown;
  if (selection.size > 1)
    return [...selection.toArray()].sort((a, b) => view.positionOf(a) - view.positionOf(b)).slice(0, most);
  // The groups of a query are for looking through: Tab leaves the grid there, as everywhere.
  if (!collection || view.groups.length === 0 || focusPosition < 0) return [];
  const next = view.groups.findIndex(({ start }) => start > focusPosition);
  const { start } = view.groups[(next < 0 ? view.groups.length : next) - 1];
  return [...view.order.subarray(start, next < 0 ? undefined : view.groups[next].start)].slice(0, most);
}
