import { dirname } from 'node:path';
import { commands, l10n, ProgressLocation, Uri, window, type QuickPickItem } from 'vscode';
import type { DatasetDocument } from '../editor/datasetDocument';
import type { EngineClient } from '../engine/engineClient';
import { requireOutside, writeFileWhole } from './writeFileWhole';

/** What a key binding or a task may name, so that nothing is asked. */
export interface SheetTarget {
  readonly columns?: number;
  readonly rows?: number;
  /** The query in force where it is not named. */
  readonly query?: string;
  readonly file?: Uri;
}

interface SizeItem extends QuickPickItem {
  readonly columns: number;
  readonly rows: number;
}

const sizes = [
  [6, 4],
  [8, 6],
  [10, 10],
  [12, 16],
] as const;

/** *Export Contact Sheet…*: a random sample of the query's images as one picture with captions. */
export async function exportContactSheet(
  engine: EngineClient,
  document: DatasetDocument,
  target: SheetTarget = {},
): Promise<void> {
  const size = await chooseSize(document, target);
  if (!size) return;
  const file = target.file ?? (await chooseFile(document));
  if (!file) return;
  requireOutside(file, document.uri);
  const dataset = await document.id();
  const format = /\.jpe?g$/i.test(file.path) ? 'jpeg' : 'png';
  const { bytes, images, from } = await window.withProgress(
    {
      location: ProgressLocation.Notification,
      title: l10n.t('Contact sheet of {0}', document.name),
      cancellable: true,
    },
    (_progress, token) =>
      engine.ask(
        'makeContactSheet',
        { dataset, query: target.query, columns: size.columns, rows: size.rows, format },
        token,
      ),
  );
  await writeFileWhole(file, bytes);
  const open = l10n.t('Open');
  const text = l10n.t('{0} of {1} images, drawn at random, are in {2}.', images, from, file.fsPath);
  // Not awaited: the command has done its work.
  void window.showInformationMessage(text, open).then((answer) => {
    if (answer === open) void commands.executeCommand('vscode.open', file);
  });
}

async function chooseSize(
  document: DatasetDocument,
  { columns, rows }: SheetTarget,
): Promise<{ readonly columns: number; readonly rows: number } | undefined> {
  if (columns !== undefined && rows !== undefined) return { columns, rows };
  const items = sizes.map(([across, down]): SizeItem => ({
    columns: across,
    rows: down,
    label: l10n.t('{0} × {1}', across, down),
    description: l10n.t('{0} images', across * down),
  }));
  return window.showQuickPick(items, {
    title: l10n.t('Contact sheet of {0}: a random sample of what the query finds', document.name),
  });
}

function chooseFile(document: DatasetDocument): Thenable<Uri | undefined> {
  return window.showSaveDialog({
    title: l10n.t('Export Contact Sheet'),
    defaultUri: Uri.joinPath(Uri.file(dirname(document.uri.fsPath)), `${document.name}-contact-sheet.png`),
    filters: { [l10n.t('PNG picture')]: ['png'], [l10n.t('JPEG picture')]: ['jpg', 'jpeg'] },
  });
}
