import { decisionCodes } from '../../src/core/decisions/decision';
import { fileName } from '../fileName';
import type { Page } from '../state/page';
import { shown, t } from '../strings';

/** What a screen reader says of an image: its name, its labels, what a collection says of it, its state. */
export function cellLabel(page: Page, row: number): string {
  const { table } = page.images;
  const path = table.path(row);
  if (path === undefined) return t('Image, not loaded yet');
  const parts = [shown(fileName(path))];
  const given = table.givenName(row);
  parts.push(given === undefined ? t('unsorted') : t('given {0}', given));
  const predicted = table.predictedName(row);
  if (predicted !== undefined && !table.agrees(row))
    parts.push(t('suggested {0} {1} %', predicted, Math.round(table.confidenceOf(row) * 100)));
  if (table.hasFlag(row, 'suspicious')) parts.push(t('suspicious'));
  if (table.hasFlag(row, 'unreadable')) parts.push(t('unreadable'));
  if (table.hasFlag(row, 'missing')) parts.push(t('missing'));
  const note = page.shown.collection?.noteOf?.(row);
  if (note !== undefined) parts.push(note);
  const state = decisionText(page, row);
  if (state) parts.push(state);
  return parts.join(', ');
}

/** A decision in words; empty for an undecided image. */
export function decisionText(page: Page, row: number): string {
  const { table } = page.images;
  switch (table.decisionCode(row)) {
    case decisionCodes.none:
      return '';
    case decisionCodes.keep:
      return page.decisions.isUndecided(row) ? '' : t('keep');
    case decisionCodes.relabel: {
      const target = table.targetName(row);
      return target === undefined ? t('move to unsorted') : t('relabel to {0}', target);
    }
    case decisionCodes.delete:
      return t('delete');
    case decisionCodes['set-aside']:
      return t('set aside');
    case decisionCodes.convert:
    case decisionCodes.rename: {
      const file = table.decisionCode(row) === decisionCodes.convert ? t('convert') : t('rename');
      const target = table.targetName(row);
      return target === undefined || target === table.givenName(row) ? file : t('{0}, relabel to {1}', file, target);
    }
    case decisionCodes.restore:
      return t('restore');
    case decisionCodes.split:
      return t('split into {0}', table.partsOf(row));
  }
}
