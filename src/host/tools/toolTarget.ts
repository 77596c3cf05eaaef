import { isAbsolute, join, relative } from 'node:path';
import { Uri, commands, l10n, workspace, type CancellationToken } from 'vscode';
import type { ActiveDataset } from '../editor/activeDataset';
import type { DatasetEditorProvider } from '../editor/datasetEditorProvider';
import { viewType } from '../names';
import type { DatasetDocument } from '../editor/datasetDocument';
import type { EngineClient } from '../engine/engineClient';

export interface ToolParts {
  readonly engine: EngineClient;
  readonly provider: DatasetEditorProvider;
  readonly active: ActiveDataset;
}

/** The folder that a tool is about: the one named, within the workspace, or the dataset that is looked at. */
export function targetFolder({ active }: ToolParts, folder: string | undefined): Uri {
  if (folder === undefined || folder === '') {
    if (active.document) return active.document.uri;
    throw new Error('No dataset is open. Name a folder of the workspace.');
  }
  const folders = workspace.workspaceFolders ?? [];
  const path = isAbsolute(folder) ? folder : join(folders[0]?.uri.fsPath ?? '', folder);
  const isInside = folders.some(({ uri }) => {
    const below = relative(uri.fsPath, path);
    return below === '' || (!below.startsWith('..') && !isAbsolute(below));
  });
  if (!isInside)
    throw new Error(`${folder} does not lie in the workspace. Only folders of the workspace can be named.`);
  return Uri.file(path);
}

/** The dataset of a folder, opened in an editor, where a person sees what is done; read and ranked. */
export async function openTarget(
  { engine, provider }: ToolParts,
  folder: Uri,
  token: CancellationToken,
): Promise<{ readonly document: DatasetDocument; readonly dataset: string; readonly query: string }> {
  const { root, query } = await engine.askEngine('resolve', { folder: folder.fsPath }, token);
  const uri = Uri.file(root);
  if (!provider.document(uri)) await commands.executeCommand('vscode.openWith', uri, viewType, { preview: false });
  const document = provider.document(uri);
  if (!document) throw new Error(l10n.t('{0} could not be opened.', root));
  const dataset = await document.id();
  // Resolves when every image is read and ranked.
  await engine.ask('pileState', { dataset }, token);
  return { document, dataset, query };
}
