import { dirname } from 'node:path';
import { Uri, commands, l10n, window, workspace, type QuickPickItem } from 'vscode';
import type { ExportFormat } from '../../protocol/exchange';
import type { DatasetDocument } from '../editor/datasetDocument';
import type { EngineClient } from '../engine/engineClient';
import { exportImageTable } from '../notebook/imageTable';

/** What a key binding or a task may name, so that nothing is asked. */
export interface ExportTarget {
  /** `images`: the table of all images. */
  readonly format?: ExportFormat | 'images';
  readonly file?: Uri;
}

interface FormatItem extends QuickPickItem {
  readonly format: ExportFormat | 'images';
  /** What follows the dataset's name in the proposed file name. */
  readonly ending: string;
}

function formats(): FormatItem[] {
  return [
    {
      format: 'decisions',
      label: l10n.t('Decisions (CSV)'),
      detail: l10n.t('path, hash, given, decision, new_label: what is recorded now. For a notebook or another copy.'),
      ending: '-decisions.csv',
    },
    {
      format: 'all-decisions',
      label: l10n.t('All Decisions, Applied Ones Too (CSV)'),
      detail: l10n.t('The same columns since the beginning. For a copy of the data as it was then.'),
      ending: '-all-decisions.csv',
    },
    {
      format: 'cleaned',
      label: l10n.t('What Stays (cleaned.csv of fastai)'),
      detail: l10n.t('name, label: every image that stays, with its label after the decisions.'),
      ending: '-cleaned.csv',
    },
    {
      format: 'images',
      label: l10n.t('All Images with Decisions and Scores (CSV, JSON Lines, Parquet)'),
      detail: l10n.t('One row for each image: path, hash, given, decision, new_label, subset, scores, when.'),
      ending: '-images.csv',
    },
    {
      format: 'script',
      label: l10n.t('Shell Script to Review'),
      detail: l10n.t('What Apply would do, as commands that never overwrite. Nothing runs by itself.'),
      ending: '-decisions.sh',
    },
  ];
}

/** *Export Decisions…*: writes them to a file that the user chooses; touches nothing else. */
export async function exportDecisions(
  engine: EngineClient,
  document: DatasetDocument,
  target: ExportTarget = {},
): Promise<void> {
  const items = formats();
  const chosen =
    items.find(({ format }) => format === target.format) ??
    (await window.showQuickPick(items, {
      title: l10n.t('Export the decisions of {0} as', document.name),
      ignoreFocusOut: true,
    }));
  if (!chosen) return;
  if (chosen.format === 'images') return exportImageTable(engine, document, target);
  const { bytes, entries, notes } = await engine.ask('exportDecisions', {
    dataset: await document.id(),
    format: chosen.format,
  });
  if (entries === 0) {
    void window.showInformationMessage(
      [l10n.t('There is nothing to export: nothing is decided that this file would hold.'), ...notes].join(' '),
    );
    return;
  }
  const file = target.file ?? (await chooseFile(document, chosen));
  if (!file) return;
  await workspace.fs.writeFile(file, bytes);
  const open = l10n.t('Open');
  const text = [l10n.t('{0} written to {1}.', countOf(chosen.format, entries), file.fsPath), ...notes.slice(0, 3)];
  if (notes.length > 3) text.push(l10n.t('{0} more left out.', notes.length - 3));
  // Not awaited: the command has done its work.
  void window.showInformationMessage(text.join(' '), open).then((answer) => {
    if (answer === open) void commands.executeCommand('vscode.open', file);
  });
}

function countOf(format: ExportFormat, entries: number): string {
  if (format === 'script') return entries === 1 ? l10n.t('1 file operation') : l10n.t('{0} file operations', entries);
  if (format === 'cleaned') return entries === 1 ? l10n.t('1 image') : l10n.t('{0} images', entries);
  return entries === 1 ? l10n.t('1 decision') : l10n.t('{0} decisions', entries);
}

/** Proposes a place beside the dataset: a table inside it would be one more file that is no image. */
function chooseFile(document: DatasetDocument, { label, ending }: FormatItem): Thenable<Uri | undefined> {
  const isScript = ending.endsWith('.sh');
  return window.showSaveDialog({
    title: label,
    defaultUri: Uri.joinPath(Uri.file(dirname(document.uri.fsPath)), `${document.name}${ending}`),
    filters: isScript ? { [l10n.t('Shell script')]: ['sh'] } : { [l10n.t('Table')]: ['csv'] },
  });
}
