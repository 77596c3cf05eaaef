import { ThemeIcon, l10n, window, type QuickPickItem } from 'vscode';
import {
  importChoices,
  type ImportChoice,
  type ImportGroup,
  type ImportGroupKind,
  type ImportPreview,
} from '../../protocol/exchange';
import { printable, type ReadOnlyTexts } from '../readOnlyTexts';

interface GroupItem extends QuickPickItem {
  readonly choice?: ImportChoice;
}

/** Ticked at first: what decides nothing anew that was decided here, and makes no class and no deletion by omission. */
const ticked: ReadonlySet<ImportGroupKind> = new Set(['new']);

/** Asks which groups of an import to take; undefined when the user turned away. The list is one click away. */
export async function chooseImport(
  texts: ReadOnlyTexts,
  name: string,
  preview: ImportPreview,
): Promise<readonly ImportChoice[] | undefined> {
  const items = preview.groups.flatMap((group): GroupItem[] => {
    const choice = importChoices.find((one) => one === group.kind);
    return choice ? [{ ...inWords(group), picked: ticked.has(choice), choice }] : [];
  });
  const rest = preview.groups.filter(({ kind }) => !importChoices.some((choice) => choice === kind));
  if (items.length === 0) {
    const list = l10n.t('Show List');
    const why = rest.map((group) => inWords(group).label).join(', ');
    const text =
      why === ''
        ? l10n.t('There is nothing to import from {0}: it holds no decisions.', name)
        : l10n.t('There is nothing to import from {0}: {1}.', name, why);
    // Not awaited: there is nothing more to do.
    void window.showInformationMessage(text, ...(why === '' ? [] : [list])).then((answer) => {
      if (answer === list) void showImportList(texts, name, preview);
    });
    return undefined;
  }
  // What cannot be taken stands in the title: VS Code shows no separator without an item below it.
  const left = rest.map((group) => inWords(group).label).join(', ');
  return pick(texts, name, preview, left === '' ? name : l10n.t('{0} · not taken: {1}', name, left), items);
}

function pick(
  texts: ReadOnlyTexts,
  name: string,
  preview: ImportPreview,
  title: string,
  items: readonly GroupItem[],
): Promise<readonly ImportChoice[] | undefined> {
  const picker = window.createQuickPick<GroupItem>();
  picker.title = l10n.t('Import {0}', title);
  picker.placeholder = l10n.t('Tick what to import; it becomes one edit that undo takes back');
  picker.canSelectMany = true;
  picker.ignoreFocusOut = true;
  picker.items = items;
  picker.selectedItems = items.filter(({ picked }) => picked);
  picker.buttons = [{ iconPath: new ThemeIcon('list-flat'), tooltip: l10n.t('Show List') }];
  return new Promise((done) => {
    let chosen: readonly ImportChoice[] | undefined;
    picker.onDidTriggerButton(() => void showImportList(texts, name, preview));
    picker.onDidAccept(() => {
      chosen = picker.selectedItems.flatMap(({ choice }) => (choice ? [choice] : []));
      picker.hide();
    });
    picker.onDidHide(() => {
      picker.dispose();
      done(chosen && chosen.length > 0 ? chosen : undefined);
    });
    picker.show();
  });
}

/** Every line of an import that is listed, by group, in a read-only editor. */
export async function showImportList(
  texts: ReadOnlyTexts,
  name: string,
  { groups, notes }: ImportPreview,
): Promise<void> {
  const sections = groups.map((group) => {
    const { label, detail } = inWords(group);
    const more = group.count - group.examples.length;
    return [
      [label, detail].filter(Boolean).join('. '),
      ...group.examples.map((example) => `  ${printable(example)}`),
      ...(more > 0 ? [`  ${l10n.t('{0} more', more)}`] : []),
      '',
    ].join('\n');
  });
  await texts.show(`${name}: ${l10n.t('import')}`, name, [l10n.t('Import of {0}', name), ...notes, '', ...sections]);
}

function inWords({ kind, count, moved }: ImportGroup): { label: string; detail?: string } {
  const movedText = moved > 0 ? l10n.t('{0} of them found by content at another path', moved) : undefined;
  switch (kind) {
    case 'new':
      return { label: l10n.t('{0} matched, undecided here', count), detail: movedText };
    case 'replaces':
      return { label: l10n.t('{0} decided otherwise here', count), detail: l10n.t('Replaces the decisions made here') };
    case 'new-class':
      return {
        label: l10n.t('{0} to classes that are not here', count),
        detail: l10n.t('Apply would make the folders'),
      };
    case 'unlisted':
      return {
        label: l10n.t('{0} images that the table does not list', count),
        detail: l10n.t('Deletes them: the table names what stays'),
      };
    case 'agreed':
      return { label: l10n.t('{0} with nothing to do', count) };
    case 'changed':
      return { label: l10n.t('{0} where another image stands', count) };
    case 'ambiguous':
      return { label: l10n.t('{0} in several copies', count) };
    case 'missing':
      return { label: l10n.t('{0} not found', count) };
    case 'unsafe':
      return { label: l10n.t('{0} leading out of the dataset', count) };
    case 'contradiction':
      return { label: l10n.t('{0} in contradiction', count) };
  }
}
