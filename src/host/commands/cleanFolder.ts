import { basename } from 'node:path';
import { Uri, ViewColumn, commands, l10n, type Memento } from 'vscode';
import type { EngineClient } from '../engine/engineClient';
import { chooseMeaning } from './bareFolder';
import { chooseFolder } from './chooseFolder';
import type { DatasetEditorProvider } from '../editor/datasetEditorProvider';
import { viewType } from '../names';

/** *Clean This Folder*: opens the dataset of each folder; a class folder opens its dataset, filtered. */
export async function cleanFolder(
  engine: EngineClient,
  provider: DatasetEditorProvider,
  memory: Memento,
  clicked?: Uri,
  selected?: Uri[],
): Promise<void> {
  const folders = selected?.length ? selected : [clicked ?? (await chooseFolder(l10n.t('Clean This Folder')))];
  const opened = new Set<string>();
  for (const folder of folders) {
    if (!folder) return;
    if (folder.scheme !== 'file')
      throw new Error(
        l10n.t('Winnow needs the images on a disk: open the folder where it lies (Remote-SSH, container).'),
      );
    const dataset = await findDataset(engine, memory, folder.fsPath);
    if (!dataset) return;
    if (opened.has(dataset.root)) continue;
    opened.add(dataset.root);
    const uri = Uri.file(dataset.root);
    provider.beginWith(uri, folders.length === 1 ? dataset.query : '');
    await commands.executeCommand('vscode.openWith', uri, viewType, { viewColumn: ViewColumn.Active, preview: false });
  }
}

/** The dataset that a folder belongs to, asked for where only its owner can tell; undefined when turned away. */
export async function findDataset(
  engine: EngineClient,
  memory: Memento,
  folder: string,
): Promise<{ root: string; query: string } | undefined> {
  const found = await engine.askEngine('resolve', { folder });
  if (!found.bare) return found;
  const meant = await chooseMeaning(found.root, memory);
  if (meant === undefined) return undefined;
  return meant === found.root ? found : { root: meant, query: `class:"${basename(found.root)}"` };
}
