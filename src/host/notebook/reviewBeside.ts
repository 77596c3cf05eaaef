import { stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import {
  TabInputNotebook,
  Uri,
  ViewColumn,
  commands,
  l10n,
  window,
  workspace,
  type Memento,
  type NotebookDocument,
  type QuickPickItem,
} from 'vscode';
import { stringLiterals } from '../../core/notebook/stringLiterals';
import { chooseFolder } from '../commands/chooseFolder';
import { findDataset } from '../commands/cleanFolder';
import { columnOf } from '../editor/datasetTabs';
import type { DatasetEditorProvider } from '../editor/datasetEditorProvider';
import { viewType } from '../names';
import type { EngineClient } from '../engine/engineClient';

/** Texts of a notebook that are looked at as folders. */
const mostLiterals = 500;

interface FolderItem extends QuickPickItem {
  readonly folder?: string;
}

/** *Review This Dataset Beside*: opens a dataset next to the notebook, which keeps the keyboard. */
export async function reviewBeside(
  engine: EngineClient,
  provider: DatasetEditorProvider,
  memory: Memento,
  clicked: unknown,
): Promise<void> {
  const folder = clicked instanceof Uri ? clicked.fsPath : await folderOfNotebook();
  if (folder === undefined) return;
  const dataset = await findDataset(engine, memory, folder);
  if (!dataset) return;
  const uri = Uri.file(dataset.root);
  provider.beginWith(uri, dataset.query);
  const place = { viewColumn: columnOf(uri) ?? ViewColumn.Beside, preserveFocus: true, preview: false };
  await commands.executeCommand('vscode.openWith', uri, viewType, place);
}

/** A folder that the notebook names in its code, or any other. */
async function folderOfNotebook(): Promise<string | undefined> {
  const notebook = await activeNotebook();
  const named = notebook ? await namedFolders(notebook) : [];
  if (named.length > 0) {
    const items: FolderItem[] = [
      ...named.map((folder) => ({ label: basename(folder), description: folder, folder })),
      { label: l10n.t('Choose Folder…') },
    ];
    const title = l10n.t('Folders that the notebook names');
    const chosen = await window.showQuickPick(items, { title, placeHolder: l10n.t('Open which one beside it?') });
    if (!chosen) return undefined;
    if (chosen.folder !== undefined) return chosen.folder;
  }
  return (await chooseFolder(l10n.t('Review This Dataset Beside')))?.fsPath;
}

/** Right after it was opened VS Code knows the tab of a notebook, and not yet its editor. */
async function activeNotebook(): Promise<NotebookDocument | undefined> {
  const input = window.tabGroups.activeTabGroup.activeTab?.input;
  if (input instanceof TabInputNotebook) return workspace.openNotebookDocument(input.uri);
  return window.activeNotebookEditor?.notebook;
}

async function namedFolders(notebook: NotebookDocument): Promise<string[]> {
  const code = notebook.getCells().map(({ document }) => document.getText());
  const bases = [
    ...(notebook.uri.scheme === 'file' ? [dirname(notebook.uri.fsPath)] : []),
    ...(workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath),
  ];
  const found = new Set<string>();
  for (const text of stringLiterals(code.join('\n'), mostLiterals))
    for (const base of bases) {
      const path = resolve(base, text);
      if (!bases.includes(path) && (await isFolder(path))) found.add(path);
    }
  return [...found];
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (_noSuchFolder: unknown) {
    return false;
  }
}
