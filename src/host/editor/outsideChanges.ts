import { basename } from 'node:path';
import { RelativePattern, Uri, window, workspace, type Disposable } from 'vscode';
import { DisposableStore } from '../disposable';
import { log } from '../log';
import type { EngineClient } from '../engine/engineClient';
import type { DatasetDocument } from './datasetDocument';

/** Milliseconds without another change before the engine looks: a copy of a thousand files is looked at once. */
const settleMs = 800;

/** Watches a dataset's files, and the decisions that another window or the command line records for it. */
export function watchOutsideChanges(document: DatasetDocument, engine: EngineClient): Disposable {
  const store = new DisposableStore();
  const parent = Uri.joinPath(document.uri, '..');
  const patterns = {
    all: [
      // The dataset's own folder: it may be moved away and come back.
      new RelativePattern(parent, literal(basename(document.uri.fsPath))),
      new RelativePattern(document.uri, '**/*'),
    ],
    // Each decision made here is seen, too: the files are not listed again for it.
    decisions: [new RelativePattern(parent, '.winnow/*/decisions.log')],
  };
  for (const what of ['all', 'decisions'] as const) {
    const look = async (): Promise<void> => {
      try {
        await engine.ask('follow', { dataset: await document.id(), what });
      } catch (error) {
        log().warn(`${document.uri.fsPath}: changes outside could not be followed: ${String(error)}`);
      }
    };
    let timer: NodeJS.Timeout | undefined;
    const changed = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => void look(), settleMs);
    };
    for (const pattern of patterns[what]) {
      const watcher = store.add(workspace.createFileSystemWatcher(pattern));
      for (const event of [watcher.onDidCreate, watcher.onDidChange, watcher.onDidDelete]) store.add(event(changed));
    }
    // Where the state lies elsewhere, or on a drive that tells nothing, another window was the one in use until now.
    if (what === 'decisions') store.add(window.onDidChangeWindowState(({ focused }) => focused && changed()));
    store.add({ dispose: () => clearTimeout(timer) });
  }
  return store;
}

/** A name as a glob that fits only itself. */
function literal(name: string): string {
  return name.replace(/[*?{}[\]]/g, '[$&]');
}
