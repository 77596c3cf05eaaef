import { ProgressLocation, Uri, l10n, window, workspace } from 'vscode';
import type { EngineClient } from '../engine/engineClient';

/** *Open Sample Dataset*: draws a small messy dataset into a new folder that the user chooses; returns the folder. */
export async function makeSampleDataset(engine: EngineClient): Promise<Uri | undefined> {
  const parent = workspace.workspaceFolders?.[0]?.uri ?? (await chooseParent());
  if (!parent) return undefined;
  const folder = await freeFolder(parent, 'winnow-sample');
  await window.withProgress(
    { location: ProgressLocation.Notification, title: l10n.t('Drawing a sample dataset'), cancellable: true },
    (_progress, token) => engine.askEngine('sample', { folder: folder.fsPath }, token),
  );
  return folder;
}

async function chooseParent(): Promise<Uri | undefined> {
  const [chosen] =
    (await window.showOpenDialog({
      canSelectFolders: true,
      canSelectFiles: false,
      openLabel: l10n.t('Put the Sample Here'),
    })) ?? [];
  return chosen;
}

async function freeFolder(parent: Uri, name: string): Promise<Uri> {
  const taken = new Set((await workspace.fs.readDirectory(parent)).map(([entry]) => entry));
  for (let n = 1; ; n++) {
    const candidate = n === 1 ? name : `${name}-${n}`;
    if (!taken.has(candidate)) return Uri.joinPath(parent, candidate);
  }
}
