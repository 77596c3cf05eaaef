import { l10n, window } from 'vscode';
import type { LayoutKind } from '../../core/layout';
import type { DatasetDocument } from '../editor/datasetDocument';
import type { DatasetEditorProvider } from '../editor/datasetEditorProvider';
import type { EngineClient } from '../engine/engineClient';

/** *Choose Layout…*: how the folder is to be understood where it can be read in two ways; remembered with the dataset. */
export async function chooseLayout(
  engine: EngineClient,
  document: DatasetDocument,
  provider: DatasetEditorProvider,
): Promise<void> {
  const { layout: understood } = await document.current();
  const kinds: { label: string; detail: string; layout: LayoutKind | undefined }[] = [
    { label: l10n.t('As it looks'), detail: l10n.t('Subset names and folders decide.'), layout: undefined },
    { label: l10n.t('Classes'), detail: l10n.t('Every folder with images is a class.'), layout: 'classes' },
    {
      label: l10n.t('Subsets'),
      detail: l10n.t('train, valid and test, each with a folder per class.'),
      layout: 'subsets',
    },
    { label: l10n.t('Pile'), detail: l10n.t('All images are unsorted, whatever folder they lie in.'), layout: 'pile' },
  ];
  const chosen = await window.showQuickPick(kinds, {
    title: l10n.t('How is {0} laid out? Understood as: {1}', document.name, understood),
  });
  if (!chosen) return;
  await engine.ask('chooseLayout', { dataset: await document.id(), layout: chosen.layout });
  await provider.reopen(document, (one) => one.renew());
}
