import { commands, l10n, window } from 'vscode';
import { columnOf } from '../editor/datasetTabs';
import type { DatasetDocument } from '../editor/datasetDocument';
import type { DatasetEditorProvider } from '../editor/datasetEditorProvider';
import { viewType } from '../names';
import { count, pendingOf } from '../editor/statusText';

/** Brings the open dataset to the front; asks which where there are several. */
export async function showDataset(provider: DatasetEditorProvider): Promise<void> {
  const open = provider.openDocuments();
  if (open.length === 0)
    throw new Error(l10n.t('No dataset is open. Right-click a folder of images and choose Clean This Folder.'));
  const chosen = open.length === 1 ? open[0] : await ask(open);
  if (chosen) await bringToFront(chosen);
}

async function ask(open: readonly DatasetDocument[]): Promise<DatasetDocument | undefined> {
  const items = open.map((document) => ({
    label: document.name,
    description: document.summary && l10n.t('{0} pending', count(pendingOf(document.summary))),
    detail: document.uri.fsPath,
    document,
  }));
  return (await window.showQuickPick(items, { placeHolder: l10n.t('Go to which dataset?') }))?.document;
}

async function bringToFront({ uri }: DatasetDocument): Promise<void> {
  await commands.executeCommand('vscode.openWith', uri, viewType, { viewColumn: columnOf(uri) });
}
