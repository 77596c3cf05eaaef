import { t } from '../strings';
import type { Page } from './page';

/** What a key acts on: the focused one of a comparison, else the selected images, else the focused one. */
export function targetsOf({ shown, selection }: Page): Uint32Array {
  if (shown.comparison) return Uint32Array.of(shown.comparison.row);
  if (selection.size > 0) return selection.toArray();
  const focused = shown.focusRow >= 0 ? Uint32Array.of(shown.focusRow) : new Uint32Array(0);
  return shown.collection?.expand?.(focused) ?? focused;
}

export function selectOnly(page: Page, position: number): void {
  page.selection.only(page.shown.view.rowAt(position), position);
  page.changed.emit('selection');
}

export function toggleSelected(page: Page, position: number): void {
  if (position < 0 || position >= page.shown.total) return;
  page.selection.toggle(page.shown.view.rowAt(position), position);
  page.changed.emit('selection');
}

export function selectAll(page: Page): void {
  page.selection.selectAll(page.shown.view.order);
  page.announced.emit(t('{0} selected', page.selection.size));
  page.changed.emit('selection');
}

/** Selects the images at these positions, besides the rows of `before`. */
export function selectPositions(page: Page, positions: readonly number[], before: Uint32Array): void {
  const rows = positions.map((position) => page.shown.view.rowAt(position));
  page.selection.set(rows, before);
  page.changed.emit('selection');
}

/** Selects a group by any of its images, or deselects it. */
export function toggleGroup(page: Page, position: number): void {
  const { groups, order } = page.shown.view;
  const next = groups.findIndex(({ start }) => start > position);
  const group = groups.at(next < 0 ? -1 : next - 1);
  if (!group || position < 0) return page.say('info', t('There are no groups here. Group the images first.'));
  page.selection.toggleAll(order.subarray(group.start, groups[next]?.start));
  page.announced.emit(t('{0} selected', page.selection.size));
  page.changed.emit('selection');
}

export function clearSelection(page: Page): void {
  page.selection.clear();
  page.changed.emit('selection');
}
