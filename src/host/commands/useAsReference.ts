import { l10n, window, type Memento, type Uri } from 'vscode';
import type { ActiveDataset } from '../editor/activeDataset';
import type { DatasetDocument } from '../editor/datasetDocument';
import type { DatasetEditorProvider } from '../editor/datasetEditorProvider';
import type { EngineClient } from '../engine/engineClient';
import { cleanFolder } from './cleanFolder';

export interface ReferenceTarget {
  readonly engine: EngineClient;
  readonly provider: DatasetEditorProvider;
  readonly active: ActiveDataset;
  readonly memory: Memento;
}

/** *Use as Reference*: the selected images of the page, against which all others are held. */
export function useAsReference(provider: DatasetEditorProvider): Promise<void> {
  const page = provider.activePage;
  if (!page)
    throw new Error(l10n.t('No dataset is open. Right-click a folder of images and choose Clean This Folder.'));
  page.run('useAsReference');
  return Promise.resolve();
}

/** The same with files, which may lie anywhere; asks for them, and for the dataset where none is open. */
export async function useFilesAsReference(target: ReferenceTarget, given?: readonly Uri[]): Promise<void> {
  const files = given ?? (await chooseFiles());
  if (!files || files.length === 0) return;
  const document = target.active.document ?? (await openDataset(target));
  if (!document) return;
  const { engine, provider } = target;
  await engine.ask('draftReferenceFiles', { dataset: await document.id(), files: files.map(({ fsPath }) => fsPath) });
  if (provider.activePage) provider.activePage.run('showReference');
  else provider.beginWith(document.uri, '', 'showReference');
}

function chooseFiles(): Thenable<Uri[] | undefined> {
  return window.showOpenDialog({
    title: l10n.t('Reference Images'),
    openLabel: l10n.t('Use as Reference'),
    canSelectMany: true,
    filters: { [l10n.t('Images')]: ['jpg', 'jpeg', 'jfif', 'png', 'gif', 'webp', 'avif', 'tif', 'tiff', 'bmp'] },
  });
}

async function openDataset({
  engine,
  provider,
  active,
  memory,
}: ReferenceTarget): Promise<DatasetDocument | undefined> {
  const chosen = await window.showOpenDialog({
    title: l10n.t('Folder of Images to Hold Against the Reference'),
    canSelectFiles: false,
    canSelectFolders: true,
  });
  if (!chosen) return undefined;
  await cleanFolder(engine, provider, memory, chosen[0]);
  return active.document;
}
