import { dirname, isAbsolute, join } from 'node:path';
import { Uri, commands, l10n, window, type QuickPickItem } from 'vscode';
import { copySettings, type CopyOutcome, type CopySettings } from '../../protocol/cleanCopy';
import type { DatasetDocument } from '../editor/datasetDocument';
import type { EngineClient } from '../engine/engineClient';
import { requireTrust, withProgress } from './changes';

/** What a key binding or a task may name, so that nothing is asked. */
export interface CopyTarget {
  readonly settings?: Partial<CopySettings>;
  readonly folder?: Uri;
}

interface Choice<T> extends QuickPickItem {
  readonly value: T;
}

type Chosen = Partial<CopySettings>;

/** *Export Clean Copy…*: asks for format, subsets, pictures and place, and writes the copy. */
export async function exportCleanCopy(
  engine: EngineClient,
  document: DatasetDocument,
  target: CopyTarget = {},
): Promise<void> {
  requireTrust(document);
  const chosen = target.settings ?? (await chooseSettings(document));
  if (!chosen) return;
  const settings = copySettings.parse(chosen);
  const out = target.folder?.fsPath ?? (await chooseFolder(document));
  if (out === undefined) return;
  const dataset = await document.id();
  const outcome = await withProgress(document, 'copy', l10n.t('Exporting {0}', document.name), (token) =>
    engine.ask('exportCopy', { dataset, out, settings }, token),
  );
  // Not awaited: the command has done its work.
  void tell(outcome);
}

async function chooseSettings(document: DatasetDocument): Promise<Chosen | undefined> {
  const pick = <T>(step: number, title: string, items: Choice<T>[]): Thenable<Choice<T> | undefined> =>
    window.showQuickPick(items, { title: l10n.t('{0} ({1} of 5)', title, step), ignoreFocusOut: true });
  const name = document.name;
  const format = await pick(1, l10n.t('Export a clean copy of {0} as', name), formats());
  if (!format) return undefined;
  const subsets = await pick(2, l10n.t('Subsets'), subsetChoices((document.summary?.subsets.length ?? 0) > 0));
  if (!subsets) return undefined;
  const pictures = await pick(3, l10n.t('Pictures'), pictureChoices());
  if (!pictures) return undefined;
  const options = await window.showQuickPick(optionChoices(document, pictures.value.size !== undefined), {
    title: l10n.t('{0} ({1} of 5)', l10n.t('Options: tick what you want, or go on without'), 4),
    canPickMany: true,
    ignoreFocusOut: true,
  });
  if (!options) return undefined;
  return Object.assign(
    { format: format.value, subsets: subsets.value },
    pictures.value,
    ...options.map((o) => o.value),
  );
}

function formats(): Choice<CopySettings['format']>[] {
  return [
    { value: 'folder', label: l10n.t('Folders'), detail: l10n.t('A folder for each subset and class.') },
    { value: 'csv', label: l10n.t('Folders and a Table (CSV)'), detail: l10n.t('The same, with images.csv.') },
    { value: 'parquet', label: l10n.t('Parquet'), detail: l10n.t('Images and labels in shards, for Hugging Face.') },
    { value: 'webdataset', label: l10n.t('WebDataset'), detail: l10n.t('Tar shards that are read one after another.') },
  ];
}

function subsetChoices(hasSubsets: boolean): Choice<CopySettings['subsets']>[] {
  const drawn = l10n.t('Drawn anew, stratified by class; copies of a picture stay together.');
  const share = (train: number, valid: number, test: number): Choice<CopySettings['subsets']> => ({
    value: { train, valid, test },
    label:
      test > 0
        ? l10n.t('{0} % train, {1} % valid, {2} % test', train, valid, test)
        : l10n.t('{0} % train, {1} % valid', train, valid),
    detail: drawn,
  });
  return [
    ...(hasSubsets ? [{ value: 'keep' as const, label: l10n.t('As They Are') }] : []),
    { value: 'none', label: l10n.t('One Set'), detail: l10n.t('No subsets.') },
    share(80, 10, 10),
    share(80, 20, 0),
    share(70, 15, 15),
    share(60, 20, 20),
  ];
}

function pictureChoices(): Choice<Chosen>[] {
  const square = (size: number, fit: CopySettings['fit']): Choice<Chosen> => ({
    value: { size, fit },
    label: l10n.t('{0} x {0}', size),
    description: { crop: l10n.t('middle cut out'), pad: l10n.t('padded'), squash: l10n.t('squashed') }[fit],
  });
  const sizes = [64, 128, 256, 512];
  return [
    { value: {}, label: l10n.t('As They Are'), detail: l10n.t('The files themselves, metadata included.') },
    ...(['crop', 'pad', 'squash'] as const).flatMap((fit) => sizes.map((size) => square(size, fit))),
  ];
}

function optionChoices(document: DatasetDocument, isSquare: boolean): Choice<Chosen>[] {
  const garbage = document.summary?.classes.find(({ name }) => /^(garbage|noise|trash|junk)$/i.test(name));
  const options: Choice<Chosen>[] = [
    { value: { image: 'png' }, label: l10n.t('PNG') },
    { value: { image: 'jpeg' }, label: l10n.t('JPEG') },
    { value: { grey: true }, label: l10n.t('Grey') },
    { value: { unsorted: true }, label: l10n.t('With Unsorted Images'), detail: l10n.t('In a folder of their own.') },
  ];
  if (garbage)
    options.unshift({
      value: { without: [garbage.name] },
      label: l10n.t('Leave Out {0}', garbage.name),
      detail: l10n.t('{0} images', garbage.images),
      picked: true,
    });
  if (isSquare) return options;
  return [
    ...options,
    { value: { strip: true }, label: l10n.t('Strip Metadata'), detail: l10n.t('Every picture is written anew.') },
    {
      value: { files: 'link' },
      label: l10n.t('Hard Links'),
      detail: l10n.t('Costs no space; what edits the copy edits the dataset.'),
    },
  ];
}

/** Proposes a place beside the dataset; an earlier copy is brought up to date. */
function chooseFolder(document: DatasetDocument): Thenable<string | undefined> {
  const { fsPath } = document.uri;
  return window.showInputBox({
    title: l10n.t('{0} ({1} of 5)', l10n.t('Folder for the copy: new, empty, or an earlier copy'), 5),
    value: join(dirname(fsPath), `${document.name}-clean`),
    ignoreFocusOut: true,
    validateInput: (text) => (isAbsolute(text) ? undefined : l10n.t('Write the whole path of a folder.')),
  });
}

async function tell({ images, classes, out, unchanged, failed, notes }: CopyOutcome): Promise<void> {
  const text = [
    unchanged
      ? l10n.t('Nothing changed: {0} images of {1} classes are in {2} already.', images, classes, out)
      : l10n.t('{0} images of {1} classes written to {2}.', images, classes, out),
    failed.length > 0 ? l10n.t('{0} not copied: {1}: {2}', failed.length, failed[0].path, failed[0].reason) : '',
    ...notes.slice(0, 3),
  ].filter((part) => part !== '');
  const card = l10n.t('Show Data Card');
  const show = failed.length > 0 ? window.showWarningMessage : window.showInformationMessage;
  if ((await show(text.join(' '), card)) !== card) return;
  await commands.executeCommand('markdown.showPreview', Uri.file(join(out, 'README.md')));
}
