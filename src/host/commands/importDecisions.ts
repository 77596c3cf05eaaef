import { basename, dirname } from 'node:path';
import { ProgressLocation, Uri, l10n, window, workspace } from 'vscode';
import { mostImportBytes, type ImportChoice, type ImportPreview } from '../../protocol/exchange';
import type { DatasetDocument } from '../editor/datasetDocument';
import type { EngineClient } from '../engine/engineClient';
import type { ReadOnlyTexts } from '../readOnlyTexts';
import { requireTrust } from './changes';
import { chooseImport, showImportList } from './importChoices';

/** What a key binding or a task may name, so that nothing is asked. */
export interface ImportFrom {
  readonly file?: Uri;
  readonly chosen?: readonly ImportChoice[];
}

/** *Import Decisions…*: shows what a file would decide here, then records what was chosen as one undoable edit. */
export async function importDecisions(
  engine: EngineClient,
  document: DatasetDocument,
  texts: ReadOnlyTexts,
  from: ImportFrom = {},
): Promise<void> {
  requireTrust(document);
  const source = from.file ?? (await chooseSource(document));
  if (!source) return;
  const file = { name: basename(source.fsPath), bytes: await readTable(source) };
  const preview = await window.withProgress(
    { location: ProgressLocation.Notification, title: l10n.t('Matching {0} with {1}', file.name, document.name) },
    async () => engine.ask('readImport', { dataset: await document.id(), file }),
  );
  const chosen = from.chosen ?? (await chooseImport(texts, file.name, preview));
  if (!chosen) return;
  const imported = await document.importDecisions(file, chosen);
  report(texts, file.name, imported, preview);
}

async function chooseSource(document: DatasetDocument): Promise<Uri | undefined> {
  const [chosen] =
    (await window.showOpenDialog({
      title: l10n.t('Import Decisions'),
      openLabel: l10n.t('Import'),
      defaultUri: Uri.file(dirname(document.uri.fsPath)),
      filters: { [l10n.t('Decisions')]: ['csv', 'json'] },
    })) ?? [];
  return chosen;
}

async function readTable(file: Uri): Promise<Uint8Array> {
  const { size } = await workspace.fs.stat(file);
  if (size > mostImportBytes)
    throw new Error(l10n.t('{0} is larger than 256 MB. Split it into several files.', basename(file.fsPath)));
  // Only the bytes themselves: VS Code may give a view into something larger.
  return Uint8Array.from(await workspace.fs.readFile(file));
}

function report(texts: ReadOnlyTexts, name: string, imported: number, preview: ImportPreview): void {
  const left = preview.groups.reduce((sum, { kind, count }) => (kind === 'agreed' ? sum : sum + count), 0) - imported;
  const text = [
    imported === 1 ? l10n.t('1 decision imported; undo takes it back.') : '',
    imported > 1 ? l10n.t('{0} decisions imported; undo takes all of them back.', imported) : '',
    imported === 0 ? l10n.t('No decision was imported from {0}.', name) : '',
    left > 0 ? l10n.t('{0} left out.', left) : '',
    ...preview.notes,
  ].filter((part) => part !== '');
  const list = l10n.t('Show List');
  // Not awaited: the command has done its work.
  void window.showInformationMessage(text.join(' '), list).then((answer) => {
    if (answer === list) void showImportList(texts, name, preview);
  });
}
