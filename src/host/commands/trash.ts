import { basename } from 'node:path';
import { l10n, window, type QuickPickItem } from 'vscode';
import type { TrashFile, TrashListing } from '../../protocol/exchange';
import type { DatasetDocument } from '../editor/datasetDocument';
import type { EngineClient } from '../engine/engineClient';
import { requireTrust, withProgress } from './changes';

interface TrashItem extends QuickPickItem {
  readonly file: TrashFile;
}

/** What a key binding or a task may name, so that nothing is asked. */
export interface RestoreTarget {
  readonly files?: readonly Pick<TrashFile, 'journal' | 'operation'>[];
}

/** *Restore From Trash…*: puts single files back that were deleted or set aside. */
export async function restoreFromTrash(
  engine: EngineClient,
  document: DatasetDocument,
  target: RestoreTarget = {},
): Promise<void> {
  requireTrust(document);
  const dataset = await document.id();
  const chosen = target.files ?? (await chooseFiles(document, await engine.ask('trash', { dataset })));
  if (!chosen || chosen.length === 0) return;
  const files = chosen.map(({ journal, operation }) => ({ journal, operation }));
  const { restored, renamed, skipped, cancelled } = await withProgress(
    document,
    'restore',
    l10n.t('Restoring files to {0}', document.name),
    (token) => engine.ask('restoreFromTrash', { dataset, files }, token),
  );
  const text = [
    restored === 1 ? l10n.t('1 file restored.') : l10n.t('{0} files restored.', restored),
    renamed.length > 0 ? l10n.t('Taken names got a number: {0}.', some(renamed)) : '',
    skipped.length > 0
      ? l10n.t('{0} left alone: {1}', skipped.length, some(skipped.map(({ path, reason }) => `${path}: ${reason}`)))
      : '',
    cancelled ? l10n.t('Cancelled: the rest is still in the trash.') : '',
  ].filter((part) => part !== '');
  const show = skipped.length > 0 ? window.showWarningMessage : window.showInformationMessage;
  void show(text.join(' '));
}

async function chooseFiles(
  document: DatasetDocument,
  { files, total }: TrashListing,
): Promise<readonly TrashFile[] | undefined> {
  if (files.length === 0) {
    void window.showInformationMessage(l10n.t('Nothing of {0} is in the trash or set aside.', document.name));
    return undefined;
  }
  const listed = files.length < total ? l10n.t('the newest {0} of {1}', files.length, total) : `${total}`;
  const chosen = await window.showQuickPick(files.map(itemOf), {
    title: l10n.t('Restore to {0}: {1} files', document.name, listed),
    placeHolder: l10n.t('Name, class, day or reason'),
    canPickMany: true,
    matchOnDescription: true,
    matchOnDetail: true,
    ignoreFocusOut: true,
  });
  return chosen?.map(({ file }) => file);
}

function itemOf(file: TrashFile): TrashItem {
  const when = new Date(file.when).toLocaleString();
  const others = file.together - 1;
  const why = file.place === 'trash' ? l10n.t('deleted {0}', when) : l10n.t('set aside {0}', when);
  return {
    label: basename(file.path),
    description: file.label ?? l10n.t('unsorted'),
    detail: others > 0 ? l10n.t('{0}, with {1} others · {2}', why, others, file.path) : `${why} · ${file.path}`,
    file,
  };
}

/** *Empty Trash…*: removes for good what the journal knows to be in the trash, after asking. */
export async function emptyTrash(engine: EngineClient, document: DatasetDocument): Promise<void> {
  requireTrust(document);
  const dataset = await document.id();
  const { trash, setAside } = await engine.ask('trash', { dataset });
  if (trash.files === 0) {
    void window.showInformationMessage(l10n.t('The trash of {0} is empty.', document.name));
    return;
  }
  const remove = l10n.t('Remove for Good');
  const answer = await window.showWarningMessage(
    trash.files === 1
      ? l10n.t('Remove 1 file ({0}) of {1} for good?', formatBytes(trash.bytes), document.name)
      : l10n.t('Remove {0} files ({1}) of {2} for good?', trash.files, formatBytes(trash.bytes), document.name),
    {
      modal: true,
      detail: [
        l10n.t('This cannot be undone. Only what Winnow deleted itself is removed.'),
        setAside > 0 ? l10n.t('{0} that were set aside stay.', setAside) : '',
      ].join(' '),
    },
    remove,
  );
  if (answer !== remove) return;
  const { files, bytes, skipped, cancelled } = await withProgress(
    document,
    'empty',
    l10n.t('Emptying the trash of {0}', document.name),
    (token) => engine.ask('emptyTrash', { dataset }, token),
  );
  const text = [
    files === 1
      ? l10n.t('1 file removed ({0}).', formatBytes(bytes))
      : l10n.t('{0} files removed ({1}).', files, formatBytes(bytes)),
    skipped.length > 0
      ? l10n.t('{0} left alone: {1}', skipped.length, some(skipped.map(({ path, reason }) => `${path}: ${reason}`)))
      : '',
    cancelled ? l10n.t('Cancelled: the rest is still in the trash.') : '',
  ].filter((part) => part !== '');
  const show = skipped.length > 0 ? window.showWarningMessage : window.showInformationMessage;
  void show(text.join(' '));
}

function some(texts: readonly string[]): string {
  const first = texts.slice(0, 3).join('; ');
  return texts.length > 3 ? l10n.t('{0} and {1} more', first, texts.length - 3) : first;
}

function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  for (; value >= 1000 && unit < units.length - 1; unit++) value /= 1000;
  return `${value < 10 && unit > 0 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}
