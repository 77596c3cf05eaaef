import { l10n } from 'vscode';
import type { DatasetDocument } from '../editor/datasetDocument';
import type { EngineClient } from '../engine/engineClient';
import { printable, type ReadOnlyTexts } from '../readOnlyTexts';

/** *Show Left-Out Files*: every file that is no readable image, with the reason, as a read-only text. */
export async function showLeftOutFiles(
  engine: EngineClient,
  document: DatasetDocument,
  texts: ReadOnlyTexts,
): Promise<void> {
  const { unreadable, skipped } = await engine.ask('leftOut', { dataset: await document.id() });
  const list = (files: readonly { path: string; reason: string }[]) =>
    files.map(({ path, reason }) => `${printable(path)}\t${printable(reason)}`);
  await texts.show(`${document.name}: ${l10n.t('left out')}`, document.uri.fsPath, [
    l10n.t('Files of {0} that are not shown as images, with the reason.', document.uri.fsPath),
    '',
    l10n.t('Unreadable: {0}', unreadable.length),
    ...list(unreadable),
    '',
    l10n.t('Skipped: {0}', skipped.length),
    ...list(skipped),
    '',
  ]);
}
