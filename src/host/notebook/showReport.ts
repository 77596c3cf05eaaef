import { l10n, window, workspace } from 'vscode';
import type { PredictionsLeft, PredictionsReport } from '../../protocol/predictions';

/** Every row and image that found no counterpart, by reason, in an editor of its own. */
export async function showPredictionsReport(report: PredictionsReport): Promise<void> {
  const lines = report.left.flatMap((left) => [
    titleOf(left),
    ...left.examples.map((example) => `  ${example.replaceAll(/[\r\n]/g, ' ')}`),
    ...(left.count > left.examples.length ? [`  ${l10n.t('{0} more', left.count - left.examples.length)}`] : []),
    '',
  ]);
  const head = [
    l10n.t('Predictions of {0}', report.path),
    l10n.t('{0} rows, {1} images with a prediction', report.rows, report.images),
    report.outOfSample
      ? l10n.t('The model did not train on these images.')
      : l10n.t('The model trained on these images: it may know a wrong label by heart.'),
    ...report.notes,
    '',
    ...(report.left.length === 0 ? [l10n.t('Every row found its image, and every image its row.')] : []),
  ];
  const content = [...head, ...lines].join('\n');
  await window.showTextDocument(await workspace.openTextDocument({ content, language: 'plaintext' }), {
    preview: true,
  });
}

function titleOf({ kind, count }: PredictionsLeft): string {
  switch (kind) {
    case 'missing':
      return l10n.t('{0} rows whose file is not in the dataset', count);
    case 'outside':
      return l10n.t('{0} rows whose path leads out of the dataset', count);
    case 'repeated':
      return l10n.t('{0} rows about an image that an earlier row named; the last one counts', count);
    case 'invalid':
      return l10n.t('{0} rows that cannot be used', count);
    case 'without':
      return l10n.t('{0} images that no row names', count);
  }
}
