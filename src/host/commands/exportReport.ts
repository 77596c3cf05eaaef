import { dirname } from 'node:path';
import { env, l10n, Uri, window } from 'vscode';
import type { DatasetDocument } from '../editor/datasetDocument';
import type { EngineClient } from '../engine/engineClient';
import { withProgress } from './changes';
import { requireOutside, writeFileWhole } from './writeFileWhole';

/** What a key binding or a task may name, so that nothing is asked. */
export interface ReportTarget {
  readonly file?: Uri;
}

/** *Export Report…*: the dataset as one HTML page, in a file that the user chooses. */
export async function exportReport(
  engine: EngineClient,
  document: DatasetDocument,
  target: ReportTarget = {},
): Promise<void> {
  const file =
    target.file ??
    (await window.showSaveDialog({
      title: l10n.t('Export Report'),
      defaultUri: Uri.joinPath(Uri.file(dirname(document.uri.fsPath)), `${document.name}-report.html`),
      filters: { [l10n.t('Web page')]: ['html'] },
    }));
  if (!file) return;
  requireOutside(file, document.uri);
  const dataset = await document.id();
  const { bytes } = await withProgress(document, 'map', l10n.t('Report on {0}', document.name), (token) =>
    engine.ask('makeReport', { dataset }, token),
  );
  await writeFileWhole(file, bytes);
  const open = l10n.t('Open in Browser');
  // Not awaited: the command has done its work.
  void window.showInformationMessage(l10n.t('The report was written to {0}.', file.fsPath), open).then((answer) => {
    if (answer === open) void env.openExternal(file);
  });
}
