import { sep } from 'node:path';
import { Uri, ViewColumn, commands, env, l10n, window, workspace, type ExtensionContext, type Memento } from 'vscode';
import { formatQueryLink, parseQueryLink } from '../../core/notebook/queryLink';
import { findDataset } from '../commands/cleanFolder';
import type { DatasetDocument } from '../editor/datasetDocument';
import type { DatasetEditorProvider } from '../editor/datasetEditorProvider';
import { viewType } from '../names';
import type { EngineClient } from '../engine/engineClient';

/** *Copy Link to This Query*: a link that opens the dataset with the query that is shown. */
export async function copyQueryLink(
  engine: EngineClient,
  document: DatasetDocument,
  { extension }: ExtensionContext,
): Promise<void> {
  const { root, query } = await engine.ask('notebookFacts', { dataset: await document.id() });
  await env.clipboard.writeText(
    `${env.uriScheme}://${extension.id.toLowerCase()}${formatQueryLink({ folder: root, query })}`,
  );
  window.setStatusBarMessage(l10n.t('Link copied'), 3000);
}

/** Opens what a link asks for. A link can show, and nothing else; a folder outside the workspace is asked about first. */
export async function openQueryLink(
  engine: EngineClient,
  provider: DatasetEditorProvider,
  memory: Memento,
  link: Uri,
): Promise<void> {
  const asked = parseQueryLink(link);
  if (!asked) throw new Error(l10n.t('This link names no dataset. Copy it anew with Winnow: Copy Link to This Query.'));
  if (!isInWorkspace(asked.folder)) {
    const open = l10n.t('Open');
    const detail = l10n.t('It is not in this workspace. Images in it are decoded; nothing is changed.');
    const text = l10n.t('A link asks Winnow to open {0}.', asked.folder);
    if ((await window.showWarningMessage(text, { modal: true, detail }, open)) !== open) return;
  }
  const dataset = await findDataset(engine, memory, asked.folder);
  if (!dataset) return;
  const uri = Uri.file(dataset.root);
  provider.beginWith(uri, asked.query === '' ? dataset.query : asked.query);
  await commands.executeCommand('vscode.openWith', uri, viewType, { viewColumn: ViewColumn.Active, preview: false });
}

function isInWorkspace(folder: string): boolean {
  const path = Uri.file(folder).fsPath;
  // A path with .. in it may lead anywhere.
  if (path.split(/[\\/]/).includes('..')) return false;
  return (workspace.workspaceFolders ?? []).some(
    ({ uri }) => path === uri.fsPath || path.startsWith(`${uri.fsPath}${sep}`),
  );
}
