import { Uri, ViewColumn, commands, l10n, window, workspace } from 'vscode';
import type { EngineClient } from '../engine/engineClient';
import { viewType, type DatasetEditorProvider } from '../editor/datasetEditorProvider';

/** *Clean This Folder*: opens the dataset of each folder; a class folder opens its dataset, filtered. */
export async function cleanFolder(
  engine: EngineClient,
  provider: DatasetEditorProvider,
  clicked?: Uri,
  selected?: Uri[],
): Promise<void> {
  const folders = selected?.length ? selected : [clicked ?? (await chooseFolder())];
  const opened = new Set<string>();
  for (const folder of folders) {
    if (!folder) return;
    if (folder.scheme !== 'file')
      throw new Error(
        l10n.t('Winnow needs the images on a disk: open the folder where it lies (Remote-SSH, container).'),
      );
    const { root, query } = await engine.askEngine('resolve', { folder: folder.fsPath });
    if (opened.has(root)) continue;
    opened.add(root);
    const uri = Uri.file(root);
    provider.beginWith(uri, folders.length === 1 ? query : '');
    await commands.executeCommand('vscode.openWith', uri, viewType, { viewColumn: ViewColumn.Active, preview: false });
  }
}

async function chooseFolder(): Promise<Uri | undefined> {
  const [chosen] =
    (await window.showOpenDialog({
      canSelectFolders: true,
      canSelectFiles: false,
      defaultUri: workspace.workspaceFolders?.[0]?.uri,
      openLabel: l10n.t('Clean This Folder'),
    })) ?? [];
  return chosen;
}
