import { dirname, basename } from 'node:path';
import { l10n, window, type Memento } from 'vscode';

const key = 'winnow.bareFolders';

/**
 * A folder that holds nothing but images may be one class of a dataset or a pile: asked once, remembered in this
 * workspace. Returns the folder to open, or undefined when the user turned away.
 */
export async function chooseMeaning(folder: string, memory: Memento): Promise<string | undefined> {
  const parent = dirname(folder);
  const remembered = rememberedRoot(folder, memory);
  if (remembered !== undefined) return remembered;
  const chosen = await window.showQuickPick(
    [
      {
        label: l10n.t('One class of the dataset {0}', basename(parent)),
        description: l10n.t('opens {0}, filtered to {1}', basename(parent), basename(folder)),
        meaning: 'class' as const,
      },
      {
        label: l10n.t('A pile of unsorted images'),
        description: l10n.t('opens just {0}; new classes become folders in it', basename(folder)),
        meaning: 'pile' as const,
      },
    ],
    { title: l10n.t('{0} holds only images. What is it?', basename(folder)), ignoreFocusOut: true },
  );
  if (!chosen) return undefined;
  await rememberMeaning(folder, chosen.meaning, memory);
  return chosen.meaning === 'class' ? parent : folder;
}

/** The folder to open for a bare one of which somebody said before what it is. */
export function rememberedRoot(folder: string, memory: Memento): string | undefined {
  const meaning = memory.get<Record<string, 'class' | 'pile'>>(key, {})[folder];
  return meaning && (meaning === 'class' ? dirname(folder) : folder);
}

/** Notes what a bare folder is, so that nobody is asked again. */
export async function rememberMeaning(folder: string, meaning: 'class' | 'pile', memory: Memento): Promise<void> {
  await memory.update(key, { ...memory.get<Record<string, 'class' | 'pile'>>(key, {}), [folder]: meaning });
}
