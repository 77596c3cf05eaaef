import { l10n } from 'vscode';
import type { PredictionsLeft, PredictionsReport } from '../../protocol/predictions';
import { printable, type ReadOnlyTexts } from '../readOnlyTexts';

/** Every row and image that found no counterpart, by reason, in a read-only editor. */
export async function showPredictionsReport(texts: ReadOnlyTexts, report: PredictionsReport): Promise<void> {
  const lines = report.left.flatMap((left) => [
    titleOf(left),
    ...left.examples.map((example) => `  ${printable(example)}`),
    ...(left.count > left.examples.length ? [`  ${l10n.t('{0} more', left.count - left.examples.length)}`] : []),
    '',
  ]);
  const head = [
    l10n.t('Predictions of {0}', report.path),
    l10n.t('Rows: {0}. Images with a prediction: {1}.', report.rows, report.images),
    report.outOfSample
      ? l10n.t('The model did not train on these images.')
      : l10n.t('The model trained on these images: it may know a wrong label by heart.'),
    ...report.notes,
    '',
    ...(report.left.length === 0 ? [l10n.t('Every row found its image, and every image its row.')] : []),
  ];
  await texts.show(`${report.name}: ${l10n.t('left out')}`, report.path, [...head, ...lines]);
}

function titleOf({ kind, count }: PredictionsLeft): string {
  switch (kind) {
    case 'missing':
      return l10n.t('Rows whose file is not in the dataset: {0}', count);
    case 'unreadable':
      return l10n.t('Rows whose file is unreadable here: {0}', count);
    case 'outside':
      return l10n.t('Rows whose path leads out of the dataset: {0}', count);
    case 'repeated':
      return l10n.t('Rows about an image that an earlier row named (the last one counts): {0}', count);
    case 'invalid':
      return l10n.t('Rows that cannot be used: {0}', count);
    case 'without':
      return l10n.t('Images that no row names: {0}', count);
  }
}
