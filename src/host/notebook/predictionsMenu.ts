import { Uri, commands, l10n, window, type QuickPickItem } from 'vscode';
import type { DatasetDocument } from '../editor/datasetDocument';
import type { EngineClient } from '../engine/engineClient';
import type { ReadOnlyTexts } from '../readOnlyTexts';
import { dropPredictions } from './usePredictions';
import { showPredictionsReport } from './showReport';

interface MenuItem extends QuickPickItem {
  readonly run: () => Promise<unknown>;
}

/** *Show Predictions…*: what ranks, what was left out, and the way back. */
export async function predictionsMenu(
  engine: EngineClient,
  document: DatasetDocument,
  texts: ReadOnlyTexts,
): Promise<void> {
  const report = await engine.ask('predictionsReport', { dataset: await document.id() });
  const state = document.summary?.predictions;
  const choose: MenuItem = {
    label: l10n.t('Use Other Predictions…'),
    run: async () => commands.executeCommand('winnow.usePredictions'),
  };
  if (!state) return choose.run().then(() => undefined);
  const items: MenuItem[] = [
    {
      label: l10n.t('Use Winnow’s Own Scores'),
      detail: l10n.t('The columns of {0} stay known', state.name),
      run: () => dropPredictions(engine, document),
    },
    ...(report ? [{ label: l10n.t('Show What Was Left Out'), run: () => showPredictionsReport(texts, report) }] : []),
    ...(report
      ? [
          {
            label: l10n.t('Choose the Columns Anew…'),
            run: async () =>
              commands.executeCommand('winnow.usePredictions', { file: Uri.file(report.path), anew: true }),
          },
        ]
      : []),
    choose,
  ];
  const title = state.problem ?? l10n.t('{0} ranks {1} images', state.name, state.images);
  const chosen = await window.showQuickPick(items, { title, ignoreFocusOut: true });
  await chosen?.run();
}
