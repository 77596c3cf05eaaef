import { l10n, window } from 'vscode';
import type { LayoutKind } from '../../core/layout';
import type { LabelChoice } from '../../protocol/labelChoice';
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
    {
      label: l10n.t('Table'),
      detail: l10n.t('Labels stand in a CSV, JSON or JSON Lines file, or in image lists.'),
      layout: 'table',
    },
    { label: l10n.t('Pile'), detail: l10n.t('All images are unsorted, whatever folder they lie in.'), layout: 'pile' },
  ];
  const chosen = await window.showQuickPick(kinds, {
    title: l10n.t('How is {0} laid out? Understood as: {1}', document.name, understood),
  });
  if (!chosen) return;
  const dataset = await document.id();
  const labels =
    chosen.layout === 'table' ? await chooseTable(document.name, await engine.ask('labelTables', { dataset })) : {};
  if (!labels) return;
  await engine.ask('chooseLayout', { dataset, layout: chosen.layout, labels });
  await provider.reopen(document, (one) => one.renew());
}

/** Which table, and which column of it; undefined: cancelled. What is left open is recognised. */
async function chooseTable(name: string, tables: readonly string[]): Promise<LabelChoice | undefined> {
  if (tables.length === 0) {
    const text = l10n.t(
      'There is no CSV, JSON, JSON Lines or text file in {0} that could hold labels. Write a Parquet table as CSV.',
      name,
    );
    void window.showWarningMessage(text);
    return undefined;
  }
  const items = tables.map((table) => ({ label: table, table }));
  const all = { label: l10n.t('Whichever label the images'), table: undefined };
  const chosen = await window.showQuickPick([all, ...items], { title: l10n.t('Which table holds the labels?') });
  if (!chosen) return undefined;
  const column = await window.showInputBox({
    title: l10n.t('Which column holds the labels?'),
    prompt: l10n.t('Its name in the first line. Leave it empty to have it recognised.'),
  });
  if (column === undefined) return undefined;
  return { ...(chosen.table !== undefined && { table: chosen.table }), ...(column !== '' && { column }) };
}
