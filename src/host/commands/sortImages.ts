import { basename } from 'node:path';
import {
  ProgressLocation,
  Uri,
  ViewColumn,
  commands,
  l10n,
  window,
  type CancellationToken,
  type Memento,
  type QuickPickItem,
} from 'vscode';
import type { ResolvedFolder } from '../../protocol/engineRequests';
import type { DatasetDocument } from '../editor/datasetDocument';
import type { DatasetEditorProvider } from '../editor/datasetEditorProvider';
import { viewType } from '../names';
import type { EngineClient } from '../engine/engineClient';
import { rememberMeaning } from './bareFolder';
import { requireTrust } from './changes';
import { chooseFolder } from './chooseFolder';

export interface SortImagesParts {
  readonly engine: EngineClient;
  readonly provider: DatasetEditorProvider;
  readonly memory: Memento;
}

/** Into which classes a folder's images are sorted. */
type Target =
  /** The folder's own, as far as there are any, and new ones. */
  | { readonly kind: 'own' }
  /** New ones: whatever folders there are now mean nothing. */
  | { readonly kind: 'pile' }
  /** Those of the dataset around it, where the folder is then no class. */
  | { readonly kind: 'around'; readonly root: string; readonly folder: string }
  /** Those of a dataset elsewhere. */
  | { readonly kind: 'other' };

interface Choice extends QuickPickItem {
  readonly target: Target;
}

/** *Sort Images Into Classes…*: opens a folder's images beside the classes they shall go to, and begins to sort. */
export async function sortImages(parts: SortImagesParts, clicked?: Uri): Promise<void> {
  const { engine, provider, memory } = parts;
  const folder = clicked ?? (await chooseFolder(l10n.t('Sort Images Into Classes')));
  if (!folder) return;
  if (folder.scheme !== 'file')
    throw new Error(
      l10n.t('Winnow needs the images on a disk: open the folder where it lies (Remote-SSH, container).'),
    );
  const found = await engine.askEngine('resolve', { folder: folder.fsPath });
  const target = await chooseTarget(found, basename(folder.fsPath));
  switch (target?.kind) {
    case undefined:
      return;
    case 'own':
      if (found.bare) await rememberMeaning(found.root, 'pile', memory);
      await open(provider, found.root, 'sortPile');
      return;
    case 'pile':
      return sortUncounted(parts, found.root, '*');
    case 'around':
      if (found.bare) await rememberMeaning(found.root, 'class', memory);
      return sortUncounted(parts, target.root, [target.folder]);
    case 'other': {
      const into = await chooseFolder(l10n.t('Sort Into Its Classes'), l10n.t('Dataset with the classes'));
      if (into) await sortInto(parts, folder, into);
    }
  }
}

async function chooseTarget(found: ResolvedFolder, name: string): Promise<Target | undefined> {
  const chosen = await window.showQuickPick(choicesFor(found, name), {
    title: l10n.t('Sort the images of {0} into …', name),
    ignoreFocusOut: true,
  });
  return chosen?.target;
}

function choicesFor({ root, below, bare, beside }: ResolvedFolder, name: string): Choice[] {
  const other: Choice = {
    label: l10n.t('Classes of another dataset…'),
    detail: l10n.t('Moves what is sure to its class folders there; the rest stays in {0}. Undone as one.', name),
    target: { kind: 'other' },
  };
  const around = (dataset: string, folder: string, description = ''): Choice => ({
    label: l10n.t('The classes of {0}', basename(dataset)),
    description,
    detail: l10n.t('Opens {0}, where {1} then is no class but a pile of unsorted images.', basename(dataset), folder),
    target: { kind: 'around', root: dataset, folder },
  });
  if (below !== '') return [around(root, below), other];
  if (bare)
    return [
      {
        label: l10n.t('New classes'),
        detail: l10n.t('Named as you go; Apply makes each a folder in {0}.', name),
        target: { kind: 'own' },
      },
      ...(beside ? [around(beside.root, basename(root), listed(beside.classes))] : []),
      other,
    ];
  return [
    {
      label: l10n.t('Its own classes, and new ones'),
      detail: l10n.t('Sorts the images that lie in no class folder.'),
      target: { kind: 'own' },
    },
    {
      label: l10n.t('New classes only: all of it is one pile'),
      detail: l10n.t('The folders that are there now are no classes; every image is unsorted.'),
      target: { kind: 'pile' },
    },
    other,
  ];
}

function listed(classes: readonly string[]): string {
  return classes.length > 4
    ? l10n.t('{0} and {1} more', classes.slice(0, 4).join(', '), classes.length - 4)
    : classes.join(', ');
}

/** Opens a dataset in the editor; `action` is carried out by its page. */
async function open(provider: DatasetEditorProvider, root: string, action?: string): Promise<DatasetDocument> {
  const uri = Uri.file(root);
  if (action) provider.beginWith(uri, '', action);
  await commands.executeCommand('vscode.openWith', uri, viewType, { viewColumn: ViewColumn.Active, preview: false });
  const document = provider.document(uri);
  if (!document) throw new Error(l10n.t('The dataset {0} did not open.', root));
  return document;
}

/** Has folders of a dataset count as unsorted, and sorts what lies in them. */
async function sortUncounted(
  { engine, provider }: SortImagesParts,
  root: string,
  folders: '*' | string[],
): Promise<void> {
  const document = await open(provider, root);
  requireTrust(document);
  await engine.ask('countAsUnsorted', { dataset: await document.id(), folders });
  await provider.reopen(document, (one) => one.renew(), { query: '', action: 'sortPile' });
}

/** Sorts a folder into the classes of a dataset elsewhere: says what would move, and moves it on request. */
async function sortInto({ engine, provider }: SortImagesParts, pile: Uri, into: Uri): Promise<void> {
  const names = [basename(pile.fsPath), basename(into.fsPath)] as const;
  const request = { pile: pile.fsPath, into: into.fsPath };
  const { above, below, unknown, precision } = await inProgress(l10n.t('Sorting {0} into {1}', ...names), (token) =>
    engine.askEngine('sort', { ...request, apply: false }, token),
  );
  const rest = l10n.t('{0} uncertain and {1} unlike every class stay in {2}.', below, unknown, names[0]);
  if (above === 0 || precision === undefined) {
    void window.showInformationMessage(
      l10n.t('No image of {0} is sure enough of a class of {1}.', ...names) + ` ${rest}`,
    );
    return;
  }
  const move = l10n.t('Move {0} Images', above);
  const text = l10n.t(
    '{0} images can go to classes of {1}, about {2} % of them rightly.',
    above,
    names[1],
    Math.floor(precision * 100),
  );
  if ((await window.showInformationMessage(text, { modal: true, detail: rest }, move)) !== move) return;
  const { applied, skipped } = await inProgress(l10n.t('Moving images into {0}', names[1]), (token) =>
    engine.askEngine('sort', { ...request, apply: true }, token),
  );
  await open(provider, into.fsPath);
  void window.showInformationMessage(
    l10n.t(
      '{0} images moved into {1}, {2} left alone. Undo Last Apply puts them back.',
      applied ?? 0,
      names[1],
      skipped?.length ?? 0,
    ),
  );
}

function inProgress<R>(title: string, run: (token: CancellationToken) => Promise<R>): Thenable<R> {
  const options = { location: ProgressLocation.Notification, title, cancellable: true };
  return window.withProgress(options, (_progress, token) => run(token));
}
