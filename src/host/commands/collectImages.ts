import { FileType, commands, l10n, window, workspace, type Uri } from 'vscode';
import { parseSearches, search, searchArguments, type Search } from '../../protocol/search';
import { printable } from '../readOnlyTexts';
import { chooseFolder } from './chooseFolder';
import { withEngineProgress } from './engineProgress';
import { allowPrivate, requireTrustedWorkspace, tellImported, type ImportParts } from './importImages';

/** *Collect Images…*: runs the user's own search command for each class, after showing it, and fetches what it prints. */
export async function collectImages(parts: ImportParts, clicked?: Uri): Promise<void> {
  requireTrustedWorkspace();
  const command = workspace.getConfiguration('winnow').get<string[]>('searchCommand') ?? [];
  if (command.length === 0) return offerSetting();
  const into = clicked ?? (await chooseFolder(l10n.t('Collect Here'), l10n.t('Dataset for the Images')));
  if (!into) return;
  const searches = await askSearches(into);
  if (!searches || !(await confirmRun(command, searches, into))) return;
  const request = { command, searches, into: into.fsPath, allowPrivate: allowPrivate() };
  const outcome = await withEngineProgress(
    parts.engine,
    ['search', 'fetch'],
    l10n.t('Collecting images'),
    (token) => parts.engine.askEngine('collect', request, token),
    l10n.t('Cancelled. What arrived stays; collect again to go on.'),
  );
  // Not awaited: the command has done its work.
  void tellImported(parts, outcome);
}

async function offerSetting(): Promise<void> {
  const open = l10n.t('Open Setting');
  const text = l10n.t(
    'Winnow ships no scraper. Name your own in the setting winnow.searchCommand: a program that prints addresses of images for a search term.',
  );
  if ((await window.showInformationMessage(text, open)) === open)
    await commands.executeCommand('workbench.action.openSettings', 'winnow.searchCommand');
}

/** Classes and terms, beginning with the classes that are there. */
async function askSearches(into: Uri): Promise<Search[] | undefined> {
  const entries = await workspace.fs.readDirectory(into);
  const classes = entries.filter(([name, type]) => type === FileType.Directory && !name.startsWith('.'));
  const text = await window.showInputBox({
    title: l10n.t('Classes to Collect Images For'),
    prompt: l10n.t('One or several, with commas. Where something else is to be searched for: class = search term.'),
    placeHolder: l10n.t('cat, dog = labrador puppy'),
    value: classes.map(([name]) => name).join(', '),
    ignoreFocusOut: true,
    validateInput: (typed) => problemOf(typed),
  });
  return text === undefined ? undefined : parseSearches(text);
}

function problemOf(text: string): string | undefined {
  const searches = parseSearches(text);
  if (searches.length === 0) return l10n.t('Name at least one class.');
  for (const one of searches) {
    const { error } = search.safeParse(one);
    if (error) return `"${printable(one.term || one.label)}" ${error.issues[0].message}.`;
  }
  return undefined;
}

/** The user's own program is run only after it was shown as it will be run. */
async function confirmRun(command: readonly string[], searches: readonly Search[], into: Uri): Promise<boolean> {
  const shown = 10;
  const lines = searches.slice(0, shown).map(({ term }) => searchArguments(command, term).map(quoted).join(' '));
  const more = searches.length - lines.length;
  const run = l10n.t('Run and Fetch');
  const detail = [
    ...lines,
    ...(more > 0 ? [l10n.t('… and {0} more', more)] : []),
    '',
    l10n.t('The images that it finds are fetched into folders of {0}.', into.fsPath),
  ];
  const question =
    searches.length === 1
      ? l10n.t('Run your search command?')
      : l10n.t('Run your search command {0} times?', searches.length);
  return (
    (await window.showWarningMessage(question, { modal: true, detail: detail.map(printable).join('\n') }, run)) === run
  );
}

/** An argument as it would be typed. */
function quoted(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`;
}
