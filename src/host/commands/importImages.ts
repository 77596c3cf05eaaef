import { basename, dirname, extname, isAbsolute, join } from 'node:path';
import { Uri, commands, l10n, window, workspace } from 'vscode';
import type { ArchiveOutcome, ImportOutcome, UrlListSummary } from '../../protocol/importRequests';
import type { EngineClient } from '../engine/engineClient';
import { printable, type ReadOnlyTexts } from '../readOnlyTexts';
import { chooseFolder } from './chooseFolder';
import { withEngineProgress } from './engineProgress';

export interface ImportParts {
  readonly engine: EngineClient;
  /** Where failures are shown. */
  readonly texts: ReadOnlyTexts;
}

/** What a key binding or a task may name, so that it is not asked. */
export interface ImportTarget {
  readonly list?: Uri;
  readonly into?: Uri;
}

/** *Import From URL List…*: fetches the images of a list into a folder, after saying how many and from where. */
export async function importUrlList(parts: ImportParts, target: ImportTarget): Promise<void> {
  requireTrustedWorkspace();
  const list = target.list ?? (await chooseList());
  if (!list) return;
  const summary = await parts.engine.askEngine('describeUrlList', { list: list.fsPath });
  const into = target.into ?? (await chooseFolder(l10n.t('Import Here'), l10n.t('Folder for the Images')));
  if (!into || !(await confirmFetch(basename(list.fsPath), summary, into))) return;
  const outcome = await withEngineProgress(
    parts.engine,
    'fetch',
    l10n.t('Fetching images into {0}', basename(into.fsPath)),
    (token) =>
      parts.engine.askEngine('import', { list: list.fsPath, into: into.fsPath, allowPrivate: allowPrivate() }, token),
    l10n.t('Cancelled. What arrived stays; import the list again to go on.'),
  );
  // Not awaited: the command has done its work.
  void tellImported(parts, outcome);
}

/** *Import Archive…*: unpacks a zip, tar or tar.gz beside it into a new folder. */
export async function importArchive({ engine, texts }: ImportParts, clicked?: Uri, folder?: Uri): Promise<void> {
  requireTrustedWorkspace();
  const archive = clicked ?? (await chooseArchive());
  if (!archive) return;
  const into = folder?.fsPath ?? (await askNewFolder(archive));
  if (into === undefined) return;
  const title = l10n.t('Unpacking {0}', basename(archive.fsPath));
  const outcome = await withEngineProgress(
    engine,
    'unpack',
    title,
    (token) => engine.askEngine('unpack', { archive: archive.fsPath, into }, token),
    l10n.t('Cancelled. Nothing was unpacked.'),
  );
  void tellUnpacked(texts, archive, outcome);
}

export function requireTrustedWorkspace(): void {
  if (!workspace.isTrusted)
    throw new Error(l10n.t('This workspace is restricted: nothing is fetched or unpacked. Trust it to import images.'));
}

/** The setting counts in trusted workspaces only. */
export function allowPrivate(): boolean {
  return workspace.getConfiguration('winnow').get<boolean>('import.privateAddresses') === true;
}

async function chooseList(): Promise<Uri | undefined> {
  const [chosen] =
    (await window.showOpenDialog({
      title: l10n.t('List of Addresses'),
      openLabel: l10n.t('Import'),
      defaultUri: workspace.workspaceFolders?.[0]?.uri,
      filters: {
        [l10n.t('Lists of addresses')]: ['txt', 'csv', 'tsv', 'json', 'jsonl', 'ndjson'],
        [l10n.t('All files')]: ['*'],
      },
    })) ?? [];
  return chosen;
}

async function chooseArchive(): Promise<Uri | undefined> {
  const [chosen] =
    (await window.showOpenDialog({
      title: l10n.t('Archive of Images'),
      openLabel: l10n.t('Import'),
      defaultUri: workspace.workspaceFolders?.[0]?.uri,
      filters: { [l10n.t('Archives')]: ['zip', 'tar', 'gz', 'tgz'], [l10n.t('All files')]: ['*'] },
    })) ?? [];
  return chosen;
}

function askNewFolder({ fsPath }: Uri): Thenable<string | undefined> {
  const stem = basename(fsPath).replace(/(\.tar)?\.[^.]+$/i, '');
  return window.showInputBox({
    title: l10n.t('New folder for the files of {0}', basename(fsPath)),
    value: join(dirname(fsPath), extname(fsPath) === '' ? `${stem}-files` : stem),
    ignoreFocusOut: true,
    validateInput: (text) => (isAbsolute(text) ? undefined : l10n.t('Write the whole path of a folder.')),
  });
}

/** Using the network is confirmed, with what the list was understood to hold. */
async function confirmFetch(name: string, summary: UrlListSummary, into: Uri): Promise<boolean> {
  const { images, hosts, classes, failed } = summary;
  const fetch = l10n.t('Fetch {0} Images', images);
  const shown = classes.slice(0, 8).join(', ');
  const detail = [
    l10n.t('They go to {0}. Addresses of earlier runs are not asked again, copies are left out.', into.fsPath),
    classes.length === 0 ? l10n.t('The list names no classes.') : '',
    classes.length === 1 ? l10n.t('1 class, a folder: {0}', shown) : '',
    classes.length > 1
      ? l10n.t('{0} classes, each a folder: {1}', classes.length, classes.length > 8 ? `${shown}, …` : shown)
      : '',
    failed === 1 ? l10n.t('1 entry has no address.') : '',
    failed > 1 ? l10n.t('{0} entries have no address.', failed) : '',
  ].filter((line) => line !== '');
  const question =
    hosts === 1
      ? l10n.t('Fetch {0} images of {1} from 1 host?', images, name)
      : l10n.t('Fetch {0} images of {1} from {2} hosts?', images, name, hosts);
  return (
    (await window.showInformationMessage(
      printable(question),
      { modal: true, detail: detail.map(printable).join('\n\n') },
      fetch,
    )) === fetch
  );
}

/** Says what came, and offers to clean it and to show what did not. */
export async function tellImported({ texts }: ImportParts, outcome: ImportOutcome): Promise<void> {
  const { images, copies, known, failed, out } = outcome;
  const text = [
    images === 1 ? l10n.t('1 image imported into {0}.', out) : l10n.t('{0} images imported into {1}.', images, out),
    copies === 1 ? l10n.t('1 copy was left out.') : '',
    copies > 1 ? l10n.t('{0} copies were left out.', copies) : '',
    known > 0 ? l10n.t('{0} known from before.', known) : '',
  ];
  await tell(texts, text, Uri.file(out), failed.length, () => [
    l10n.t('Not imported into {0}: {1} entries of the list, by line.', out, failed.length),
    l10n.t('A second import of the list tries these again.'),
    '',
    ...failed.map(({ line, url, reason }) => [String(line), url ?? '', reason].map(printable).join('\t')),
    '',
  ]);
}

async function tellUnpacked(texts: ReadOnlyTexts, archive: Uri, outcome: ArchiveOutcome): Promise<void> {
  const { files, images, leftOut, failed, out } = outcome;
  const text = [
    l10n.t('{0} files unpacked into {1}, {2} of them images.', files, out, images),
    leftOut === 1 ? l10n.t('1 hidden file was left out.') : '',
    leftOut > 1 ? l10n.t('{0} hidden files were left out.', leftOut) : '',
  ];
  await tell(texts, text, Uri.file(out), failed.length, () => [
    l10n.t('Not unpacked from {0}: {1} entries.', archive.fsPath, failed.length),
    '',
    ...failed.map(({ path, reason }) => [path, reason].map(printable).join('\t')),
    '',
  ]);
}

async function tell(
  texts: ReadOnlyTexts,
  words: readonly string[],
  out: Uri,
  failures: number,
  lines: () => string[],
): Promise<void> {
  const clean = l10n.t('Clean This Folder');
  const show = l10n.t('Show Failures');
  const text = [...words, failures > 0 ? l10n.t('{0} failed.', failures) : ''].filter((part) => part !== '').join(' ');
  const answer =
    failures > 0
      ? await window.showWarningMessage(text, clean, show)
      : await window.showInformationMessage(text, clean);
  if (answer === clean) await commands.executeCommand('winnow.cleanFolder', out);
  if (answer === show) await texts.show(`${basename(out.fsPath)}: ${l10n.t('not imported')}`, out.fsPath, lines());
}
