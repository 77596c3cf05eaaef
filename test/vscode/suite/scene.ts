import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { TabInputCustom, Uri, commands, extensions, window, workspace, type Extension, type Tab } from 'vscode';
import type { Exports } from '../../../src/extension';
import type { Host } from '../../../src/host/main';
import type { DatasetDocument } from '../../../src/host/editor/datasetDocument';
import type { DatasetSummary } from '../../../src/protocol/dataset';
import { eventually } from '../../support/eventually';

/** Datasets that the test beside this suite generated, each in a folder of its own below the workspace. */
export type SceneName = 'small' | 'decided' | 'applied' | 'exchanged' | 'tools' | 'killed' | 'many' | 'elsewhere';

export const viewType = 'winnow.dataset';

export function extension(): Extension<Exports> {
  const found = extensions.getExtension<Exports>('winnow.winnow');
  if (!found) throw new Error('The extension is not there.');
  return found;
}

export async function winnow(): Promise<Host> {
  return (await extension().activate()).host();
}

/** The folder that holds one dataset and, beside it, what Winnow keeps of it. */
export function sceneFolder(name: SceneName): string {
  const folder = workspace.workspaceFolders?.[0];
  if (!folder) throw new Error('No workspace is open.');
  return join(folder.uri.fsPath, name);
}

export function datasetFolder(name: SceneName): string {
  return join(sceneFolder(name), 'set');
}

export function tabOf(uri: Uri): Tab | undefined {
  return window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .find(({ input }) => input instanceof TabInputCustom && input.uri.toString() === uri.toString());
}

/** Opens a dataset as an editor and waits until every image of it is read and ranked. */
export async function openDataset(
  name: SceneName,
  withinMs?: number,
): Promise<{ uri: Uri; document: DatasetDocument }> {
  const uri = Uri.file(datasetFolder(name));
  await commands.executeCommand('vscode.openWith', uri, viewType, { preview: false });
  const document = await openDocument(uri);
  await fitted(document, withinMs);
  return { uri, document };
}

export async function openDocument(uri: Uri): Promise<DatasetDocument> {
  const { provider } = await winnow();
  return eventually(`a document of ${uri.fsPath}`, () => provider.document(uri));
}

/** The summary once the first ranking stands. */
export function fitted(document: DatasetDocument, withinMs = 45_000): Promise<DatasetSummary> {
  return eventually(
    `a ranking of ${document.name}`,
    () => {
      const { summary } = document;
      if (summary?.ranking.kind === 'fitted') return summary;
      throw new Error(JSON.stringify(summary?.ranking));
    },
    withinMs,
  );
}

/** Rows of a query, in the order of their names. */
export async function rowsOf(document: DatasetDocument, query = ''): Promise<Uint32Array> {
  const { engine } = await winnow();
  const { order } = await engine.ask('view', { dataset: await document.id(), query, sort: 'name' });
  return order;
}

/** Path of a row, relative to the dataset. */
export async function pathOf(document: DatasetDocument, row: number): Promise<string> {
  const { engine } = await winnow();
  return (await engine.ask('details', { dataset: await document.id(), row })).path;
}

/** The decisions of a row as the engine has them. */
export async function decisionOf(document: DatasetDocument, row: number): Promise<string | undefined> {
  const { engine } = await winnow();
  return (await engine.ask('details', { dataset: await document.id(), row })).decision;
}

/** The text of the decisions on the disk, empty while nothing was ever decided. */
export async function decisionsOnDisk(name: SceneName): Promise<string> {
  const files = (await readdir(sceneFolder(name), { recursive: true })).filter((file) =>
    file.endsWith('decisions.log'),
  );
  const texts = await Promise.all(files.map((file) => readFile(join(sceneFolder(name), file), 'utf8')));
  return texts.join('');
}

/** Runs a command that ends with a notification, which it waits for: takes the notification away once `done` holds. */
export async function runToNotification(
  command: string,
  done: () => Promise<boolean>,
  ...args: readonly unknown[]
): Promise<void> {
  const running = commands.executeCommand(command, ...args);
  await eventually(`what ${command} does`, done);
  const ended = running.then(() => true);
  await eventually(`the end of ${command}`, async () => {
    await commands.executeCommand('notifications.clearAll');
    return Promise.race([ended, new Promise<false>((no) => setTimeout(() => no(false), 200))]);
  });
}
