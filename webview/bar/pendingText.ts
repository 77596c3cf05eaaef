import type { DatasetSummary } from '../../src/protocol/dataset';
import { t } from '../strings';

/** Decisions that Apply would carry out; a keep changes no file. */
export function pendingCount({ pending }: DatasetSummary): number {
  const { relabel, convert, rename, restore, split } = pending;
  return relabel + pending.delete + pending['set-aside'] + convert + rename + restore + split;
}

/** "41 pending: 30 relabelled · 9 deleted · 2 set aside". */
export function pendingText(summary: DatasetSummary, withKept: boolean): string {
  const { pending } = summary;
  const count = pendingCount(summary);
  const parts = [
    ...(pending.relabel > 0 ? [t('{0} relabelled', pending.relabel)] : []),
    ...(pending.delete > 0 ? [t('{0} deleted', pending.delete)] : []),
    ...(pending['set-aside'] > 0 ? [t('{0} set aside', pending['set-aside'])] : []),
    ...(pending.convert > 0 ? [t('{0} converted', pending.convert)] : []),
    ...(pending.rename > 0 ? [t('{0} renamed', pending.rename)] : []),
    ...(pending.restore > 0 ? [t('{0} restored', pending.restore)] : []),
    ...(pending.split > 0 ? [t('{0} split', pending.split)] : []),
    ...(withKept && pending.keep > 0 ? [t('{0} kept', pending.keep)] : []),
  ];
  if (count === 0)
    return summary.reviewed > 0 ? t('Nothing pending · {0} decided', summary.reviewed) : t('Nothing pending');
  return `${t('{0} pending', count)}: ${parts.join(' · ')}`;
}

/** "41 pending", where there is no room for more. */
export function pendingShort(summary: DatasetSummary): string {
  const count = pendingCount(summary);
  return count === 0 ? t('Nothing pending') : t('{0} pending', count);
}
