import { messageOf } from '../../src/core/messageOf';
import { t } from '../strings';
import type { Page } from './page';

/** How far ahead the next undecided image is looked for in one go. */
const lookAhead = 500;

/** More images than these are not fetched only to count them. */
const mostToCount = 20_000;
/** How many of them are fetched in one go. */
const slice = 1000;

/** Focuses the next undecided image after `position`; says whether there was one (or the user has gone elsewhere). */
async function goToUndecided(page: Page, position: number): Promise<boolean> {
  const { view, moves } = page.shown;
  for (let first = position + 1; first < view.length; first += lookAhead) {
    const end = Math.min(view.length, first + lookAhead);
    if (!isNearestKnown(page, first, end)) {
      await page.images.rows.ensure(
        Array.from(view.order.subarray(first, end)).filter((row) => !page.images.table.isKnown(row)),
      );
      if (view !== page.shown.view || moves !== page.shown.moves) return true;
    }
    for (let at = first; at < end; at++)
      if (page.decisions.isUndecided(view.rowAt(at))) {
        page.shown.focus(at, { keepSelection: true });
        return true;
      }
  }
  return false;
}

/** The next undecided image, or what the end of a pass means: another one, where an order has changed. */
export async function goOn(page: Page, position: number): Promise<void> {
  if (await goToUndecided(page, position)) return;
  const { view, moves, collection } = page.shown;
  try {
    await knowMost(page, view.order);
  } catch (error) {
    return page.say('error', messageOf(error));
  }
  if (view !== page.shown.view || moves !== page.shown.moves) return;
  let left = 0;
  let isCounted = true;
  for (const row of view.order)
    if (!page.images.table.isKnown(row)) isCounted = false;
    else if (page.decisions.isUndecided(row)) left++;
  if (isCounted && left === 0 && (await collection?.next?.(page))) return;
  if (page.shown.wouldMove > 0 && left > 0) await beginPass(page);
  else if (!isCounted) page.say('info', t('End of this pass. Some images are still undecided: r starts again.'));
  else if (left > 0) page.say('info', t('End of this pass. {0} passed over, still undecided: r starts again.', left));
  else page.say('info', t('Every image of this query is decided.'));
}

/** Fetches what is not known of the images, unless that is too much; stops where something else is shown meanwhile. */
async function knowMost(page: Page, order: Uint32Array): Promise<void> {
  const { view, moves } = page.shown;
  const unknown = order.filter((row) => !page.images.table.isKnown(row));
  if (unknown.length > mostToCount) return;
  for (let first = 0; first < unknown.length; first += slice) {
    await page.images.rows.ensure(Array.from(unknown.subarray(first, first + slice)));
    if (view !== page.shown.view || moves !== page.shown.moves) return;
  }
}

/** A new pass: the same query in the order of the present scores, from its first undecided image. */
export async function beginPass(page: Page): Promise<void> {
  await page.shown.hold(reorderAndGo(page));
}

async function reorderAndGo(page: Page): Promise<void> {
  const { moves } = page.shown;
  await page.shown.reorder();
  if (moves === page.shown.moves) await goToUndecided(page, -1);
}

/** True when no image has to be fetched to know the nearest undecided one of the range. */
function isNearestKnown(page: Page, first: number, end: number): boolean {
  for (let at = first; at < end; at++) {
    const row = page.shown.view.rowAt(at);
    if (!page.images.table.isKnown(row)) return false;
    if (page.decisions.isUndecided(row)) return true;
  }
  return true;
}
