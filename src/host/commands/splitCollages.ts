import { relative, sep, dirname } from 'node:path';
import { FileType, Uri, ViewColumn, commands, l10n, window, workspace, type Memento } from 'vscode';
import type { DatasetEditorProvider } from '../editor/datasetEditorProvider';
import { viewType } from '../names';
import type { EngineClient } from '../engine/engineClient';
import { rememberedRoot } from './bareFolder';

/**
 * *Split Collages…*: opens the dataset that a file or folder lies in and shows its boxes; of a folder, or of several
 * files, all images are looked at with the same settings. From the palette it acts on the page's selection.
 */
export async function splitCollages(
  engine: EngineClient,
  provider: DatasetEditorProvider,
  memory: Memento,
  clicked?: Uri,
  selected?: Uri[],
): Promise<void> {
  const uris = selected?.length ? selected : clicked ? [clicked] : [];
  if (uris.length === 0) {
    const page = provider.activePage;
    if (page) page.run('splitCollages');
    else await chooseAndSplit(engine, provider, memory);
    return;
  }
  if (uris.some(({ scheme }) => scheme !== 'file'))
    throw new Error(
      l10n.t('Winnow needs the images on a disk: open the folder where it lies (Remote-SSH, container).'),
    );
  const [first] = uris;
  const { type } = await workspace.fs.stat(first);
  const isFolder = (type & FileType.Directory) !== 0;
  const dataset = await findForSplitting(engine, memory, isFolder ? first.fsPath : dirname(first.fsPath));
  const paths = uris.map(({ fsPath }) => relative(dataset.root, fsPath).split(sep).join('/'));
  const inside = paths.filter((path) => path !== '..' && !path.startsWith('../'));
  const root = Uri.file(dataset.root);
  provider.splitIn(root, inside);
  await commands.executeCommand('vscode.openWith', root, viewType, { viewColumn: ViewColumn.Active, preview: false });
  if (inside.length < paths.length)
    void window.showWarningMessage(
      l10n.t('{0} of {1} lie in another dataset and were left out.', paths.length - inside.length, paths.length),
    );
}

/** Sheets are split alike whether their folder is a class or a pile: that is not asked for here. */
async function findForSplitting(engine: EngineClient, memory: Memento, folder: string): Promise<{ root: string }> {
  const found = await engine.askEngine('resolve', { folder });
  return { root: found.bare ? (rememberedRoot(found.root, memory) ?? found.root) : found.root };
}

async function chooseAndSplit(engine: EngineClient, provider: DatasetEditorProvider, memory: Memento): Promise<void> {
  const chosen = await window.showOpenDialog({
    canSelectFiles: true,
    canSelectFolders: true,
    canSelectMany: true,
    defaultUri: workspace.workspaceFolders?.[0]?.uri,
    openLabel: l10n.t('Split Collages'),
  });
  if (chosen?.length) await splitCollages(engine, provider, memory, chosen[0], chosen);
}
