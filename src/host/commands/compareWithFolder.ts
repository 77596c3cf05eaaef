import { ProgressLocation, Uri, l10n, window } from 'vscode';
import type { DatasetDocument } from '../editor/datasetDocument';
import type { DatasetEditorProvider } from '../editor/datasetEditorProvider';
import type { EngineClient } from '../engine/engineClient';

/** *Compare With Folder…*: copies of the dataset's images in another folder, which is only read. */
export async function compareWithFolder(
  engine: EngineClient,
  document: DatasetDocument,
  provider: DatasetEditorProvider,
  given?: Uri,
): Promise<void> {
  const folder = given ?? (await chooseFolder(document));
  if (!folder) return;
  const dataset = await document.id();
  const comparison = await window.withProgress(
    {
      location: ProgressLocation.Notification,
      title: l10n.t('Comparing {0} with {1}', document.name, folder.fsPath),
      cancellable: true,
    },
    (_progress, token) =>
      engine.ask('compareWithFolder', { dataset, folder: folder.fsPath, kinds: ['bytes', 'pixels', 'near'] }, token),
  );
  if (comparison.groups.length === 0) {
    void window.showInformationMessage(l10n.t('No image of {0} has a copy in {1}.', document.name, folder.fsPath));
    return;
  }
  provider.activePage?.showComparison(folder.fsPath, comparison);
}

async function chooseFolder(document: DatasetDocument): Promise<Uri | undefined> {
  const [chosen] =
    (await window.showOpenDialog({
      canSelectFolders: true,
      canSelectFiles: false,
      defaultUri: Uri.joinPath(document.uri, '..'),
      openLabel: l10n.t('Compare With This Folder'),
    })) ?? [];
  return chosen;
}
