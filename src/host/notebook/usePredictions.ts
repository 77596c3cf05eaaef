import { basename, dirname } from 'node:path';
import { ProgressLocation, Uri, l10n, window } from 'vscode';
import type { PredictionChoice, PredictionsReport } from '../../protocol/predictions';
import { requireTrust } from '../commands/changes';
import type { DatasetDocument } from '../editor/datasetDocument';
import type { EngineClient } from '../engine/engineClient';
import type { ReadOnlyTexts } from '../readOnlyTexts';
import { confirmColumns } from './confirmColumns';
import { showPredictionsReport } from './showReport';

/** What a key binding or a task may name, so that nothing is asked. */
export interface PredictionsFrom {
  readonly file?: Uri;
  readonly choice?: Omit<PredictionChoice, 'path'>;
  /** Asks what the columns mean although that was confirmed before. */
  readonly anew?: boolean;
}

/** *Use Predictions…*: the scores of a table rank the images, and the table is followed as it changes. */
export async function usePredictions(
  engine: EngineClient,
  document: DatasetDocument,
  texts: ReadOnlyTexts,
  from: PredictionsFrom | Uri = {},
): Promise<void> {
  requireTrust(document);
  const given: PredictionsFrom = from instanceof Uri ? { file: from } : from;
  const file = given.file ?? (await chooseFile(document));
  if (!file) return;
  if (file.scheme !== 'file') throw new Error(l10n.t('Predictions are read from a disk: choose a file where it lies.'));
  const dataset = await document.id();
  const path = file.fsPath;
  const name = basename(path);
  const reading = { location: ProgressLocation.Notification, title: l10n.t('Reading {0}', name), cancellable: true };
  const choice = given.choice ? { ...given.choice, path } : await chooseColumns(engine, dataset, path, given.anew);
  if (!choice) return;
  const report = await window.withProgress(reading, (_progress, token) =>
    engine.ask('usePredictions', { dataset, choice }, token),
  );
  tell(texts, report);
}

/** What was confirmed once for a table with these columns holds. */
async function chooseColumns(
  engine: EngineClient,
  dataset: string,
  path: string,
  anew = false,
): Promise<PredictionChoice | undefined> {
  const look = await engine.ask('lookAtPredictions', { dataset, path });
  if (!look.known) return confirmColumns(path, look, true);
  const { columns, outOfSample } = look.known;
  if (!anew) return { path, columns, outOfSample };
  // What cannot be chosen by hand is what the table and the dataset have now.
  const { scores, classes = columns.classes } = look.guess;
  const guess = { ...columns, classes, scores: columns.scores && scores };
  return confirmColumns(path, { ...look, guess }, outOfSample);
}

async function chooseFile(document: DatasetDocument): Promise<Uri | undefined> {
  const [file] =
    (await window.showOpenDialog({
      title: l10n.t('Choose predictions of your own model'),
      openLabel: l10n.t('Rank by It'),
      defaultUri: Uri.file(dirname(document.uri.fsPath)),
      filters: { [l10n.t('Predictions')]: ['csv', 'tsv', 'json', 'jsonl', 'ndjson', 'parquet'] },
    })) ?? [];
  return file;
}

function tell(texts: ReadOnlyTexts, report: PredictionsReport): void {
  const left = report.left.filter(({ kind }) => kind !== 'without').reduce((sum, { count }) => sum + count, 0);
  const without = report.left.find(({ kind }) => kind === 'without')?.count ?? 0;
  const text = [
    l10n.t('{0} ranks {1} images. It is read again when it changes.', report.name, report.images),
    left === 1 ? l10n.t('1 row could not be used.') : '',
    left > 1 ? l10n.t('{0} rows could not be used.', left) : '',
    without === 1 ? l10n.t('1 image has no prediction.') : '',
    without > 1 ? l10n.t('{0} images have no prediction.', without) : '',
    ...report.notes,
  ].filter((part) => part !== '');
  const list = l10n.t('Show List');
  // Not awaited: the command has done its work.
  void window.showInformationMessage(text.join(' '), ...(report.left.length > 0 ? [list] : [])).then((answer) => {
    if (answer === list) void showPredictionsReport(texts, report);
  });
}

/** *Use Winnow's Own Scores*: the way back. */
export async function dropPredictions(engine: EngineClient, document: DatasetDocument): Promise<void> {
  requireTrust(document);
  await engine.ask('dropPredictions', { dataset: await document.id() });
}
