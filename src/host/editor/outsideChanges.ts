import { basename } from 'node:path';
import { RelativePattern, Uri, workspace, type Disposable } from 'vscode';
import { DisposableStore } from '../disposable';
import { log } from '../log';
import type { EngineClient } from '../engine/engineClient';
import type { DatasetDocument } from './datasetDocument';

/** Milliseconds without another change before the engine looks: a copy of a thousand files is looked at once. */
const settleMs = 800;

/** Watches a dataset's files, and the decisions that another window or the command line records for it. */
export function watchOutsideChanges(document: DatasetDocument, engine: EngineClient): Disposable {
  const store = new DisposableStore();
  let timer: NodeJS.Timeout | undefined;
  const look = async (): Promise<void> => {
    try {
      await engine.ask('follow', { dataset: await document.id() });
    } catch (error) {
      log().warn(`${document.uri.fsPath}: changes outside could not be followed: ${String(error)}`);
    }
  };
  const changed = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void look(), settleMs);
  };
  const parent = Uri.joinPath(document.uri, '..');
  const patterns = [
    // The dataset's own folder: it may be moved away and come back.
    new RelativePattern(parent, literal(basename(document.uri.fsPath))),
    new RelativePattern(document.uri, '**/*'),
    new RelativePattern(parent, '.winnow/*/decisions.log'),
  ];
  for (const pattern of patterns) {
    const watcher = store.add(workspace.createFileSystemWatcher(pattern));
    for (const event of [watcher.onDidCreate, watcher.onDidChange, watcher.onDidDelete]) store.add(event(changed));
  }
  store.add({ dispose: () => clearTimeout(timer) });
  return store;
}

/** A name as a glob that fits only itself. */
function literal(name: string): string {
  return name.replace(/[*?{}[\]]/g, '[$&]');
}
