import type { Page } from '../state/page';

/** How far ahead the next undecided image is looked for. */
const lookAhead = 200;

/** The images that a key in the loupe most likely shows next: the next undecided, the next, the previous. */
export function likelyNext(page: Page): readonly number[] {
  const { view, focusPosition } = page.shown;
  const { table } = page.images;
  const next = focusPosition + 1;
  const positions = [next, focusPosition - 1];
  for (let at = next; at < Math.min(view.length, next + lookAhead) && table.isKnown(view.rowAt(at)); at++) {
    if (!page.decisions.isUndecided(view.rowAt(at))) continue;
    if (at > next) positions.unshift(at);
    break;
  }
  return positions.filter((at) => at >= 0 && at < view.length).map((at) => view.rowAt(at));
}
